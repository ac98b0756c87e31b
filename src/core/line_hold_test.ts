import assert from "node:assert/strict";
import fc from "fast-check";
import { LineHold, MAX_HELD_BYTES, PIECE_BYTES } from "./line_hold.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (pieces: Uint8Array[]) => pieces.map((piece) => new TextDecoder().decode(piece));

function collect(chunks: readonly (string | Uint8Array)[]): Uint8Array[] {
  const hold = new LineHold();
  const pieces: Uint8Array[] = [];
  for (const chunk of chunks) {
    const own = typeof chunk === "string" ? bytes(chunk) : chunk.slice();
    hold.push(own, (piece) => void pieces.push(piece.slice()));
    own.fill(120);
  }
  hold.end((piece) => void pieces.push(piece.slice()));
  return pieces;
}

Deno.test("LineHold passes a block of whole lines as it is", () => {
  const block = bytes("a\nb\n");
  new LineHold().push(block, (piece) => assert.equal(piece, block));
});

Deno.test("LineHold holds an incomplete line back until its end comes", () => {
  assert.deepEqual(text(collect(["a\nb", "c", "d\ne\nf"])), ["a\n", "bcd\n", "e\n", "f"]);
});

Deno.test("LineHold passes pieces of a line that is longer than it may hold", () => {
  const long = new Uint8Array(MAX_HELD_BYTES).fill(97);
  const pieces = collect(["x", long, long, "y\nz"]);
  assert.deepEqual(pieces.map((piece) => piece.length), [MAX_HELD_BYTES, MAX_HELD_BYTES, 3, 1]);
});

Deno.test("LineHold cuts no character in two when a line is longer than it may hold", () => {
  const line = "€😀ü".repeat(40_000);
  const whole = bytes(`${line}\n${line}`);
  for (const size of [1000, 65_536, 70_001, 300_000]) {
    const chunks = [];
    for (let at = 0; at < whole.length; at += size) chunks.push(whole.subarray(at, at + size));
    const pieces = text(collect(chunks));
    assert.equal(pieces.join(""), `${line}\n${line}`, `in blocks of ${size}`);
    for (const piece of pieces.slice(0, -1)) assert.ok(piece.endsWith("\n") || bytes(piece).length >= PIECE_BYTES);
  }
});

Deno.test("LineHold keeps every byte of a long line that is no UTF-8", () => {
  const long = new Uint8Array(MAX_HELD_BYTES + 7).fill(0x80);
  const other = new Uint8Array(MAX_HELD_BYTES + 7).fill(0xf0);
  const pieces = collect([long, other, long]);
  assert.deepEqual(new Uint8Array(pieces.flatMap((piece) => [...piece])), new Uint8Array([...long, ...other, ...long]));
});

Deno.test("LineHold keeps every byte in order and cuts only behind newlines when lines are short", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 40 })), (chunks) => {
    const pieces = text(collect(chunks));
    assert.equal(pieces.join(""), chunks.join(""));
    for (const piece of pieces.slice(0, -1)) assert.ok(piece.endsWith("\n"));
  }));
});

Deno.test("LineHold waits for the first piece before it gives the second", async () => {
  const hold = new LineHold();
  const order: string[] = [];
  hold.push(bytes("a"), () => {});
  await hold.push(bytes("b\nc\n"), async (piece) => {
    order.push(`begin ${piece.length}`);
    await Promise.resolve();
    order.push(`end ${piece.length}`);
  });
  assert.deepEqual(order, ["begin 3", "end 3", "begin 2", "end 2"]);
});
