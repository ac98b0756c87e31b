import assert from "node:assert/strict";
import type { CheckOperator, CheckReading, CheckRelation } from "../core/mod.ts";
import { judge } from "./judge.ts";

const reading = (more: Partial<CheckReading>): CheckReading => ({ state: "known", value: null, unit: null, evidence: [], ...more });
const compare = (operator: CheckOperator, value: number): CheckRelation => ({ kind: "compare", operator, value });
const is: CheckRelation = { kind: "state", negated: false };
const isNot: CheckRelation = { kind: "state", negated: true };
const contains: CheckRelation = { kind: "contains", text: "x" };

Deno.test("judge() says whether a sentence is true of what was found", async (t) => {
  const rows: readonly (readonly [string, CheckRelation, Partial<CheckReading>, string])[] = [
    ["above", compare(">", 90), { value: 90.1 }, "yes"],
    ["not above", compare(">", 90), { value: 90 }, "no"],
    ["at least", compare(">=", 90), { value: 90 }, "yes"],
    ["below", compare("<", 90), { value: 89 }, "yes"],
    ["at most", compare("<=", 90), { value: 91 }, "no"],
    ["equal", compare("==", 200), { value: 200 }, "yes"],
    ["unequal", compare("!=", 200), { value: 200 }, "no"],
    ["no number is no yes", compare("==", 200), { value: "200" }, "unknown"],
    ["so", is, { value: true }, "yes"],
    ["not so", is, { value: false }, "no"],
    ["so by the source's word", is, { value: "active", holds: true }, "yes"],
    ["a word alone is no yes", is, { value: "active" }, "no"],
    ["turned round", isNot, { value: "inactive", holds: false }, "yes"],
    ["contained", contains, { value: true }, "yes"],
    ["lines", contains, { value: 3, holds: true }, "yes"],
    ["no lines", contains, { value: 0, holds: false }, "no"],
    ["nothing there equals nothing", compare("==", 200), { state: "absent" }, "no"],
    ["nothing there differs", compare("!=", 200), { state: "absent" }, "yes"],
    ["nothing there is not below", compare("<", 1), { state: "absent" }, "no"],
    ["nothing there may be above", compare(">", 1), { state: "absent" }, "unknown"],
    ["nothing there contains nothing", contains, { state: "absent" }, "no"],
    ["unknown", compare("!=", 1), { state: "unknown" }, "unknown"],
    ["unknown is not turned round", isNot, { state: "unknown" }, "unknown"],
  ];
  for (const [title, relation, found, verdict] of rows) {
    await t.step(title, () => assert.equal(judge({ relation }, reading(found)).verdict, verdict));
  }
});
