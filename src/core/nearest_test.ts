import assert from "node:assert/strict";
import { nearest } from "./nearest.ts";

Deno.test("nearest() finds what a misspelling was meant to be", async (t) => {
  const rows: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ["depends", ["depends_on", "id"], "depends_on"],
    ["tiemout", ["timeout"], "timeout"],
    ["TIMEOUT", ["time", "timeout"], "timeout"],
    ["xyz", ["timeout"], undefined],
    ["delya", ["delay", "relay"], "delay"],
    ["rn", ["run", "ran"], "run"],
    ["rum", ["xum", "run"], "xum"],
    ["comand", ["condition", "command"], "command"],
    ["", ["a"], "a"],
    ["ab", ["abcd"], undefined],
  ];
  for (const [name, candidates, expected] of rows) await t.step(name, () => assert.equal(nearest(name, candidates), expected));
});

Deno.test("nearest() takes a candidate that is the same but for case over any other", () => {
  assert.equal(nearest("Abc", ["abd", "abcd", "ABC"]), "ABC");
});
