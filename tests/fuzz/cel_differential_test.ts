import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { explained, expressions, ours, theirs } from "./cel_differential.ts";

Deno.test("evaluate() agrees with @bufbuild/cel on generated typed expressions", () => {
  const differences: string[] = [];
  let values = 0;
  for (const expr of fc.sample(expressions(), { numRuns: 3_000, seed: 20261007 })) {
    const mine = ours(expr);
    const peer = theirs(expr);
    if (!mine.startsWith("error:")) values++;
    const agrees = mine === peer || mine.startsWith("error:") && peer.startsWith("error:");
    if (!agrees && explained(expr, mine, peer) === undefined) differences.push(`${expr}\n  ours   ${mine}\n  theirs ${peer}`);
  }
  deepStrictEqual(differences, []);
  ok(values > 1_500, `only ${values} gave a value`);
});
