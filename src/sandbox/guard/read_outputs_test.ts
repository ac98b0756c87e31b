import assert from "node:assert/strict";
import { OUTPUT_TYPES } from "../../core/mod.ts";
import { GUARD_LIMITS } from "./limits.ts";
import { prepare, programOf } from "./testing.ts";

const END = "\nexport default () => ({});\n";

async function outputsOf(text: string, kind: "js" | "ts" = "ts") {
  const { outputs } = await programOf(`a.${kind}`, { [`/p/a.${kind}`]: text + END });
  return outputs === undefined ? undefined : Object.fromEntries(outputs);
}

/** What is wrong with a text: the code, what the place holds, and the hint. */
async function wrongIn(text: string, kind: "js" | "ts" = "ts"): Promise<string[]> {
  const prepared = await prepare(`a.${kind}`, { [`/p/a.${kind}`]: text + END });
  assert.ok("diagnostics" in prepared, text);
  return prepared.diagnostics.map(({ code, span, hint }) => `${code} ${text.slice(span.start, span.end)}: ${hint}`);
}

Deno.test("readOutputs() reads what is written out, however it is spelled", async (t) => {
  const count = { count: { type: "int", isOptional: false } };
  const texts: Record<string, readonly [text: string, kind: "js" | "ts"]> = {
    plain: ['export const outputs = { count: "int" };', "js"],
    quoted: ["export const outputs = { 'count': 'int', }", "js"],
    escaped: ['export const \\u006futputs = { co\\u0075nt: "\\x69nt" };', "js"],
    "beside others": ['export const a = 1, outputs = { count: "int" }, b = 2;', "js"],
    "a constant for editors": ['export const outputs = /** @type {const} */ (({ count: ("int") }));', "js"],
    typed: ['export const outputs: { readonly count: string } = { count: "int" };', "ts"],
    "as const": ['export const outputs = { count: "int" as string } as const satisfies object;', "ts"],
    "with a byte order mark": ['\ufeffexport const outputs = { count: "int" };', "ts"],
  };
  for (const [name, [text, kind]] of Object.entries(texts)) {
    await t.step(name, async () => assert.deepEqual(await outputsOf(text, kind), count));
  }
});

Deno.test("readOutputs() knows every type, of items too, and what may be absent", async () => {
  for (const type of OUTPUT_TYPES) {
    assert.deepEqual(
      await outputsOf(`export const outputs = { a: "${type}", b: "${type}?", c: "list<${type}>", d: "map<string, ${type}>?" };`),
      {
        a: { type, isOptional: false },
        b: { type, isOptional: true },
        c: { type: "list", isOptional: false, ...(type === "any" ? {} : { items: type }) },
        d: { type: "map", isOptional: true, ...(type === "any" ? {} : { items: type }) },
      },
    );
  }
  assert.deepEqual(await outputsOf("export const outputs = {};"), {});
  assert.deepEqual(Object.keys(await outputsOf("export const outputs = { constructor: 'map', toString: 'int' };") ?? {}), [
    "constructor",
    "toString",
  ]);
});

Deno.test("readOutputs() reads nothing where nothing of the name is exported", async () => {
  for (
    const text of [
      "",
      'const outputs = { a: "int" }; export const a = outputs;',
      'export type outputs = { a: "int" };',
      "export function f() { const outputs = { a: 1 }; return outputs; }",
      'const outputs = { a: "int" }; export { outputs as results };',
    ]
  ) assert.equal(await outputsOf(text), undefined, text);
});

Deno.test("readOutputs() refuses, at its place, what it could only know by running it", async () => {
  for (
    const [text, place] of [
      ["export let outputs = {};", "export let outputs = {};"],
      ["export function outputs() {}", "export function outputs() {}"],
      ["export class outputs {}", "export class outputs {}"],
      ["const o = {}; export { o as outputs };", "export { o as outputs };"],
      ['const o = {}; export { o as "outputs" };', 'export { o as "outputs" };'],
      ["export const { outputs } = { outputs: {} };", "export const { outputs } = { outputs: {} };"],
      ['export const outputs = Object.freeze({ a: "int" });', 'Object.freeze({ a: "int" })'],
      ["export const outputs = (0, {});", "0, {}"],
      ["export const outputs = [];", "[]"],
      ['export const outputs = { ["a"]: "int" };', '["a"]: "int"'],
      ["export const outputs = { 1: 'int' };", "1: 'int'"],
      ["export const outputs = { ...{} };", "...{}"],
      ["const a = 'int'; export const outputs = { a };", "a"],
      ["export const outputs = { a: `int` };", "`int`"],
      ["export const outputs = { a: 'i' + 'nt' };", "'i' + 'nt'"],
      ["export const outputs = { a() {} };", "() {}"],
      ["export const outputs = { get a() { return 'int'; } };", "() { return 'int'; }"],
      ["export const outputs = { a: /int/ };", "/int/"],
      ["export const outputs = { a: 'int', 'a': 'int' };", "'a': 'int'"],
    ] as const
  ) {
    const [first, ...rest] = await wrongIn(text, "js");
    assert.ok(first?.startsWith(`script_outputs ${place}: `), `${text}: ${first}`);
    assert.deepEqual(rest, [], text);
  }
});

Deno.test("readOutputs() names the type that was probably meant", async () => {
  const hints: Record<string, string> = {
    itn: '"int"',
    "Int?": '"int?"',
    number: '"float"',
    "boolean?": '"bool?"',
    "list<integer>": '"list<int>"',
    "array<int>": "Types: ",
    "map<int, string>": "Types: ",
    "": "Types: ",
    "int??": "Types: ",
    enum: "Types: ",
    constructor: "Types: ",
    ["list<".repeat(50_000)]: "Types: ",
  };
  for (const [type, hint] of Object.entries(hints)) {
    const [found = ""] = await wrongIn(`export const outputs = { a: ${JSON.stringify(type)} };`);
    assert.ok(found.includes(hint), `${type.slice(0, 30)}: ${found.slice(-200)}`);
  }
});

Deno.test("readOutputs() lists no more mistakes than are shown", async () => {
  const entries = Array.from({ length: 100_000 }, (_, index) => `o${index}:"itn"`).join(",\n");
  assert.equal((await wrongIn(`export const outputs = {\n${entries} };`, "js")).length, GUARD_LIMITS.diagnostics);
});

Deno.test("readOutputs() looks at the script's own file alone", async () => {
  const files = { "/p/lib.ts": "export const outputs = 5;", "/p/a.ts": `export * from "./lib.ts";${END}` };
  assert.equal((await programOf("a.ts", files)).outputs, undefined);
});

Deno.test("prepareProgram() tells what a refused script declares, and asks nothing of a document", async () => {
  const refused = await prepare("a.ts", { "/p/a.ts": `export const outputs = { a: "int" };\neval("1");${END}` });
  assert.ok("diagnostics" in refused);
  assert.deepEqual([...refused.outputs ?? []], [["a", { type: "int", isOptional: false }]]);
  const text = { "/p/a.ts": `export const outputs = 5;${END}` };
  assert.ok("program" in await prepare("a.ts", text, { declaresNothing: true }));
});
