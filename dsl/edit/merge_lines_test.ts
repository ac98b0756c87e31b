import assert from "node:assert/strict";
import { mergeLines } from "./merge_lines.ts";

Deno.test("mergeLines() brings a change into lines of another form", async (t) => {
  const table: [string, string, string, string, string][] = [
    ["no change", "a b c", "a b c", "A b c", "A b c"],
    ["a change", "a b c", "a X c", "a b c", "a X c"],
    ["a change beside other lines", "a b c d", "a b c X", "A b c d", "A b c X"],
    ["a change in other lines", "a b c", "a X c", "a B c", "a X c"],
    ["lines that come in behind other lines", "a b", "a b X", "a B", "a B X"],
    ["lines that come in before other lines", "b c", "X b c", "B c", "X B c"],
    ["lines that go", "a b c", "a c", "a b c", "a c"],
    ["everything", "", "a b", "", "a b"],
  ];
  for (const [name, base, changed, other, expected] of table) {
    await t.step(name, () => {
      const lines = (text: string): string[] => text.split(" ").filter((line) => line !== "");
      assert.deepEqual(mergeLines(lines(base), lines(changed), lines(other)), lines(expected));
    });
  }
  await t.step("whatever blanks are in the lines", () => {
    assert.deepEqual(mergeLines(["a {", "  b c", "}"], ["a {", "  b d", "}"], ["a{", " bc", "}"]), ["a{", "  b d", "}"]);
  });
});
