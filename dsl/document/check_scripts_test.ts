import assert from "node:assert/strict";
import type { ScriptSource } from "../../src/core/mod.ts";
import type { NamedScript, ScriptProblem } from "./check_scripts.ts";
import { loadDocument } from "./load_document.ts";

/** Says that every `BAD` of an inline text is wrong, and every file whose name has it. */
function findBad({ source }: NamedScript): Promise<readonly ScriptProblem[]> {
  const problem = (start: number, end: number): ScriptProblem => ({
    severity: "error",
    code: "script_syntax",
    message: "Bad",
    file: undefined,
    span: { start, end },
  });
  if (source.kind === "file") return Promise.resolve(source.path.includes("BAD") ? [problem(0, 0)] : []);
  return Promise.resolve(Array.from(source.text.matchAll(/BAD/g), ({ index }) => problem(index, index + 3)));
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
      return Promise.resolve([]);
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
        Promise.resolve([{ severity: "error", code: "script_syntax", message: "Bad", file: "lib.ts", span: { start: 3, end: 4 } }]),
    },
  );
  assert.deepEqual(diagnostics.map(({ file }) => file), ["lib.ts"]);
  assert.deepEqual([pipeline, included.size], [undefined, 0]);
});
