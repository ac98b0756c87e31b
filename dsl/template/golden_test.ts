import assert from "node:assert/strict";
import type { Pipeline, ShellFamily } from "../../src/core/mod.ts";
import { expressionCodes } from "../../src/core/codes/expression.ts";
import { type Type, types } from "../expr/mod.ts";
import { scopeForPipeline, scopeForTask } from "../scope/mod.ts";
import { checkShell, checkTemplate } from "./mod.ts";

const PIPELINE: Pipeline = {
  name: "golden",
  config: {
    schema_url: { type: "url", default: "https://example.org" },
    timeout_ms: { type: "int", default: 3000 },
    wait: { type: "duration" },
  },
  params: {
    threshold: { type: "int", default: 10 },
    ratio: { type: "float", default: 1 },
    stage: { type: "enum", enum: ["canary", "full"] },
    text: { type: "string" },
    tags: { type: "list" },
  },
  secrets: { token: { env: "API_TOKEN" } },
  tasks: [
    { id: "fetch", run: "true" },
    { id: "process", run: "true", depends_on: ["fetch"] },
    { id: "route", depends_on: ["process"], if: "", then: ["notify"], else: ["archive"] },
    { id: "notify", run: "true" },
    { id: "archive", run: "true" },
    { id: "join", run: "true", depends_on: ["fetch", "process"] },
    { id: "per_region", run: "true", matrix: { region: ["eu", "us"], n: [1, 2], mixed: [1, "a"], any: "{{ params.tags }}" } },
    { id: "after-matrix", run: "true", depends_on: ["per_region"] },
    { id: "constructor", run: "true" },
    { id: "__proto__", run: "true", depends_on: ["constructor"] },
  ],
  finally: [{ id: "report", run: "true" }, { id: "last", run: "true", depends_on: ["report"] }],
};

/** `«…»` marks where the problem is expected; without marks the text is right. */
interface Case {
  readonly text: string;
  readonly code?: string;
  readonly hint?: RegExp;
  /** The task whose scope it is, or "" for the pipeline's own; default `process`. */
  readonly task?: string;
  readonly own?: true;
  readonly expect?: Type | readonly Type[];
  readonly shell?: ShellFamily;
}

const BOOL = types.bool;
const DURATION = [types.int, types.duration, types.string];

const CASES: readonly Case[] = [
  // Right ones.
  { text: "no expression" },
  { text: "{{ .config.timeout_ms + params.threshold }}" },
  { text: "{{ config.wait / 1000 }}", expect: DURATION },
  { text: "{{ params.ratio * 0.5 }}", expect: types.double },
  { text: "{{ params.threshold }}", expect: types.double },
  { text: "30s", expect: DURATION },
  { text: "{{ params.stage == 'full' && 'a' in params.tags }}", expect: BOOL },
  { text: "{{ env.HOME + secrets.token + run.id + run.status }}" },
  { text: "{{ event.anything.at.all }} {{ payload.x }} {{ meta.owner }}" },
  { text: "{{ tasks.fetch.stdout + tasks['fetch'].stderr }} {{ tasks.fetch.json.a }} {{ tasks.fetch.outputs.count }}" },
  { text: "{{ tasks.fetch.exit_code == 0 && tasks.fetch.duration_ms > 10 && tasks.fetch.status == 'succeeded' }}", expect: BOOL },
  { text: "{{ .upstream.process.items | length > 10 }}", expect: BOOL, task: "route" },
  { text: "{{ status.code == 200 || status.text == 'OK' }}", expect: BOOL },
  { text: "{{ tasks.route.status + tasks.fetch.stdout }}", task: "notify" },
  { text: "{{ upstream.route.status + status.text }}", task: "notify" },
  { text: "{{ matrix.region + string(matrix.n) }} {{ matrix.any }}", task: "per_region" },
  { text: "{{ tasks['per_region'].instances['eu,1'].stdout }}", task: "after-matrix" },
  { text: "{{ tasks.constructor.stdout }}", task: "__proto__" },
  { text: "{{ tasks.archive.status + tasks.join.status }}", task: "report" },
  { text: "{{ tasks.report.exit_code == 0 }}", task: "last", expect: BOOL },
  { text: "{{ tasks.fetch.exit_code != 0 }}", task: "fetch", own: true, expect: BOOL },
  { text: "{{ [1, 2].map(tasks, tasks + 1) }}" },
  { text: "{{ ['join'].exists(t, tasks[t].status == 'failed') }}" },

  // Templates.
  { text: "a «{{» params.text", code: "template_unclosed", hint: /\}\}/ },
  { text: "a «{{  }}»", code: "template_empty" },
  { text: "{{ params.text | «raw» + 'a' }}", code: "template_raw", hint: /parentheses/ },
  { text: "«{{ params.text | raw }}»", code: "template_raw", hint: /Remove/ },
  { text: "«params.threshold > 3»", code: "template_literal", expect: BOOL, hint: /\{\{ params.threshold > 3 \}\}/ },
  { text: "«»", code: "template_literal", expect: BOOL },
  { text: "«{{ params.threshold > 3 }} or so»", code: "template_mixed", expect: BOOL, hint: /one/ },
  { text: "«{{ params.threshold > 3 }}\n»", code: "template_mixed", expect: BOOL, hint: /line breaks/ },
  { text: "{{ «params.tags» }}", code: "template_type", expect: DURATION },
  { text: "{{ params.threshold +«» }}", code: "expr_syntax" },

  // Expressions, from the type checker.
  { text: "{{ «params.threshold» }}", code: "expr_condition", expect: BOOL },
  { text: "a {{ «params.threshold + params.text» }}", code: "expr_type" },
  { text: "{{ «parms».threshold }}", code: "expr_unknown_variable", hint: /params/ },
  { text: "{{ params.«treshold» }}", code: "expr_unknown_field", hint: /threshold/ },
  { text: "{{ tasks.fetch.«stdot» }}", code: "expr_unknown_field", hint: /stdout/ },
  { text: "{{ tasks.«fetc».stdout }}", code: "expr_unknown_field", hint: /fetch/ },
  { text: "{{ run.«statsu» }}", code: "expr_unknown_field", hint: /status/ },
  { text: "{{ matrix.«regoin» }}", code: "expr_unknown_field", task: "per_region", hint: /region/ },
  { text: "{{ «matrix».region }}", code: "expr_unknown_variable" },
  { text: "{{ «tasks».fetch.stdout }}", code: "expr_unknown_variable", task: "" },
  { text: "{{ tasks.fetch.«instances» }}", code: "expr_unknown_field" },
  { text: "{{ «lenght»(params.tags) }}", code: "expr_unknown_function", hint: /length/ },

  // Order of tasks.
  { text: "x {{ tasks.«join».stdout }}", code: "expr_task_not_before", hint: /Add join to depends_on of process/ },
  { text: "{{ tasks[«'join'»].stdout }}", code: "expr_task_not_before" },
  { text: "{{ tasks.«archive».stdout }}", task: "notify", code: "expr_task_not_before" },
  { text: "{{ tasks.«process».stdout }}", code: "expr_task_not_before", hint: /repeat/ },
  { text: "{{ [1].map(x, tasks.«join».stdout) }}", code: "expr_task_not_before" },
  { text: "{{ tasks.«last».stdout }}", task: "report", code: "expr_task_not_before" },
  { text: "{{ upstream.«fetch».stdout }}", task: "route", code: "expr_not_upstream", hint: /tasks\.fetch/ },
  { text: "{{ upstream.«join».stdout }}", code: "expr_not_upstream", hint: /depends_on/ },
  { text: "{{ «status».code }}", task: "fetch", code: "expr_no_status", hint: /depends_on/ },
  { text: "{{ «status».code }}", task: "join", code: "expr_no_status", hint: /exit_code/ },

  // Shell text.
  { shell: "posix", text: "echo {{ params.text }} # {{ parms" },
  { shell: "posix", text: "[ {{ params.threshold }} -gt 3 ] && echo $(({{ params.threshold }} + 1))" },
  { shell: "posix", text: "ls {{ params.text | raw }} '{{ params.text | raw }}'" },
  { shell: "posix", text: "awk '«{{ print $1 }}»'", code: "template_shell_quoted" },
  { shell: "posix", text: "echo '«{{ params.text }}»'", code: "template_shell_quoted", hint: /double quotes/ },
  { shell: "posix", text: "cat <<'E'\n«{{ params.text }}»\nE\n", code: "template_shell_quoted", hint: /delimiter/ },
  { shell: "posix", text: "echo $«{{ params.text }}»", code: "template_shell_place", hint: /dollar/ },
  { shell: "posix", text: "«{{ params.text }}» --version", code: "template_shell_command", hint: /raw/ },
  { shell: "posix", text: "echo $((«{{ params.text }}»))", code: "template_shell_code", hint: /int\(x\)/ },
  { shell: "posix", text: 'bash -c "echo «{{ params.text }}»"', code: "template_shell_code", hint: /inject/ },
  { shell: "posix", text: "alias x=«{{ params.text }}»", code: "template_shell_code" },
  { shell: "posix", text: "PS4=«{{ params.text }}» bash -x a.sh", code: "template_shell_code" },
  { shell: "posix", text: "export BASH_ENV=«{{ params.text }}»", code: "template_shell_code" },
  { shell: "posix", text: "PS4X={{ params.text }} make" },
  { shell: "posix", text: "echo «{{» params.text", code: "template_unclosed" },
  { shell: "posix", text: "echo «{{ }}»", code: "template_empty" },
  { shell: "posix", text: "echo {{ params.«txt» }}", code: "expr_unknown_field", hint: /text/ },
  { shell: "powershell", text: "f '«{{ params.text }}»'", code: "template_shell_quoted" },
  { shell: "powershell", text: "f a«{{ params.text }}»", code: "template_shell_place", hint: /double|Quote/ },
  { shell: "other", text: "print('«{{ params.text }}»')", code: "template_shell_other", hint: /inject/ },
  { shell: "other", text: "print({{ params.threshold | raw }})" },
];

for (const { text: marked, code, hint, task = "process", own, expect, shell } of CASES) {
  const label = `${shell === undefined ? "checkTemplate()" : `checkShell() in ${shell}`} ${
    code === undefined ? "accepts" : `reports ${code} in`
  }`;
  Deno.test(`${label} ${JSON.stringify(marked)}${expect === undefined ? "" : " with an expected type"}${task === "process" ? "" : ` of ${task}`}`, () => {
    const text = marked.replaceAll(/[«»]/g, "");
    const scope = task === "" ? scopeForPipeline(PIPELINE) : scopeForTask(PIPELINE, task, own === undefined ? {} : { own });
    const { problems } = shell === undefined
      ? checkTemplate(text, scope, expect === undefined ? {} : { expect })
      : checkShell(text, scope, shell);
    if (code === undefined) return assert.deepEqual(problems, []);
    assert.deepEqual(problems.map((problem) => problem.code), [code], JSON.stringify(problems));
    const [problem] = problems;
    assert.ok(problem);
    const start = marked.indexOf("«");
    assert.deepEqual(problem.span, { start, end: marked.indexOf("»") - 1 }, `marked ${text.slice(problem.span.start, problem.span.end)}`);
    assert.equal(problem.severity, "error");
    if (hint !== undefined) assert.match(problem.hint ?? "", hint);
  });
}

Deno.test("every code of templates and scopes has a golden case", () => {
  const run = ["template_value_too_long", "template_value_nul"];
  const own = Object.keys(expressionCodes).filter((code) =>
    /^(template_|expr_task_|expr_not_|expr_no_status)/.test(code) && !run.includes(code)
  );
  const covered = new Set(CASES.map((each) => each.code));
  assert.deepEqual(own.filter((code) => !covered.has(code)), []);
});
