import assert from "node:assert/strict";
import { ruleIndex } from "./rule_index.ts";
import { RULES, SYNTAX } from "./rules.ts";

Deno.test("SYNTAX and RULES together hold every node that the parser can make, each once", async () => {
  const types = await Deno.readTextFile(new URL("./types/estree.d.ts", import.meta.resolve("meriyah")));
  const parsers = [...new Set([...types.matchAll(/^ {4}type: '(\w+)';/gm)].map((match) => match[1] ?? ""))].sort();
  const tables = [...Object.values(SYNTAX).flat(), ...RULES.flatMap(({ match }) => match.kind === "node" ? match.types : [])].sort();
  assert.ok(parsers.length > 70);
  assert.deepEqual(tables, parsers);
});

Deno.test("ruleIndex() refuses a node that no table knows, at every level", () => {
  assert.equal(ruleIndex("strict").node("PipelineExpression")?.form, "Any syntax that is not listed here");
  assert.equal(ruleIndex("trusted").node("__proto__")?.form, "Any syntax that is not listed here");
});

Deno.test("RULES say why and what to write instead, without a full stop", () => {
  for (const { form, why, instead } of RULES) {
    assert.ok(why.length > 10 && !why.endsWith("."), form);
    assert.ok(instead.length > 10 && !instead.endsWith("."), form);
  }
});
