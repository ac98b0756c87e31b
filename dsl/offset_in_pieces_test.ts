import assert from "node:assert/strict";
import { readFlow } from "./flow/mod.ts";
import { offsetInPieces } from "./offset_in_pieces.ts";
import type { DocNode, ScalarNode } from "./tree.ts";

/** The first text of a tree whose value begins so. */
function textOf(node: DocNode, start: string): ScalarNode | undefined {
  if (node.kind === "scalar") return typeof node.value === "string" && node.value.startsWith(start) ? node : undefined;
  const inner = node.kind === "seq" ? node.items : node.entries.map(({ value }) => value);
  return inner.map((child) => textOf(child, start)).find((found) => found !== undefined);
}

Deno.test("offsetInPieces() finds each character of a value where it was written", async (t) => {
  const table: Readonly<Record<string, readonly [string, string, string]>> = {
    // Name: what is written, the value, and of each character of it what stands at its place.
    "a text": ['"abc"', "abc", "abc"],
    "a text with escapes": [String.raw`"a\tb\u00e9\U0001F600c"`, "a\tbé😀c", String.raw`a\b\\Uc`],
    "a raw text": [String.raw`r"a\tb"`, String.raw`a\tb`, String.raw`a\tb`],
    "an expression": ["1 + x", "{{ 1 + x }}", "1111 + xxxx"],
    "an expression of several lines": ["[1, # c\n  x].y", "{{ [1, x].y }}", "[[[[1,xx].yyyy"],
    "a text of several lines": ['"""\n      a\n\n        b\n      """', "a\n\n  b", "a    b"],
  };
  for (const [name, [written, value, places]] of Object.entries(table)) {
    await t.step(name, () => {
      const source = `pipeline p {\n  task a {\n    stdin ${written}\n    run "x"\n  }\n}\n`;
      const { root, diagnostics } = readFlow(source, "p.flow");
      assert.deepEqual(diagnostics, []);
      const node = root && textOf(root, value);
      assert.equal(node?.value, value);
      const found = Array.from({ length: value.length }, (_, at) => source[offsetInPieces(node, at)]).join("");
      assert.equal(found, places);
      assert.equal(offsetInPieces(node, value.length), node.span.end);
    });
  }
});
