/** The fast reader against the library: whatever the first reads, the second reads alike and finds nothing wrong with. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readYamlFast } from "../../../dsl/yaml/mod.ts";
import { readWithLibrary } from "../../../dsl/yaml/read_with_library.ts";
import { textProblem } from "../../../dsl/yaml/text_problem.ts";
import { generate } from "./generate.ts";
import { mutate, seeded } from "./mutate.ts";
import { embedded, suite } from "./suite.ts";

/** One in this many generated documents may be left to the library. */
const LEFT_AT_MOST = 20;

Deno.test("readYamlFast() reads what the library reads", async (t) => {
  await t.step("in the YAML test suite, also mutated", () => {
    const random = seeded(7);
    for (const { yaml } of suite) {
      for (const text of [yaml, embedded(yaml)]) {
        compare(text);
        for (let i = 0; i < 4; i++) compare(mutate(text, random));
      }
    }
  });
  await t.step("in generated documents, of which it reads nearly all", () => {
    let all = 0;
    let left = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        const text = generate(seeded(seed));
        all++;
        if (!compare(text)) left++;
        compare(text.replaceAll("\n", "\r\n"));
      }),
      { numRuns: 500 },
    );
    assert.ok(left * LEFT_AT_MOST < all, `${left} of ${all} were left to the library`);
  });
  await t.step("in mutated documents", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        const random = seeded(seed);
        const text = generate(random);
        for (let i = 0; i < 4; i++) compare(mutate(text, random));
      }),
      { numRuns: 500 },
    );
  });
  await t.step("in arbitrary text", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."a: -\n#[]{},'\"|>\\1.") }), (text) => void compare(text)), {
      numRuns: 2000,
    });
  });
});

/** Returns whether the fast reader read it. */
function compare(marked: string): boolean {
  const text = marked.replace(/^\ufeff/, "");
  if (textProblem(text, "f") !== undefined) return false;
  const fast = readYamlFast(text);
  if (fast === undefined) return false;
  let library = readWithLibrary(text, "f");
  if (library.diagnostics.length > 0) {
    // The library (2.9.1) takes the indentation of a comment for that of the plain text below it, and then swallows the next key.
    library = readWithLibrary(text.replaceAll(/^ *#[^\r\n]*/gm, (comment) => " ".repeat(comment.length)), "f");
  }
  assert.deepEqual({ text, root: fast, diagnostics: [] }, { text, root: library.root, diagnostics: library.diagnostics });
  return true;
}
