import assert from "node:assert/strict";
import { cursorIn, LspClient } from "./lsp_client.ts";

Deno.test("lsp publishes what check says, at UTF-16 positions, and nothing once it is right", async () => {
  await using client = await LspClient.start();
  const [first, ...rest] = await client.open("a.yaml", 'tasks:\n  - { id: a, description: "😀", tiemout: 5s, run: echo }\n');
  assert.deepEqual(rest, []);
  assert.deepEqual(first?.range, { start: { line: 1, character: 32 }, end: { line: 1, character: 39 } });
  assert.equal(first?.code, "unknown_field");
  assert.match(first?.message ?? "", /no field "tiemout"\nDid you mean "timeout"/);
  assert.deepEqual(await client.change("a.yaml", "tasks: [{ id: a, run: echo }]\n", 2), []);
  const [flow] = await client.open("b.flow", 'pipeline b {\r\n  task a after c { run "ls" }\r\n}\r\n');
  assert.equal(flow?.code, "unknown_task");
  assert.deepEqual(flow?.range.start, { line: 1, character: 15 });
  await client.notify("textDocument/didClose", { textDocument: { uri: client.uri("b.flow") } });
  assert.deepEqual(await client.diagnostics("b.flow"), []);
});

/** A document with a cursor, and what completion offers there: all of these, none of those. */
const COMPLETIONS: readonly (readonly [name: string, text: string, offers: readonly string[], hides?: readonly string[]])[] = [
  ["fields of a task", "tasks:\n  - id: a\n    ti│", ["timeout", "run", "retry"], ["id", "tasks"]],
  ["fields of a task with a kind", "tasks:\n  - id: a\n    run: ls\n    │\n", ["timeout", "stdin"], ["command", "http", "with"]],
  ["fields behind a dash", "tasks:\n  - │", ["id"], ["tasks"]],
  ["fields of the pipeline", "name: x\n│\n", ["tasks", "params", "timeout"], ["name", "id"]],
  ["fields of a block in braces", "tasks: [{ id: a, run: ls, retry: { att│ } }]", ["attempts", "backoff"]],
  ["fields of a block in lines", "tasks:\n  - id: a\n    run: ls\n    retry:\n      attempts: 3\n      │\n", ["delay"], ["attempts"]],
  ["fixed words", "tasks: [{ id: a, run: ls }]\nconcurrency: { overlap: q│ }", ["queue", "skip"]],
  ["truth", "tasks:\n  - id: a\n    run: ls\n    idempotent: │", ["true", "false"]],
  ["tasks", "tasks:\n  - id: one\n    run: ls\n  - id: two\n    run: ls\n    depends_on: [│]", ["one"], ["two"]],
  ["tasks as a list", "tasks:\n  - id: one\n    run: ls\n  - id: two\n    run: ls\n    depends_on:\n      - o│", ["one"], ["two"]],
  ["types", "params:\n  n: { type: │ }\ntasks: [{ id: a, run: ls }]", ["int", "duration"]],
  ["shells", "tasks: [{ id: a, run: ls, shell: │ }]", ["bash", "python3"]],
  ["variables", 'tasks: [{ id: a, run: "echo {{ │ }}" }]', ["params", "size", "env"]],
  ["parameters", 'params: { n: 1, m: 2 }\ntasks: [{ id: a, run: "echo {{ params.│ }}" }]', ["n", "m"], ["size"]],
  ["parameters in an open template", "params: { n: 1 }\ntasks:\n  - id: a\n    run: echo {{ params.│", ["n"]],
  ["parameters without quotes", "params: { n: 1 }\ntasks:\n  - id: a\n    if: {{ params.│ }}\n    run: ls", ["n"]],
  ["settings behind a dot", 'config: { n: { type: int, default: 1 } }\ntasks: [{ id: a, run: "{{ .config.│ }}" }]', ["n"]],
  ["secrets", 'secrets: { token: { env: T } }\ntasks: [{ id: a, run: "x {{ secrets.t│ }}" }]', ["token"]],
  ["axes", 'tasks: [{ id: a, matrix: { region: [eu] }, run: "x {{ matrix.│ }}" }]', ["region"]],
  ["results before", 'tasks: [{ id: a, run: x }, { id: b, depends_on: [a], run: "x {{ tasks.│ }}" }, { id: c, run: x }]', ["a"], [
    "b",
    "c",
  ]],
  ["fields of results", 'tasks: [{ id: a, run: x }, { id: b, depends_on: [a], run: "x {{ tasks.a.│ }}" }]', ["stdout", "outputs"]],
  ["ids in brackets", `tasks: [{ id: a-b, run: x }, { id: b, depends_on: [a-b], run: "x {{ tasks['│'] }}" }]`, ["a-b"]],
  ["methods", 'params: { s: x }\ntasks: [{ id: a, run: "x {{ params.s.st│ }}" }]', ["startsWith"], ["getHours"]],
  ["functions of a namespace", 'tasks: [{ id: a, run: "x {{ math.│ }}" }]', ["math.abs"]],
  ["subjects", "tasks: [{ id: a, check: '│' }]", ["disk", "service"]],
  ["metrics", "tasks: [{ id: a, check: 'disk │' }]", ["usage", "free"]],
  ["percentages", "tasks: [{ id: a, check: 'disk usage > 9│' }]", ["9%"], ["9s"]],
  ["sizes", "tasks: [{ id: a, check: 'disk free < 1.5G│' }]", ["1.5GiB", "1.5GB"], ["1.5%", "1.5s"]],
  ["an example", "tasks: [{ id: a, check: 'load > │' }]", ["8"], ["then"]],
  ["plain numbers", "tasks: [{ id: a, check: 'load > 8│ for 1m' }]", []],
  ["durations", "tasks: [{ id: a, check: 'load > 8 for 5│' }]", ["5m", "5s"]],
  ["states", `tasks: [{ id: a, check: 'service "x" is │' }]`, ["running", "not"]],
  ["actions", "tasks: [{ id: a, check: 'disk usage > 90% then │' }]", ["alert", "fail", "run"]],
];

const FLOW: typeof COMPLETIONS = [
  ["nothing yet", "│", ["pipeline"]],
  ["items", "pipeline p {\n  │\n}", ["task", "param", "when", "check", "max_parallel"], ["tasks", "id", "run"]],
  ["steps", "pipeline p {\n  task a {\n    │\n  }\n}", ["run", "http", "require", "timeout"], ["id", "depends_on"]],
  ["headers", "pipeline p {\n  task a │\n}", ["after", "if", "for"]],
  ["tasks", "pipeline p {\n  task a { run 'x' }\n  task b after │ { run 'x' }\n}", ["a"], ["b"]],
  ["clauses", "pipeline p {\n  task a {\n    run 'x'\n    retry 3 │\n  }\n}", ["every", "backoff"], ["attempts"]],
  ["options", "pipeline p {\n  task a {\n    script 'x' with │\n  }\n}", ["time", "permissions"]],
  ["methods", "pipeline p { task a { http │ } }", ["post"]],
  ["types", "pipeline p {\n  param n: │\n}", ["int", "string"]],
  ["words behind a type", "pipeline p {\n  param n: int │\n}", ["in"]],
  ["sources", "pipeline p {\n  on │\n}", ["schedule", "failure"]],
  ["fixed words", "pipeline p {\n  concurrency 'x' overlap │\n}", ["queue"]],
  ["parameters", "pipeline p {\n  param n: int = 1\n  task a if params.│ { run 'x' }\n}", ["n"]],
  ["results", "pipeline p {\n  task a { run 'x' }\n  when tasks.│ {\n    task b { run 'x' }\n  }\n}", ["a"]],
  ["variables in texts", 'pipeline p {\n  param n: int = 1\n  task a { run "x {{ params.│ }}" }\n}', ["n"]],
  ["subjects", "pipeline p {\n  check │\n}", ["disk"]],
  ["metrics", "pipeline p {\n  check disk │\n}", ["usage"]],
  ["durations", 'pipeline p {\n  check http "https://a.b" certificate > 14│\n}', ["14d"], ["14%"]],
  ["fields of a map", 'pipeline p {\n  task a {\n    http "http://x" \n    limits { ti│ }\n  }\n}', ["time"]],
];

Deno.test("lsp completes", async (t) => {
  await using client = await LspClient.start();
  for (const [language, cases] of [["yaml", COMPLETIONS], ["flow", FLOW]] as const) {
    for (const [name, marked, offers, hides = []] of cases) {
      await t.step(`${name} in ${language}`, async () => {
        const { text, position } = cursorIn(marked);
        const file = `${name.replaceAll(" ", "_")}.${language}`;
        await client.open(file, text);
        const { items } = await client.at("completion", file, position);
        const labels: string[] = items.map((item: { label: string }) => item.label);
        for (const label of offers) assert.ok(labels.includes(label), `${label} is not among ${labels.join(" ")}`);
        for (const label of hides) assert.ok(!labels.includes(label), `${label} is among ${labels.join(" ")}`);
      });
    }
  }
});

/** A document with a cursor, and what the hover says there; undefined for nothing. */
const HOVERS: readonly (readonly [file: string, text: string, says: RegExp | undefined])[] = [
  ["field.yaml", "tasks:\n  - id: a\n    run: ls\n    ti│meout: 5s\n", /\*\*timeout\*\* · duration.*default none[\s\S]*timeout: 30s/],
  ["inner.yaml", "tasks: [{ id: a, run: ls, retry: { attempts: 2, back│off: 2 } }]", /\*\*backoff\*\* · number, 1 to 100 · default `1`/],
  [
    "setting.yaml",
    "params: { n: { type: int, default: 3, range: [1, 9] } }\ntasks: [{ id: a, if: '{{ params.n│ > 1 }}', run: ls }]",
    /\*\*n\*\* · int · `1` to `9` · default `3`/,
  ],
  [
    "function.yaml",
    "params: { s: x }\ntasks: [{ id: a, if: \"{{ params.s.starts│With('x') }}\", run: ls }]",
    /string\.startsWith\(string\): bool/,
  ],
  ["macro.yaml", 'params: { s: [1] }\ntasks: [{ id: a, if: "{{ params.s.exi│sts(x, x > 0) }}", run: ls }]', /holds for some item/],
  ["variable.yaml", "tasks: [{ id: a, run: 'echo {{ ru│n.id }}' }]", /This run/],
  [
    "result.yaml",
    "tasks: [{ id: a, run: x }, { id: b, depends_on: a, run: 'echo {{ tasks.a.std│out }}' }]",
    /string[\s\S]*standard output/,
  ],
  ["task.yaml", "tasks: [{ id: a, run: make }, { id: b, depends_on: [a│], run: x }]", /Task \*\*a\*\* · run `make`/],
  ["subject.yaml", "tasks: [{ id: a, check: 'di│sk usage > 90%' }]", /The file system that holds a path/],
  ["metric.yaml", "tasks: [{ id: a, check: 'disk us│age > 90%' }]", /Space in use/],
  ["text.yaml", "tasks: [{ id: a, run: ma│ke }]", undefined],
  ["field.flow", "pipeline p { task a { run 'x'; ti│meout 5s } }", /\*\*timeout\*\* · duration/],
  ["clause.flow", "pipeline p {\n  task a {\n    run 'x'\n    retry 3 ev│ery 2s\n  }\n}", /\*\*delay\*\*/],
  ["word.flow", "pipeline p { ta│sk a { run 'x' } }", /\*\*task\*\* · One step/],
  ["param.flow", "pipeline p {\n  param n: int in 1..9 = 2\n  task a if params.n│ > 1 { run 'x' }\n}", /\*\*n\*\* · int · `1` to `9`/],
  ["check.flow", "pipeline p { check disk us│age > 90% }", /Space in use/],
  ["nothing.flow", "pipeline p { task a { run 'x' } } │", undefined],
];

Deno.test("lsp says what stands at a place", async (t) => {
  await using client = await LspClient.start();
  for (const [file, marked, says] of HOVERS) {
    await t.step(file, async () => {
      const { text, position } = cursorIn(marked);
      await client.open(file, text);
      const found = await client.at("hover", file, position);
      if (says === undefined) assert.equal(found, null);
      else assert.match(found?.contents.value ?? "nothing", says);
    });
  }
});

/** A document with a cursor at a use, and the text that its declaration begins with. */
const DEFINITIONS: readonly (readonly [file: string, text: string, leads: string])[] = [
  ["task.yaml", "tasks:\n  - { id: one, run: x }\n  - { id: two, depends_on: [on│e], run: x }\n", "one, run"],
  ["result.yaml", "tasks:\n  - { id: one, run: x }\n  - { id: two, depends_on: [one], run: 'echo {{ tasks.o│ne.stdout }}' }\n", "one, run"],
  ["param.yaml", "params: { n: 1 }\ntasks: [{ id: a, run: 'echo {{ params.│n }}' }]", "n: 1"],
  ["secret.yaml", "secrets: { t: { env: T } }\ntasks: [{ id: a, run: 'echo {{ secrets.t│ }}' }]", "t: {"],
  ["axis.yaml", "tasks: [{ id: a, matrix: { r: [1] }, run: 'echo {{ matrix.│r }}' }]", "r: ["],
  ["brackets.yaml", "tasks: [{ id: a-b, run: x }, { id: c, depends_on: a-b, run: \"echo {{ tasks['a-│b'].stdout }}\" }]", "a-b, run"],
  ["check.yaml", "tasks: [{ id: a, check: 'disk usage > 90% then run cle│an' }, { id: clean, run: x }]", "clean, run"],
  ["task.flow", "pipeline p {\n  task one { run 'x' }\n  task two after o│ne { run 'x' }\n}", "one { run"],
  ["when.flow", "pipeline p {\n  task one { run 'x' }\n  when tasks.one│.exit_code == 0 { task b { run 'x' } }\n}", "one { run"],
  ["config.flow", "pipeline p {\n  config n: int = 1\n  task b { run 'echo {{ config.n│ }}' }\n}", "n: int"],
];

Deno.test("lsp finds declarations, also those in other files", async (t) => {
  await using client = await LspClient.start({ "inner.yaml": "tasks: [{ id: a, run: x }]\n" });
  for (const [file, marked, leads] of DEFINITIONS) {
    await t.step(file, async () => {
      const { text, position } = cursorIn(marked);
      await client.open(file, text);
      const { uri, range } = await client.at("definition", file, position);
      assert.equal(uri, client.uri(file));
      const line = text.split("\n")[range.start.line] ?? "";
      assert.ok(line.slice(range.start.character).startsWith(leads), line.slice(range.start.character));
    });
  }
  await t.step("an included pipeline", async () => {
    const { text, position } = cursorIn("tasks: [{ id: a, pipeline: ./inn│er.yaml }]");
    await client.open("outer.yaml", text);
    assert.equal((await client.at("definition", "outer.yaml", position)).uri, client.uri("inner.yaml"));
  });
  await t.step("nothing", async () => {
    assert.equal(await client.at("definition", "outer.yaml", { line: 0, character: 0 }), null);
  });
});

Deno.test("lsp formats with one edit, and leaves what is wrong alone", async () => {
  await using client = await LspClient.start();
  const format = async (name: string, text: string) => {
    await client.open(name, text);
    return await client.request("textDocument/formatting", {
      textDocument: { uri: client.uri(name) },
      options: { tabSize: 2, insertSpaces: true },
    });
  };
  assert.deepEqual(await format("a.yaml", "tasks:\n  - {id: a, run: x}\n"), [
    { range: { start: { line: 1, character: 5 }, end: { line: 1, character: 18 } }, newText: " id: a, run: x " },
  ]);
  assert.deepEqual(await format("b.yaml", 'tasks:\n  - { id: a, run: "x" }\n'), []);
  assert.deepEqual(await format("c.yaml", "tasks: [\n"), []);
  const [edit, ...rest] = await format("d.flow", "pipeline p{task a{run 'x'}}");
  assert.deepEqual(rest, []);
  assert.equal(`pipeline p${edit.newText}`.trim(), 'pipeline p { task a { run "x" } }');
});

Deno.test("lsp outlines a document", async () => {
  await using client = await LspClient.start();
  await client.open("a.flow", "pipeline p {\n  param n: int = 1\n  task a { run 'x' }\n  finally { task z { run 'x' } }\n}");
  const [root] = await client.request("textDocument/documentSymbol", { textDocument: { uri: client.uri("a.flow") } });
  assert.equal(root.name, "p");
  const children = root.children.map(({ name, detail }: { name: string; detail: string }) => `${name}: ${detail}`);
  assert.deepEqual(children, ["n: param int", "a: run", "z: run, finally"]);
});

Deno.test("lsp reads included files from disk, and as they are open rather", async () => {
  await using client = await LspClient.start({ "inner.yaml": "params: { n: { type: int } }\ntasks: [{ id: a, run: x }]\n" });
  const outer = "tasks: [{ id: a, pipeline: ./inner.yaml, with: { n: 1 } }]\n";
  assert.deepEqual(await client.open("outer.yaml", outer), []);
  // An open text wins over the file, and a change of it is a change of what includes it.
  const inner = {
    uri: client.uri("inner.yaml"),
    languageId: "yaml",
    version: 1,
    text: "params: { m: { type: int } }\ntasks: [{ id: a, run: x }]\n",
  };
  await client.notify("textDocument/didOpen", { textDocument: inner });
  assert.deepEqual((await client.diagnostics("outer.yaml")).map(({ code }) => code), ["param_unknown"]);
  await client.notify("textDocument/didClose", { textDocument: { uri: client.uri("inner.yaml") } });
  assert.deepEqual(await client.diagnostics("outer.yaml"), []);
  // What is wrong with a file that is not open is told under its own name, and taken back.
  await Deno.writeTextFile(`${client.dir}/inner.yaml`, "params: { n: 1 }\ntasks: [{ id: a, rnu: x }]\n");
  await client.notify("workspace/didChangeWatchedFiles", { changes: [] });
  assert.deepEqual((await client.diagnostics("inner.yaml")).map(({ code }) => code), ["unknown_field"]);
  await client.notify("textDocument/didClose", { textDocument: { uri: client.uri("outer.yaml") } });
  assert.deepEqual(await client.diagnostics("inner.yaml"), []);
});

Deno.test("lsp applies changes in order and tells of the newest text only", async () => {
  await using client = await LspClient.start();
  const text = "tasks: [{ id: a, run: x }]\n";
  await client.open("a.yaml", text);
  const uri = client.uri("a.yaml");
  const before = client.received.length;
  const insert = (character: number, written: string) => ({
    range: { start: { line: 0, character }, end: { line: 0, character } },
    text: written,
  });
  let bytes = "";
  for (let i = 0; i < 50; i++) {
    const params = { textDocument: { uri, version: i + 2 }, contentChanges: [insert(24 + i, "y")] };
    const body = JSON.stringify({ jsonrpc: "2.0", method: "textDocument/didChange", params });
    bytes += `Content-Length: ${body.length}\r\n\r\n${body}`;
  }
  await client.raw(bytes);
  await client.diagnostics("a.yaml", 51);
  const told = client.received.slice(before).filter(({ method }) => method === "textDocument/publishDiagnostics").length;
  assert.ok(told < 10, `50 keystrokes that came at once were answered ${told} times`);
  const params = {
    textDocument: { uri, version: 60 },
    contentChanges: [insert(0, "# 😀\n"), { range: { start: { line: 1, character: 10 }, end: { line: 1, character: 12 } }, text: "name" }],
  };
  await client.notify("textDocument/didChange", params);
  const [first] = await client.diagnostics("a.yaml", 60);
  assert.deepEqual(first?.range.start, { line: 1, character: 10 });
});

Deno.test("lsp counts no byte order mark, and knows documents that are no files by what the editor takes them for", async () => {
  await using client = await LspClient.start();
  const [first] = await client.open("a.yaml", "\ufefftasks: [{ id: a, rnu: x }]\n");
  // The mark is a character of the editor's line.
  assert.deepEqual(first?.range.start, { line: 0, character: 18 });
  const hover = await client.at("hover", "a.yaml", { line: 0, character: 2 });
  assert.deepEqual(hover.range, { start: { line: 0, character: 1 }, end: { line: 0, character: 6 } });
  for (
    const [languageId, text, code] of [["executor-flow", "pipeline p { task a { rnu 'x' } }", "unknown_field"], [
      "yaml",
      "tasks: 1",
      "wrong_type",
    ]]
  ) {
    const uri = `untitled:${languageId}`;
    await client.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
    const { params } = await client.next(({ method, params }) => method === "textDocument/publishDiagnostics" && params.uri === uri);
    assert.equal(params.diagnostics[0]?.code, code);
  }
});

Deno.test("lsp completes what is written: the word is replaced, and a key gets its colon once", async () => {
  await using client = await LspClient.start();
  const offered = async (name: string, marked: string, label: string) => {
    const { text, position } = cursorIn(marked);
    await client.open(name, text);
    const { items } = await client.at("completion", name, position);
    const { textEdit } = items.find((item: { label: string }) => item.label === label);
    const line = text.split("\n")[textEdit.range.start.line] ?? "";
    return line.slice(0, textEdit.range.start.character) + textEdit.newText + line.slice(textEdit.range.end.character);
  };
  assert.equal(await offered("a.yaml", "tasks:\n  - id: a\n    ti│\n", "timeout"), "    timeout: ");
  assert.equal(await offered("b.yaml", "tasks:\n  - id: a\n    ti│: 5s\n", "timeout"), "    timeout: 5s");
  assert.equal(await offered("c.yaml", "tasks:\n  - id: a\n    re│\n", "retry"), "    retry:");
  assert.equal(await offered("d.yaml", "tasks:\n  │\n", "id"), "  - id: ");
  assert.equal(
    await offered("e.yaml", "params: { n: 1 }\ntasks:\n  - id: a\n    run: echo {{ params.│ }}", "n"),
    "    run: echo {{ params.n }}",
  );
  assert.equal(await offered("f.flow", "pipeline p {\n  task a {\n    ti│\n  }\n}", "timeout"), "    timeout");
  assert.equal(
    await offered("g.flow", "pipeline p {\n  task a { run 'x'; limits { me│ } }\n}", "memory"),
    "  task a { run 'x'; limits { memory:  } }",
  );
  const outer = "tasks:\n  - id: a\n    pipeline: ./inner.yaml\n    with: { r│ }\n";
  await Deno.writeTextFile(`${client.dir}/inner.yaml`, "params: { region: eu }\ntasks: [{ id: a, run: x }]\n");
  assert.equal(await offered("outer.yaml", outer, "region"), "    with: { region:  }");
});
