import assert from "node:assert/strict";
import type { DeclaredOutputs, ScriptSource } from "../../src/core/mod.ts";
import type { NamedScript, ScriptFindings, ScriptProblem } from "./check_scripts.ts";
import { loadDocument, type LoadDocumentOptions } from "./load_document.ts";

/** Says that every `BAD` of an inline text is wrong, and every file whose name has it. */
function findBad({ source }: NamedScript): Promise<ScriptFindings> {
  const problem = (start: number, end: number): ScriptProblem => ({
    severity: "error",
    code: "script_syntax",
    message: "Bad",
    file: undefined,
    span: { start, end },
  });
  if (source.kind === "file") return Promise.resolve({ problems: source.path.includes("BAD") ? [problem(0, 0)] : [] });
  return Promise.resolve({ problems: Array.from(source.text.matchAll(/BAD/g), ({ index }) => problem(index, index + 3)) });
}

async function placesOf(text: string, file = "p.yaml"): Promise<string[]> {
  const { diagnostics } = await loadDocument(text, file, { checkScript: findBad });
  return diagnostics.map(({ span }) => `${text.slice(0, span.start).split("\n").length}: ${text.slice(span.start, span.end)}`);
}

Deno.test("checkScripts() points into the document for inline scripts, however they are written", async (t) => {
  const task = (script: string) => `tasks:\n  - id: a\n    script: ${script}\n`;
  const documents: Record<string, readonly [text: string, file: string]> = {
    literal: [task("|\n      let a;\n      let BAD = 1;"), "p.yaml"],
    "literal of deeper lines, kept": [task("|2+\n        let a;\n          let BAD = 1;\n\n"), "p.yaml"],
    folded: [task(">\n      let a;\n\n      let BAD = 1;"), "p.yaml"],
    double: [task('"let a = \\"\\u00e9\\";\\n let BAD = 1;"'), "p.yaml"],
    single: [task("'let a = ''x'';\n\n      let BAD = 1;'"), "p.yaml"],
    "flow block": ['pipeline p {\n  task a {\n    script """\n      let a;\n      let BAD = 1;\n    """\n  }\n}\n', "p.flow"],
    "flow block of one line": ['pipeline p {\n  task a {\n    script """\n      let BAD = 1;\n    """\n  }\n}\n', "p.flow"],
    "flow text": ['pipeline p {\n  task a {\n    script "let a = \\"é\\";\\n let BAD = 1;"\n  }\n}\n', "p.flow"],
  };
  for (const [name, [text, file]] of Object.entries(documents)) {
    await t.step(name, async () => {
      const line = text.slice(0, text.indexOf("BAD")).split("\n").length;
      assert.deepEqual(await placesOf(text, file), [`${line}: BAD`]);
    });
  }
});

Deno.test("checkScripts() points at the name of a file, and takes an alias for what it stands for once", async () => {
  const text = "tasks:\n  - { id: a, script: &s ./BAD.ts }\n  - { id: b, script: *s }\n  - { id: c, script: './BAD.ts' }\n";
  assert.deepEqual(await placesOf(text), ["2: ./BAD.ts", "4: './BAD.ts'"]);
});

Deno.test("checkScripts() leaves alone what another interpreter gets, what is empty, and inline texts that a mistake may have cut", async () => {
  assert.deepEqual(
    await placesOf('tasks:\n  - { id: a, shell: python3, script: "BAD\\n" }\n  - { id: b, image: busybox, script: "BAD\\n" }\n'),
    [],
  );
  const empty = await loadDocument('tasks: [{ id: a, script: "" }]\n', "p.yaml", { checkScript: () => assert.fail("was asked") });
  assert.deepEqual(empty.diagnostics.map(({ code }) => code), ["empty_value"]);
  const broken = await loadDocument('tasks:\n  - { id: a, script: "BAD\\n" }\n  - { id: b, script: BAD.ts, x: "\\q" }\n', "p.yaml", {
    checkScript: findBad,
  });
  assert.equal(broken.diagnostics.filter(({ code }) => code === "script_syntax").length, 1);
});

Deno.test("checkScripts() says that the name of a file with a line break is none", async () => {
  for (
    const [text, file] of [["tasks:\n  - id: a\n    script: |\n      ./a.ts\n", "p.yaml"], [
      'pipeline p { task a {\n  script """\n    lib/a.mjs\n  """\n} }\n',
      "p.flow",
    ]] as const
  ) {
    const { diagnostics } = await loadDocument(text, file, { checkScript: () => assert.fail("was asked") });
    assert.deepEqual(diagnostics.map(({ code, hint }) => [code, hint]), [["script_syntax", 'Write it on the line of "script"']]);
  }
});

Deno.test("checkScripts() asks for the scripts of every document, by its name", async () => {
  const asked: [string, ScriptSource][] = [];
  const files: Record<string, string> = { "sub/b.yaml": 'tasks: [{ id: b, script: "x\\n" }]\nfinally: [{ id: c, script: ./c.ts }]\n' };
  await loadDocument("tasks: [{ id: a, script: ./a.ts }, { id: s, pipeline: sub/b.yaml }]\n", "p.yaml", {
    readFile: (path) => Promise.resolve(files[path] ?? ""),
    checkScript: ({ document, source }) => {
      asked.push([document, source]);
      return Promise.resolve({ problems: [] });
    },
  });
  assert.deepEqual(asked, [
    ["p.yaml", { kind: "file", path: "./a.ts" }],
    ["sub/b.yaml", { kind: "inline", text: "x\n", name: 'script of "b"' }],
    ["sub/b.yaml", { kind: "file", path: "./c.ts" }],
  ]);
});

Deno.test("checkScripts() tells once what is wrong in a file that several scripts import, and refuses each of their documents", async () => {
  const files: Record<string, string> = { "sub.yaml": "tasks: [{ id: b, script: ./b.ts }]\n" };
  const { pipeline, included, diagnostics } = await loadDocument(
    "tasks: [{ id: a, script: ./a.ts }, { id: a2, script: ./a.ts }, { id: s, pipeline: sub.yaml }]\n",
    "p.yaml",
    {
      readFile: (path) => Promise.resolve(files[path] ?? ""),
      checkScript: () =>
        Promise.resolve({
          problems: [{ severity: "error", code: "script_syntax", message: "Bad", file: "lib.ts", span: { start: 3, end: 4 } }],
        }),
    },
  );
  assert.deepEqual(diagnostics.map(({ file }) => file), ["lib.ts"]);
  assert.deepEqual([pipeline, included.size], [undefined, 0]);
});

/** Every script declares a `count`, a `name` that may be absent, a `ratio` and `rows`. */
const OUTPUTS: DeclaredOutputs = new Map([
  ["count", { type: "int", isOptional: false }],
  ["name", { type: "string", isOptional: true }],
  ["ratio", { type: "float", isOptional: false }],
  ["rows", { type: "list", items: "map", isOptional: false }],
  ["status", { type: "int", isOptional: false }],
]);

const declare = (problems: readonly ScriptProblem[] = []) => () => Promise.resolve({ problems, outputs: OUTPUTS });

/** What is told of an expression that a task computes from the outputs of a script `p`. */
async function toldOf(expression: string, script = "{ id: p, script: ./p.ts }"): Promise<string[]> {
  const text = `tasks:\n  - ${script}\n  - { id: b, depends_on: [p], command: [echo, "{{ ${expression} }}"] }\n`;
  const { diagnostics } = await loadDocument(text, "p.yaml", { checkScript: declare() });
  return diagnostics.map(({ code, span, hint }) => `${code} ${text.slice(span.start, span.end)}${hint === undefined ? "" : `: ${hint}`}`);
}

Deno.test("checkScripts() gives expressions the types of what scripts declare", async (t) => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "tasks.p.outputs.count > 3 && upstream.p.count > 3": [],
    "tasks.p.outputs.cuont": ["expr_unknown_field cuont: Did you mean 'count'?"],
    "tasks.p.outputs['cuont']": ["expr_unknown_field 'cuont': Did you mean 'count'?"],
    "tasks.p.outputs.count > 'x'": ["expr_type tasks.p.outputs.count > 'x'"],
    "upstream.p.count == 'x'": ["expr_never_equal upstream.p.count == 'x'"],
    "upstream.p.other.field": [],
    "upstream.p.status == 'succeeded' && tasks.p.outputs.status == 1": [],
    "has(tasks.p.outputs.name) ? tasks.p.outputs.name + '!' : ''": [],
    "tasks.p.outputs.name + 1": ["expr_type tasks.p.outputs.name + 1: string(x) makes a text of a number"],
    "tasks.p.outputs.ratio * 2.0 + double(tasks.p.outputs.ratio) + (tasks.p.outputs.ratio + 1.5)": [],
    "tasks.p.outputs.ratio * 2 + 1": [],
    "tasks.p.outputs.ratio < tasks.p.outputs.count || tasks.p.outputs.ratio == 1.5": [],
    "tasks.p.outputs.ratio == 'x'": ["expr_never_equal tasks.p.outputs.ratio == 'x'"],
    "-tasks.p.outputs.ratio > 'x'": ["expr_type -tasks.p.outputs.ratio > 'x'"],
    "tasks.p.outputs.ratio.x": ["expr_type x"],
    "math.abs(tasks.p.outputs.ratio) * 2.0": [],
    "tasks.p.outputs.ratio && true": ["expr_type tasks.p.outputs.ratio && true"],
    "tasks.p.outputs.rows[0].a.b": [],
    "tasks.p.outputs.rows.a": ["expr_type a"],
    "tasks.p.outputs.count | default(1)": [],
  };
  for (const [expression, expected] of Object.entries(cases)) {
    await t.step(expression, async () => assert.deepEqual(await toldOf(expression), expected));
  }
});

Deno.test("checkScripts() knows the outputs of a matrix by its instances", async () => {
  const matrix = "{ id: p, script: ./p.ts, matrix: { a: [x, y] } }";
  assert.deepEqual(await toldOf("tasks.p.outputs.x.count + tasks.p.instances.x.outputs.count", matrix), []);
  assert.deepEqual(await toldOf("tasks.p.outputs.x.cuont", matrix), ["expr_unknown_field cuont: Did you mean 'count'?"]);
  assert.deepEqual(await toldOf("tasks.p.instances.x.outputs.cuont", matrix), ["expr_unknown_field cuont: Did you mean 'count'?"]);
});

Deno.test("checkScripts() leaves open what no script declares, and what a script declares wrongly", async () => {
  assert.deepEqual(await toldOf("tasks.p.outputs.cuont", "{ id: p, shell: python3, script: ./p.py }"), []);
  assert.deepEqual(await toldOf("tasks.p.outputs.cuont", "{ id: p, run: ls }"), []);
  const text = 'tasks:\n  - { id: p, script: ./p.ts }\n  - { id: b, depends_on: [p], command: [echo, "{{ tasks.p.outputs.cuont }}"] }\n';
  const codes = async (options: LoadDocumentOptions) => (await loadDocument(text, "p.yaml", options)).diagnostics.map(({ code }) => code);
  assert.deepEqual(await codes({}), []);
  const problem: ScriptProblem = { severity: "error", code: "script_outputs", message: "Bad", file: "p.ts", span: { start: 0, end: 1 } };
  assert.deepEqual(await codes({ checkScript: () => Promise.resolve({ problems: [problem] }) }), ["script_outputs"]);
  assert.deepEqual(
    await codes({ checkScript: declare([{ ...problem, code: "script_forbidden" }]) }),
    ["expr_unknown_field", "script_forbidden"],
    "what it declares is known all the same",
  );
});

Deno.test("checkScripts() tells conditions, templates, flow, and what is given to a pipeline", async () => {
  const flow = 'pipeline p {\n  task p { script "./p.ts" }\n  when tasks.p.outputs.cuont > 3 { task b { run "ls" } }\n}\n';
  const inFlow = await loadDocument(flow, "p.flow", { checkScript: declare() });
  assert.deepEqual(inFlow.diagnostics.map(({ code, span }) => `${code} ${flow.slice(span.start, span.end)}`), ["expr_unknown_field cuont"]);
  const files: Readonly<Record<string, string>> = {
    "a.tpl": "{{ tasks.p.outputs.cuont }}",
    "s.yaml": 'params: { n: { type: int } }\ntasks: [{ id: s, run: "echo {{ params.n }}" }]\n',
  };
  const yaml = `tasks:
  - { id: p, script: ./p.ts }
  - { id: c, depends_on: [p], if: "{{ tasks.p.outputs.count }}", run: ls }
  - { id: t, depends_on: [p], template: { file: a.tpl, to: a.txt } }
  - { id: s, depends_on: [p], pipeline: s.yaml, with: { n: "{{ tasks.p.outputs.rows }}" } }
`;
  const { diagnostics } = await loadDocument(yaml, "p.yaml", {
    checkScript: declare(),
    readFile: (path) => Promise.resolve(files[path] ?? ""),
  });
  assert.deepEqual(diagnostics.map(({ code, file }) => `${file} ${code}`), [
    "p.yaml expr_condition",
    "p.yaml param_invalid",
    "a.tpl expr_unknown_field",
  ]);
});
