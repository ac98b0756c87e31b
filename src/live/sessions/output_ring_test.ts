import assert from "node:assert/strict";
import fc from "fast-check";
import { OutputRing } from "./output_ring.ts";

Deno.test("OutputRing keeps the end of what it was given, whatever the pieces", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 60_000 }), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 100_000 }), fc.nat(300_000), fc.nat(50_000), (given, most, from, length) => {
      const ring = new OutputRing(most);
      const whole: number[] = [];
      for (const piece of given) {
        ring.append(piece);
        for (const byte of piece) whole.push(byte);
      }
      assert.deepEqual([ring.end, ring.start], [whole.length, Math.max(0, whole.length - most)]);
      const expected = from < ring.start ? [] : whole.slice(from, from + length);
      assert.deepEqual([...ring.read(from, length)], expected);
    }),
    { numRuns: 60 },
  );
});

Deno.test("OutputRing takes a piece that is larger than itself", () => {
  const ring = new OutputRing(100);
  ring.append(Uint8Array.from({ length: 250 }, (_, at) => at));
  assert.deepEqual([ring.start, ring.end, ring.read(150, 3), ring.read(149, 3)], [
    150,
    250,
    Uint8Array.of(150, 151, 152),
    new Uint8Array(0),
  ]);
});
