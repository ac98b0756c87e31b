import assert from "node:assert/strict";
import { prepare, told } from "./testing.ts";

const END = "\nexport default 1";

async function ask(text: string, files: Record<string, string>): Promise<[string[], (string | undefined)[]]> {
  const prepared = await prepare("a.ts", {
    "/p/a.ts": text + END,
    ...Object.fromEntries(Object.entries(files).map(([name, file]) => [`/p/${name}`, file])),
  });
  return [told(prepared), "diagnostics" in prepared ? prepared.diagnostics.map(({ hint }) => hint) : []];
}

Deno.test("ModuleNames.check() refuses a name that the other file does not export", async (t) => {
  const b = { "b.ts": "export const count = 1; export default 2; export interface Shape {}\nexport type Alias = 1" };
  const cases: readonly (readonly [text: string, column: number, hint: string | undefined])[] = [
    ["import { coutn } from './b.ts'", 10, 'Write "count"'],
    ["import { zzz } from './b.ts'", 10, undefined],
    ["import { count, zzz as y } from './b.ts'", 17, undefined],
    ["export { coutn } from './b.ts'", 10, 'Write "count"'],
    ["import { Shape } from './b.ts'", 10, "It is a type, and types are left out: write `import type { Shape }`"],
    ["import { Alias } from './b.ts'", 10, "It is a type, and types are left out: write `import type { Alias }`"],
    ["import x, { nothing } from 'executor'", 8, "Write `import { helpers }`"],
    ["import { helper } from 'executor'", 10, 'Write "helpers"'],
    ["import { a } from './d.json' with { type: 'json' }", 10, undefined],
  ];
  for (const [text, column, hint] of cases) {
    await t.step(text, async () => {
      const [places, hints] = await ask(text, { ...b, "d.json": '{"a":1}' });
      assert.equal(places[0], `a.ts:1:${column} script_import`);
      assert.equal(hints[0], hint);
    });
  }
});

Deno.test("ModuleNames.check() knows every way to export a name", async () => {
  const exporters = [
    "export const x = 1",
    "export let { a: [, { x }] } = q",
    "export var [...x] = q",
    "export const { b, ...x } = q",
    "export const { c: { x = 2 } = {} } = q",
    "export function x() {}",
    "export async function* x() {}",
    "export class x {}",
    "const y = 1; export { y as x }",
    "const y = 1; export { y as 'x' }",
    "export * as x from './c.ts'",
    "export { y as x } from './c.ts'",
    "export * from './c.ts'",
    "export * from './b.ts'; export * from './d.ts'",
  ];
  for (const text of exporters) {
    const [places] = await ask("import { x } from './b.ts'; x", {
      "b.ts": text,
      "c.ts": "export const x = 1, y = 2",
      "d.ts": "export * from './b.ts'; export * from './c.ts'",
    });
    assert.deepEqual(places, [], text);
  }
});

Deno.test("ModuleNames.check() follows `export *` in circles, and not for the default", async () => {
  const files = { "b.ts": "export * from './c.ts'", "c.ts": "export * from './b.ts'; export const y = 1; export default 1" };
  assert.deepEqual((await ask("import { x } from './b.ts'", files))[0], ["a.ts:1:10 script_import"]);
  assert.deepEqual((await ask("import x from './b.ts'", files))[0], ["a.ts:1:8 script_import"]);
  assert.deepEqual((await ask("import { y } from './b.ts'", files))[0], []);
});

Deno.test("ModuleNames.check() says nothing of files that are wrong themselves", async () => {
  assert.deepEqual((await ask("import { x } from './b.ts'; import { y } from './none.ts'", { "b.ts": "let" }))[0], [
    "a.ts:1:47 script_import",
    "b.ts:1:1 script_syntax",
  ]);
});
