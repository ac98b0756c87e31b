// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import fc from "fast-check";
import { LineHold, MAX_HELD_BYTES } from "./line_hold.ts";

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
  assert.equal(pieces.reduce((sum, piece) => sum + piece.length, 0), 2 * MAX_HELD_BYTES + 4);
  assert.ok(pieces.length >= 3 && pieces[0]!.length === 1);
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
