import assert from "node:assert/strict";
import fc from "fast-check";
import { offsetInPieces } from "../../../dsl/offset_in_pieces.ts";
import { literalText } from "./literal_text.ts";
import { syntaxOfText } from "./testing.ts";

/** Where each unit of a value stands, by the pieces that were found; undefined when it is no literal of the value. */
async function places(expression: string, value: string): Promise<readonly number[] | undefined> {
  const text = `export default ${expression};`;
  const { value: node } = (await syntaxOfText(text)).default;
  assert.ok(node);
  const pieces = literalText(node, value, text);
  if (pieces === undefined) return undefined;
  const scalar = { kind: "scalar", span: { start: node.start, end: node.end }, value, style: "pieces", source: value, pieces } as const;
  return Array.from({ length: value.length }, (_, at) => offsetInPieces(scalar, at) - "export default ".length);
}

Deno.test("literalText() finds every character of a literal", async (t) => {
  const table: [string, string, string, number[]][] = [
    ["a plain text", '"abc"', "abc", [1, 2, 3]],
    ["named escapes", "'a\\n\\tb'", "a\n\tb", [1, 2, 4, 6]],
    ["hexadecimal and unicode escapes", '"\\x41\\u0042\\u{43}d"', "ABCd", [1, 5, 11, 17]],
    ["a character of two units", '"\\u{1f600}x"', "\u{1f600}x", [1, 2, 10]],
    ["a continued line", '"a\\\nb"', "ab", [1, 4]],
    ["a template", "`a\nb\\`c`", "a\nb`c", [1, 2, 3, 4, 6]],
    ["line ends of a template", "`a\r\nb`", "a\nb", [1, 2, 4]],
    ["texts that are added up", '("a" + `b`) + "c"', "abc", [2, 8, 15]],
  ];
  for (const [name, expression, value, expected] of table) {
    await t.step(name, async () => assert.deepEqual(await places(expression, value), expected));
  }
});

Deno.test("literalText() knows what is no literal of a value", async () => {
  assert.equal(await places('"abc"', "abd"), undefined);
  assert.equal(await places('"abc"', "ab"), undefined);
  assert.equal(await places('"ab"', "abc"), undefined);
  assert.equal(await places("`a${1}`", "a1"), undefined);
  assert.equal(await places('"a" + x', "ab"), undefined);
  assert.equal(await places('"a" - "b"', "ab"), undefined);
});

Deno.test("literalText() finds every text in its JSON", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 20 }), async (value) => {
      const found = await places(JSON.stringify(value), value);
      assert.equal(found?.length, value.length);
    }),
    { numRuns: 100 },
  );
});
