import assert from "node:assert/strict";
import { nameChain } from "./name_chain.ts";

Deno.test("nameChain() tells what stands before the name at a place", async (t) => {
  const cases: readonly (readonly [source: string, before: readonly string[] | undefined, written: string])[] = [
    ["", [], ""],
    ["par", [], "par"],
    ["a > par", [], "par"],
    ["params.", ["params"], ""],
    ["size(params.na", ["params"], "na"],
    ["tasks.a.outputs.", ["tasks", "a", "outputs"], ""],
    ['tasks["a-b"].st', ["tasks", "a-b"], "st"],
    [".config.", ["config"], ""],
    ["a && .co", [], "co"],
    ["x | le", [], "le"],
    ["f(x).", undefined, ""],
    ["[1].ma", undefined, "ma"],
    ["'a'.st", undefined, "st"],
  ];
  for (const [source, before, written] of cases) {
    await t.step(source, () => {
      const chain = nameChain(source, source.length);
      assert.deepEqual([chain?.before, chain?.written, chain?.isKey], [before, written, false]);
    });
  }
});

Deno.test("nameChain() knows names in brackets and quotes, and no others in texts", () => {
  assert.deepEqual(nameChain('tasks["a-', 9), { before: ["tasks"], isKey: true, written: "a-", start: 7 });
  assert.equal(nameChain("'par", 4), undefined);
  assert.equal(nameChain("['par", 5), undefined);
  assert.equal(nameChain("12", 2), undefined);
});
