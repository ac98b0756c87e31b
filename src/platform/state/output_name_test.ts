import assert from "node:assert/strict";
import fc from "fast-check";
import { safeName } from "./output_name.ts";

Deno.test("safeName() keeps plain ids and escapes the rest", async (t) => {
  const table: [string, string][] = [
    ["fetch", "fetch"],
    ["build-2_x", "build-2_x"],
    ["Fetch", "%46etch"],
    ["per_region[eu,gold]", "per_region%5beu%2cgold%5d"],
    ["../up", "%2e%2e%2fup"],
    ["con", "%63on"],
    ["", "%"],
    ["ä", "%c3%a4"],
  ];
  for (const [text, name] of table) await t.step(JSON.stringify(text), () => assert.equal(safeName(text), name));
});

Deno.test("safeName() stays short for long texts and keeps them apart", () => {
  const one = safeName("x".repeat(1000));
  const two = safeName("x".repeat(1001));
  assert.notEqual(one, two);
  for (const name of [one, two, safeName("Ä".repeat(80))]) assert.ok(name.length <= 150, name);
});

Deno.test("safeName() never gives two texts one name, whatever the case of letters", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
    assert.equal(safeName(a).toLowerCase(), safeName(a));
    assert.equal(safeName(a) === safeName(b), a === b);
  }));
});
