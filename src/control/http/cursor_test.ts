import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeCursor, encodeCursor } from "./cursor.ts";

Deno.test("decodeCursor() gives back what encodeCursor() took, in letters that need no escape", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (place) => {
    const cursor = encodeCursor(place);
    assert.match(cursor, /^[A-Za-z0-9_-]*$/);
    assert.equal(decodeCursor(cursor), place);
  }));
});

Deno.test("decodeCursor() refuses what was never given", () => {
  for (const cursor of ["%", "a", "____", "ä"]) assert.throws(() => decodeCursor(cursor), { code: "query_invalid" });
});
