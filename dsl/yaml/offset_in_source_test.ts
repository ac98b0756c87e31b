import assert from "node:assert/strict";
import fc from "fast-check";
import { generate } from "../../tests/dsl/yaml/generate.ts";
import { seeded } from "../../tests/dsl/yaml/mutate.ts";
import type { DocNode, ScalarNode } from "../tree.ts";
import { readWithLibrary } from "./read_with_library.ts";
import { offsetInSource } from "./offset_in_source.ts";

function scalars(node: DocNode | undefined): ScalarNode[] {
  if (node === undefined) return [];
  if (node.kind === "scalar") return [node];
  return node.kind === "map" ? node.entries.flatMap(({ value }) => scalars(value)) : node.items.flatMap(scalars);
}

Deno.test("offsetInSource() finds @ in every style", async (t) => {
  const cases: Record<string, string> = {
    plain: "a: x @\n",
    "plain over lines": "a: x\n  y\n\n  z @\n",
    single: "a: 'it''s @'\n",
    "single over lines": "a: 'x  \n\n   y @'\n",
    double: 'a: "\\t\\u00e9\\U0001F600 @"\n',
    "double over lines": 'a: "x \\\n   y\n   z @"\n',
    literal: "a: |\n  one\n   two\n\n  @\n",
    "literal with explicit indentation": "a: |2\n    one\n  two @\n",
    folded: "a: >-\n\n  one\n  two\n\n\n  three\n    four\n\n  five @\n",
    "folded, CRLF": "a: >\r\n  one\r\n  two\r\n   three\r\n  @\r\n",
    "in a list": "a:\n- b: |\n    x\n    @\n",
  };
  for (const [name, text] of Object.entries(cases)) {
    await t.step(name, () => {
      const [node] = scalars(readWithLibrary(text, "f").root);
      assert.ok(node !== undefined);
      assert.equal(offsetInSource(text, node, node.source.indexOf("@")), text.indexOf("@"));
    });
  }
});

Deno.test("offsetInSource() gives the place behind the value when the offset is its length", () => {
  const text = 'a: "xy"\nb: xy\n';
  assert.deepEqual(scalars(readWithLibrary(text, "f").root).map((node) => offsetInSource(text, node, 2)), [6, 13]);
});

Deno.test("offsetInSource() agrees with the value for every character of any scalar", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), fc.boolean(), (seed, crlf) => {
      const generated = generate(seeded(seed));
      const text = crlf ? generated.replaceAll("\n", "\r\n") : generated;
      for (const node of scalars(readWithLibrary(text, "f").root)) {
        let last = node.span.start;
        for (let i = 0; i < node.source.trimEnd().length; i++) {
          const offset = offsetInSource(text, node, i);
          const there = text[offset];
          const isFolded = /\s/.test(node.source[i] ?? "") && (there === "\n" || there === "\r");
          assert.ok(offset >= last && (there === node.source[i] || there === "\\" || isFolded), `${JSON.stringify(text)} ${i} ${offset}`);
          last = offset;
        }
      }
    }),
    { numRuns: 300 },
  );
});
