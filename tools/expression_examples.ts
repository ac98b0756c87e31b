import type { Json, JsonObject, ShellFamily } from "../src/core/mod.ts";

/** What the examples of the page can see. */
export const EXAMPLE_SCOPE: JsonObject = {
  params: { name: "world; rm -rf ~", threshold: 10, tags: ["a", "b"] },
  config: { timeout_ms: 3000 },
  env: { HOME: "/home/ada" },
  upstream: { process: { items: [1, 2, 3], stdout: "done", outputs: { count: 3 } } },
  tasks: { process: { stdout: "done", outputs: { count: 3 }, exit_code: 0, status: "succeeded" } },
  matrix: { region: "eu" },
};

/** Templates with their values; run as tests and printed in the documentation. */
export const TEMPLATE_EXAMPLES: readonly (readonly [template: string, value: Json])[] = [
  ["{{ params.threshold * 2 }}", 20],
  ["{{ params.tags }}", ["a", "b"]],
  ["{{ tasks.process.outputs.count > params.threshold }}", false],
  ["every {{ config.timeout_ms / 1000 }} s in {{ matrix.region }}", "every 3 s in eu"],
  ["tags: {{ params.tags }}", 'tags: ["a","b"]'],
  ["{{ .config.timeout_ms }}", 3000],
  ["{{ .upstream.process.items | length > 2 }}", true],
  ['{{ env.EDITOR | default("vi") }}', "vi"],
  ["a literal {{ '{{' }} and }}", "a literal {{ and }}"],
];

/** `run` text with what the shell gets; run as tests and printed in the documentation. */
export const SHELL_EXAMPLES: readonly (readonly [family: ShellFamily, text: string, shellText: string])[] = [
  ["posix", "echo {{ params.name }}", 'echo "${EXECUTOR_EXPR_1}"'],
  ["posix", 'echo "Hello, {{ params.name }}"', 'echo "Hello, ${EXECUTOR_EXPR_1}"'],
  ["posix", "cat <<END\n{{ params.name }}\nEND", "cat <<END\n${EXECUTOR_EXPR_1}\nEND"],
  ["posix", "echo $(( {{ params.threshold }} + 1 ))", "echo $(( (${EXECUTOR_EXPR_1}) + 1 ))"],
  ["posix", "docker ps --format '{{ '{{' }}.Names}}'", "docker ps --format '{{.Names}}'"],
  ["posix", "make {{ 'check lint' | raw }}", "make check lint"],
  ["powershell", "Write-Output {{ params.name }}", "Write-Output $env:EXECUTOR_EXPR_1"],
  ["powershell", 'Write-Output "{{ params.name }}.txt"', 'Write-Output "$env:EXECUTOR_EXPR_1.txt"'],
];

/** `run` text that is refused, with the code. */
export const REFUSED_EXAMPLES: readonly (readonly [text: string, code: string, why: string])[] = [
  ["echo '{{ params.name }}'", "template_shell_quoted", "nothing is replaced inside single quotes; use double quotes or none"],
  ["cat <<'END'\n{{ params.name }}\nEND", "template_shell_quoted", "the quoted delimiter switches replacing off"],
  ["{{ params.name }} --version", "template_shell_command", "the value would be executed"],
  [
    'sh -c "echo {{ params.name }}"',
    "template_shell_code",
    "the inner shell would read it as code: `sh -c 'echo \"$1\"' sh {{ params.name }}`",
  ],
  ["echo $(({{ params.name }}))", "template_shell_code", "arithmetic evaluates texts; only a number can stand here"],
  ["echo ${{ params.name }}", "template_shell_place", "write `{{ x }}` without the dollar sign"],
];
