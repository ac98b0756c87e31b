import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../core/mod.ts";
import { encodeFrame, type Frame, FrameError, FrameReader } from "./frame.ts";

Deno.test("FrameReader gives the frames of a stream, however it is cut", () => {
  const frames = fc.array(fc.record({ n: fc.integer(), text: fc.string(), bytes: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 8 });
  fc.assert(fc.property(frames, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, cuts) => {
    const stream = concat(sent.map(({ bytes, ...header }) => encodeFrame(header, bytes)));
    const got: Frame[] = [];
    const reader = new FrameReader(10_000);
    for (let at = 0, turn = 0; at < stream.length; turn++) {
      const length = cuts[turn % cuts.length] ?? 1;
      reader.push(stream.subarray(at, at + length), (frame) => got.push(frame));
      at += length;
    }
    assert.deepEqual(got.map(({ header, bytes }) => ({ ...header, bytes })), sent.map((frame) => ({ ...frame })));
  }));
});

Deno.test("FrameReader refuses what is no frame", async (t) => {
  const cases: Record<string, Uint8Array> = {
    "longer than it takes": encodeFrame({ a: "x".repeat(200) }),
    "a length without end": words(0xffff_ffff, 2),
    "a header longer than its frame": words(4, 5),
    "a header of nothing": words(4, 0),
    "a header that is not JSON": concat([words(3, 3), new TextEncoder().encode("{a}")]),
    "a header that is not UTF-8": concat([words(2, 2), new Uint8Array([0xff, 0xfe])]),
    "a header that is a list": concat([words(2, 2), new TextEncoder().encode("[]")]),
    "a header that is null": concat([words(4, 4), new TextEncoder().encode("null")]),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    await t.step(name, () => assert.throws(() => new FrameReader(100).push(bytes, () => assert.fail("a frame")), FrameError));
  }
});

Deno.test("FrameReader bounds the header apart from the bytes behind it", () => {
  const read = (frame: Uint8Array) => new FrameReader(10_000, 100).push(frame, () => {});
  read(encodeFrame({ a: 1 }, new Uint8Array(9000)));
  assert.throws(() => read(encodeFrame({ a: "x".repeat(200) })), FrameError);
});

Deno.test("FrameReader takes no room for a frame that is too long", () => {
  const before = Deno.memoryUsage().external;
  assert.throws(() => new FrameReader(1000).push(words(0xffff_fff0, 10), () => {}), FrameError);
  assert.ok(Deno.memoryUsage().external - before < 1_000_000);
});

Deno.test("encodeFrame() keeps keys such as __proto__ as data", () => {
  const header = JSON.parse('{"__proto__":{"x":1},"constructor":2}') as JsonObject;
  new FrameReader(1000).push(encodeFrame(header), ({ header: got }) => assert.deepEqual(Object.keys(got), ["__proto__", "constructor"]));
});

function words(length: number, headerLength: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, length, true);
  new DataView(bytes.buffer).setUint32(4, headerLength, true);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
