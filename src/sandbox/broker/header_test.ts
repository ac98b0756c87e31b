import assert from "node:assert/strict";
import { flagOf, isGiven, textOf, textsOf, wholeOf } from "./header.ts";

const header = JSON.parse(
  '{"text":"abc","flag":true,"number":5,"big":1e400,"half":1.5,"none":null,"list":["a","bc"],"mixed":["a",1],"__proto__":"x"}',
);

Deno.test("fields of a request are taken when they are what they have to be", () => {
  assert.equal(textOf(header, "text", 3), "abc");
  assert.equal(textOf(header, "__proto__"), "x");
  assert.equal(flagOf(header, "flag"), true);
  assert.equal(flagOf(header, "absent"), false);
  assert.equal(flagOf(header, "none"), false);
  assert.equal(wholeOf(header, "number", 0, 5), 5);
  assert.deepEqual(textsOf(header, "list", 2, 3), ["a", "bc"]);
  assert.ok(isGiven(header, "text") && !isGiven(header, "none") && !isGiven(header, "absent") && !isGiven({}, "__proto__"));
});

Deno.test("fields of a request are TypeErrors when they are anything else", async (t) => {
  const rows: Readonly<Record<string, () => unknown>> = {
    "too long": () => textOf(header, "text", 2),
    "no text": () => textOf(header, "number"),
    "no text but a list": () => textOf(header, "list"),
    "absent": () => textOf(header, "absent"),
    "inherited": () => textOf({}, "toString"),
    "no flag": () => flagOf(header, "text"),
    "too small": () => wholeOf(header, "number", 6, 9),
    "too great": () => wholeOf(header, "number", 0, 4),
    "infinite": () => wholeOf(header, "big", 0, Infinity),
    "not whole": () => wholeOf(header, "half", 0, 9),
    "too many": () => textsOf(header, "list", 1, 9),
    "together too long": () => textsOf(header, "list", 9, 2),
    "not all texts": () => textsOf(header, "mixed", 9, 9),
  };
  for (const [name, act] of Object.entries(rows)) await t.step(name, () => assert.throws(act, { name: "TypeError" }));
});
