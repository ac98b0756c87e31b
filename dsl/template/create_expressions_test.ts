import assert from "node:assert/strict";
import { AppError, type Json, type JsonObject, type Pipeline, type ShellFamily } from "../../src/core/mod.ts";
import { createExpressions } from "./create_expressions.ts";

const SCOPE: JsonObject = {
  params: { n: 3, ratio: 2, text: "a b", flag: true, none: null, list: [1, "x"], map: { a: 1 }, big: 9007199254740993n, half: 0.5 },
  upstream: { process: { items: [1, 2, 3], stdout: "out" } },
  secrets: { token: "s3cret" },
  tasks: { __proto__: null, constructor: { stdout: "c" } } as unknown as Json,
};

/** Code and message of what a call throws. */
function failure(call: () => unknown): { code: string; message: string; hint: string | undefined } {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return { code: error.code, message: error.message, hint: error.hint };
  }
  throw new Error("Nothing was thrown");
}

Deno.test("evaluate() keeps the type of a field that is one expression", async (t) => {
  const cases: readonly (readonly [string, Json])[] = [
    ["plain", "plain"],
    ["{{ params.n }}", 3],
    ["{{params.n + 1}}", 4],
    ["{{ params.flag }}", true],
    ["{{ params.none }}", null],
    ["{{ params.list }}", [1, "x"]],
    ["{{ params.map }}", { a: 1 }],
    ["{{ params.big }}", 9007199254740993n],
    ["{{ .params.text }}", "a b"],
    ["{{ .upstream.process.items | length > 2 }}", true],
    ['{{ params.absent | default("x") }}', "x"],
    ["{{ duration('90s') }}", "90s"],
    ["{{ tasks.constructor.stdout }}", "c"],
  ];
  const expressions = createExpressions();
  for (const [text, value] of cases) {
    await t.step(text, () => assert.deepEqual(JSON.stringify(normal(expressions.evaluate(text, SCOPE))), JSON.stringify(normal(value))));
  }
});

function normal(value: Json): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}

Deno.test("evaluate() makes a string of mixed text", async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ["n={{ params.n }}", "n=3"],
    ["{{ params.n }} ", "3 "],
    ["{{ params.text }}{{ params.n }}", "a b3"],
    ["[{{ params.none }}]", "[]"],
    ["{{ params.flag }}/{{ params.half }}/{{ 1.0 }}/{{ params.big }}", "true/0.5/1/9007199254740993"],
    ["x{{ params.list }}{{ params.map }}", 'x[1,"x"]{"a":1}'],
    ["literal {{ '{{' }} x }}", "literal {{ x }}"],
    ["{{ b'abc' }} {{ timestamp('2026-01-02T03:04:05Z') }}", "YWJj 2026-01-02T03:04:05Z"],
  ];
  const expressions = createExpressions();
  for (const [text, value] of cases) await t.step(text, () => assert.equal(expressions.evaluate(text, SCOPE), value));
});

Deno.test("evaluate() keeps float settings doubles when it knows the pipeline", () => {
  const pipeline: Pipeline = { name: "p", params: { ratio: { type: "float" }, n: { type: "int" } }, tasks: [] };
  const expressions = createExpressions();
  assert.equal(expressions.evaluate("{{ params.ratio / 4.0 }}", SCOPE, pipeline), 0.5);
  assert.equal(expressions.evaluate("{{ params.n / 2 }}", SCOPE, pipeline), 1);
  assert.equal(expressions.evaluate("r={{ params.ratio }}", SCOPE, pipeline), "r=2");
});

Deno.test("evaluate() fails with the expression and the values that it read, secrets left out", () => {
  const expressions = createExpressions();
  const missing = failure(() => expressions.evaluate("{{ params.map.b + params.n }}", SCOPE));
  assert.equal(missing.code, "expr_no_such_key");
  assert.match(missing.message, /^Cannot evaluate \{\{ params\.map\.b \+ params\.n \}\}: .*\(params\.map = \{"a":1\}, params\.n = 3\)$/);
  const secret = failure(() => expressions.evaluate("{{ int(secrets.token) }}", SCOPE));
  assert.ok(!secret.message.includes("s3cret") || !secret.message.includes("secrets.token = s3cret"), secret.message);
  assert.match(secret.message, /secrets\.token = \*\*\*/);
  const long = failure(() => expressions.evaluate("{{ int(params.x) }}", { params: { x: "y".repeat(1_000_000) } }));
  assert.ok(long.message.length < 500, String(long.message.length));
  assert.equal(failure(() => expressions.evaluate("{{ 1 + }}", SCOPE)).code, "expr_syntax");
  assert.equal(failure(() => expressions.evaluate("{{ 1 ", SCOPE)).code, "template_unclosed");
  assert.equal(failure(() => expressions.evaluate("{{ 'a' | raw }}", SCOPE)).code, "template_raw");
});

Deno.test("references() gives the paths of a template once, also of texts that do not parse whole", () => {
  const expressions = createExpressions();
  assert.deepEqual(expressions.references("no braces"), []);
  assert.deepEqual(expressions.references("{{ tasks.a.stdout }} {{ tasks.a.stdout + params.n }} {{ 1 + }} {{ x.y | raw }}"), [
    ["tasks", "a", "stdout"],
    ["params", "n"],
    ["x", "y"],
  ]);
});

Deno.test("references() finds the expressions of shell text behind a comment that holds braces", () => {
  assert.deepEqual(createExpressions().references("# it's {{ not\necho {{ params.n }}"), [["params", "n"]]);
});

Deno.test("evaluateShell() hands values over as variables", async (t) => {
  const expressions = createExpressions();
  const cases: readonly (readonly [text: string, family: ShellFamily, result: string, env: Record<string, string>])[] = [
    ["echo hi", "posix", "echo hi", {}],
    ["echo {{ params.text }}", "posix", 'echo "${EXECUTOR_EXPR_1}"', { EXECUTOR_EXPR_1: "a b" }],
    [
      'echo "{{ params.text }}" {{ params.n }} {{params.text}}',
      "posix",
      'echo "${EXECUTOR_EXPR_1}" "${EXECUTOR_EXPR_2}" "${EXECUTOR_EXPR_1}"',
      {
        EXECUTOR_EXPR_1: "a b",
        EXECUTOR_EXPR_2: "3",
      },
    ],
    ["echo $((1 -{{ params.n }}))", "posix", "echo $((1 -(${EXECUTOR_EXPR_1})))", { EXECUTOR_EXPR_1: "3" }],
    ["ls {{ '-l' | raw }} # {{ unfinished", "posix", "ls -l # {{ unfinished", {}],
    ["docker ps --format '{{ '{{' }}.Names}}'", "posix", "docker ps --format '{{.Names}}'", {}],
    ["Write-Output {{ params.text }} {{ params.n }}", "powershell", "Write-Output $env:EXECUTOR_EXPR_1 ([long]$env:EXECUTOR_EXPR_2)", {
      EXECUTOR_EXPR_1: "a b",
      EXECUTOR_EXPR_2: "3",
    }],
    ['"{{ params.text }}x {{ params.n }} "', "powershell", '"${env:EXECUTOR_EXPR_1}x $env:EXECUTOR_EXPR_2 "', {
      EXECUTOR_EXPR_1: "a b",
      EXECUTOR_EXPR_2: "3",
    }],
    ["print({{ params.n | raw }})", "other", "print(3)", {}],
  ];
  for (const [text, family, result, env] of cases) {
    await t.step(text, () => assert.deepEqual(expressions.evaluateShell(text, SCOPE, family), { text: result, env }));
  }
});

Deno.test("evaluateShell() refuses what would become code or cannot be a variable", async (t) => {
  const expressions = createExpressions();
  const cases: readonly (readonly [text: string, family: ShellFamily, code: string, scope?: JsonObject])[] = [
    ["echo '{{ params.n }}'", "posix", "template_shell_quoted"],
    ["{{ params.text }}", "posix", "template_shell_command"],
    ["echo $(({{ params.text }}))", "posix", "template_shell_code"],
    ['sh -c "echo {{ params.text }}"', "posix", "template_shell_code"],
    ["echo \\{{ params.text }}", "posix", "template_shell_place"],
    ["print({{ params.n }})", "other", "template_shell_other"],
    ["echo {{ params.n", "posix", "template_unclosed"],
    ["echo {{ x }}", "posix", "template_value_nul", { x: "a\0b" }],
    ["echo {{ x }}", "posix", "template_value_too_long", { x: "x".repeat(131_072) }],
    ["echo {{ x }}", "posix", "template_value_too_long", { x: "ü".repeat(65_536) }],
    ["echo {{ x }}", "powershell", "template_value_too_long", { x: "x".repeat(32_767) }],
  ];
  for (const [text, family, code, scope] of cases) {
    await t.step(`${text} ${code}`, () => {
      const found = failure(() => expressions.evaluateShell(text, scope ?? SCOPE, family));
      assert.equal(found.code, code);
      assert.ok(found.hint);
    });
  }
  await t.step("the longest value fits", () => {
    const value = "x".repeat(131_072 - "EXECUTOR_EXPR_1=".length - 1);
    const { env } = expressions.evaluateShell("printf %s {{ x }} | wc -c", { x: value }, "posix");
    assert.equal(env["EXECUTOR_EXPR_1"], value);
    assert.equal(failure(() => expressions.evaluateShell("echo {{ x }}", { x: value + "x" }, "posix")).code, "template_value_too_long");
  });
});

Deno.test({
  name: "evaluateShell() takes a value up to the limit that the kernel really has",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const value = "x".repeat(131_072 - "EXECUTOR_EXPR_1=".length - 1);
    const { text, env } = createExpressions().evaluateShell("printf %s {{ x }} | wc -c", { x: value }, "posix");
    const { stdout } = await new Deno.Command("sh", { args: ["-c", text], env: { ...env } }).output();
    assert.equal(Number(new TextDecoder().decode(stdout)), value.length);
  },
});
