import assert from "node:assert/strict";
import { GrowingBytes } from "./growing_bytes.ts";

Deno.test("GrowingBytes.take() gives what was added when it came in many small pieces", () => {
  const bytes = new GrowingBytes();
  const reused = new Uint8Array(3);
  for (let index = 0; index < 10_000; index++) {
    reused.fill(index);
    bytes.add(reused);
  }
  const taken = bytes.take();
  assert.equal(taken.length, 30_000);
  assert.ok(taken.every((byte, index) => byte === (Math.floor(index / 3) & 255)));
  assert.ok(taken.buffer.byteLength < 100_000);
  assert.equal(bytes.take().length, 0);
});
