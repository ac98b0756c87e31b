import assert from "node:assert/strict";
import fc from "fast-check";
import { generate } from "../../tests/dsl/yaml/generate.ts";
import { mutate, seeded } from "../../tests/dsl/yaml/mutate.ts";
import type { DocNode } from "../tree.ts";
import { formatYaml } from "./format_yaml.ts";
import { readYaml } from "./read_yaml.ts";

Deno.test("formatYaml() writes the one style", async (t) => {
  const cases: Record<string, readonly [string, string]> = {
    "two spaces, dashes under their key": ["tasks:\n- id: a\n  env:\n       B: c\n", "tasks:\n  - id: a\n    env:\n      B: c\n"],
    "brackets": ["a: {b:   1,c: [ 1,2 ]}\n", "a: { b: 1, c: [1, 2] }\n"],
    "brackets over lines stay so": ["a: [\n  b, c ]\n", "a:\n  [\n    b,\n    c\n  ]\n"],
    "quotes": ["a: 'x'\nb: 'a \"b\"'\nc: 'it''s'\nd: '\\d'\n", 'a: "x"\nb: \'a "b"\'\nc: "it\'s"\nd: \'\\d\'\n'],
    "comments": [
      "# top\n\na:   1   # one\nb: # two\n   - c\n   # three\n   - d\n# end\n",
      "# top\n\na: 1 # one\nb: # two\n  - c\n  # three\n  - d\n\n# end\n",
    ],
    "blank lines, one at most": ["a: 1\n\n\n\nb: 2\n", "a: 1\n\nb: 2\n"],
    "numbers and words stay as written": ["a: 012\nb: 1.10\nc: 0x1F\nd: True\ne: ~\nf:\n", "a: 012\nb: 1.10\nc: 0x1F\nd: True\ne: ~\nf:\n"],
    "text keeps its lines": [
      'a: >-\n     one\n     two\n\n       more\nb: several\n      words\nc: "x\n      y"\nd: |   # note\n    z\n',
      'a: >-\n  one\n  two\n\n    more\nb: several\n  words\nc: "x\n  y"\nd: | # note\n  z\n',
    ],
    "anchors, aliases, merges": ["a: &x {b: 1}\nc:\n    <<: *x\n", "a: &x { b: 1 }\nc:\n  <<: *x\n"],
    "byte order mark and CRLF go": ["\ufeffa: 1\r\nb:   2\r\n", "a: 1\nb: 2\n"],
    "a long line stays one": [`run: ${"word ".repeat(60)}end\n`, `run: ${"word ".repeat(60)}end\n`],
  };
  for (const [name, [before, after]] of Object.entries(cases)) {
    await t.step(name, async () => {
      assert.equal((await formatYaml(before, "f")).text, after);
    });
  }
});

Deno.test("formatYaml() gives diagnostics and no text when the document is broken", async () => {
  const { text, diagnostics } = await formatYaml("a: [1\nb: 2\n", "f.yaml");
  assert.deepEqual([text, diagnostics.map(({ code }) => code)], [undefined, ["yaml_unclosed_bracket"]]);
});

Deno.test("formatYaml() changes no value, loses no comment and changes nothing the second time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0 }), fc.boolean(), async (seed, mutated) => {
      const random = seeded(seed);
      const generated = generate(random);
      const before = mutated ? mutate(generated, random) : generated;
      const { text: after } = await formatYaml(before, "f");
      if (after === undefined) return;
      assert.equal((await formatYaml(after, "f")).text, after);
      assert.deepEqual(values((await readYaml(after, "f")).root), values((await readYaml(before, "f")).root));
    }),
    { numRuns: 300 },
  );
});

function values(node: DocNode | undefined): unknown {
  if (node?.kind === "map") return node.entries.map(({ key, value }) => [key, values(value)]);
  return node?.kind === "seq" ? node.items.map(values) : [node?.value, node?.source];
}
