import assert from "node:assert/strict";
import process from "node:process";
import type { DocNode } from "../../../dsl/mod.ts";
import type { Json } from "../../core/mod.ts";
import { TooDeepError, ValuePlacer } from "./place_value.ts";
import { syntaxOfText } from "./testing.ts";

/** The texts that the parts of a module's document stand at, by their paths; keys behind a `~`. */
async function placed(text: string, value: Json): Promise<Record<string, string>> {
  const syntax = await syntaxOfText(text);
  const { name, value: node } = syntax.default;
  const found: Record<string, string> = {};
  const walk = (each: DocNode, path: string) => {
    found[path] = text.slice(each.span.start, each.span.end);
    if (each.kind === "seq") each.items.forEach((item, index) => walk(item, `${path}[${index}]`));
    if (each.kind !== "map") return;
    for (const entry of each.entries) {
      found[`~${path}.${entry.key}`] = text.slice(entry.keySpan.start, entry.keySpan.end);
      walk(entry.value, `${path}.${entry.key}`);
    }
  };
  walk(new ValuePlacer(syntax).place(value, node, name), "");
  return found;
}

Deno.test("place() finds keys and values in literals", async () => {
  const found = await placed('export default { a: 1, "b": [true, -2, null], c: { d: "x" } };', {
    a: 1,
    b: [true, -2, null],
    c: { d: "x" },
  });
  assert.equal(found["~.a"], "a");
  assert.equal(found[".a"], "1");
  assert.equal(found["~.b"], '"b"');
  assert.deepEqual([found[".b[0]"], found[".b[1]"], found[".b[2]"]], ["true", "-2", "null"]);
  assert.equal(found[".c.d"], '"x"');
});

Deno.test("place() follows what a module writes in other places", async (t) => {
  const table: [string, string, Json, string, string][] = [
    ["constants", "const x = 5; const o = { a: x }; export default o;", { a: 5 }, ".a", "5"],
    ["types", "export default { a: 5 as number } satisfies object;", { a: 5 }, ".a", "5"],
    ["shorthand", "const a = 5; export default { a };", { a: 5 }, ".a", "5"],
    ["spread", "const o = { a: 1, b: 2 }; export default { ...o, b: 3 };", { a: 1, b: 3 }, ".a", "1"],
    ["what overrides a spread", "const o = { a: 1, b: 2 }; export default { ...o, b: 3 };", { a: 1, b: 3 }, ".b", "3"],
    ["calls of helpers", "export default define({ a: 1 });", { a: 1 }, ".a", "1"],
    ["functions", "export default async () => { if (q) return { b: 2 }; return { a: 1 }; };", { a: 1 }, ".a", "1"],
    ["functions called", "const f = () => ({ a: 1 }); export default f();", { a: 1 }, ".a", "1"],
    ["functions called at once", "export default (() => ({ a: 1 }))();", { a: 1 }, ".a", "1"],
    ["conditions", "export default q ? { a: 1 } : { b: 2 };", { b: 2 }, ".b", "2"],
    ["other values", "export default p.a ?? { a: 1 };", { a: 1 }, ".a", "1"],
    ["names of exports", "const o = { a: 1 }; export { o as default };", { a: 1 }, ".a", "1"],
    ["lists that are spread", "const l = [2, 3]; export default { a: [1, ...l] };", { a: [1, 2, 3] }, ".a[2]", "3"],
    ["map", "export default { a: n.map((x) => ({ id: x, run: 'y' })) };", { a: [{ id: 1, run: "y" }] }, "~.a[0].run", "run"],
    ["flatMap", "export default { a: n.flatMap((x) => [{ run: 'y' }]) };", { a: [{ run: "y" }] }, "~.a[0].run", "run"],
    ["filter", "export default { a: [{ b: 1 }, { b: 2 }].filter(f) };", { a: [{ b: 2 }] }, ".a[0].b", "2"],
    ["push", "const a = []; a.push({ b: 1 }, { b: 2 }); export default { a };", { a: [{ b: 1 }, { b: 2 }] }, ".a[1].b", "2"],
    ["push to a property", "const o = { a: [] }; o.a.push({ b: 1 }); export default o;", { a: [{ b: 1 }] }, ".a[0].b", "1"],
    ["what is computed", "export default { a: f(1) + 2 };", { a: 7 }, ".a", "f(1) + 2"],
    ["computed texts", "export default { a: `x${1}` };", { a: "x1" }, ".a", "`x${1}`"],
    ["what comes from elsewhere", "import d from './d.js'; export default d;", { a: 1 }, ".a", "d"],
    ["names that mean two things", "const x = 1; const f = (x) => x; export default { a: x };", { a: 1 }, ".a", "x"],
    ["a key that a getter has", "export default { get a() { return 1; } };", { a: 1 }, "~.a", "a"],
    ["keys that are computed", "const k = 'a'; export default { [k]: 1 };", { a: 1 }, ".a", "{ [k]: 1 }"],
  ];
  for (const [name, text, value, path, expected] of table) {
    await t.step(name, async () => assert.equal((await placed(text, value))[path], expected));
  }
});

Deno.test("place() shows the export where nothing else is known", async () => {
  assert.equal((await placed("export default class {};", { a: 1 }))["~.a"], "class {}");
  assert.equal((await placed("export { default } from './x.js';", { a: 1 }))[".a"], "default");
  assert.equal((await placed("export * as default from './x.js';", 5))[""], "");
});

Deno.test("place() survives names that lead to themselves and lists that hold themselves", async () => {
  const text = "const a = b; const b = a; const l = [...l]; const f = () => f(); export default { a, l, f: f() };";
  assert.equal((await placed(text, { a: 1, l: [1], f: 2 }))[".l[0]"], "[...l]");
});

Deno.test("place() refuses what is nested deeper than any document", async () => {
  const syntax = await syntaxOfText("export default x;");
  let value: Json = 1;
  for (let depth = 0; depth < 200; depth++) value = [value];
  const { name, value: node } = syntax.default;
  new ValuePlacer(syntax).place(value, node, name);
  assert.throws(() => new ValuePlacer(syntax).place([value], node, name), TooDeepError);
});

Deno.test("place() stays quick for many items of many kinds", async () => {
  const text = `const tasks = [];\n${
    Array.from({ length: 5000 }, (_, i) => `tasks.push({ id: "t${i}", run: "x${i}" });\n`).join("")
  }export default { tasks };`;
  // Processor time: what else the machine does takes none of it.
  const started = process.cpuUsage();
  const found = await placed(text, { tasks: Array.from({ length: 5000 }, (_, i) => ({ id: `t${i}`, run: `x${i}` })) });
  assert.ok(process.cpuUsage(started).user < 10_000_000);
  assert.equal(found[".tasks[7].run"], '"x7"');
});

Deno.test("place() notes texts with half of a character", async () => {
  const syntax = await syntaxOfText('export default { a: "\\ud800" };');
  const placer = new ValuePlacer(syntax);
  const { name, value } = syntax.default;
  placer.place({ a: "\ud800", b: "\u{1f600}" }, value, name);
  assert.equal(placer.halves.length, 1);
});
