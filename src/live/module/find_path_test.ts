import assert from "node:assert/strict";
import { findPath } from "./find_path.ts";
import { syntaxOfText } from "./testing.ts";

Deno.test("findPath() finds the expression that a path leads to", async (t) => {
  const table: [string, string, string, string | undefined][] = [
    ["a key", "export default { a: 1 };", "a", "1"],
    ["keys and items", "export default { a: [0, { b: f }] };", "a[1].b", "f"],
    ["as far as it is known", "export default { a: g() };", "a.b.c", "g()"],
    ["a key with dots", "export default { 'a.b': { c: 1 }, a: 2 };", "a.b.c", "1"],
    ["an item behind a spread", "export default { a: [...l, { b: f }] };", "a[7].b", "f"],
    ["an item of map", "export default { a: l.map((x) => ({ b: f })) };", "a[7].b", "f"],
    ["an item that was pushed", "const a = []; a.push({ b: f }); export default { a };", "a[7].b", "f"],
    ["a constant", "const x = { b: f }; export default { a: x };", "a.b", "f"],
    ["nothing", "export default { a: 1 };", "b", undefined],
    ["no beginning of a key", "export default { a: 1 };", "ab", undefined],
  ];
  for (const [name, text, path, expected] of table) {
    await t.step(name, async () => {
      const syntax = await syntaxOfText(text);
      const { value } = syntax.default;
      assert.ok(value);
      const span = findPath(syntax, value, path);
      assert.equal(span === undefined ? undefined : text.slice(span.start, span.end), expected);
    });
  }
});
