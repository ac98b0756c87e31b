import assert from "node:assert/strict";
import { MAX_HELD_BYTES, PIECE_BYTES } from "../../../core/mod.ts";
import { LineCutter } from "./line_cutter.ts";

const encoder = new TextEncoder();

/** The lines of a text that comes in blocks of a size. */
function cut(text: Uint8Array, blockBytes: number): string[] {
  const cutter = new LineCutter();
  const lines: string[] = [];
  const strict = new TextDecoder("utf-8", { fatal: true });
  for (let at = 0; at < text.length; at += blockBytes) {
    for (const line of cutter.push(text.subarray(at, at + blockBytes))) lines.push(strict.decode(line));
  }
  const last = cutter.end();
  if (last !== undefined) lines.push(strict.decode(last));
  return lines;
}

Deno.test("LineCutter gives each line with its line feed, and the last without one", () => {
  for (const size of [1, 2, 3, 100]) assert.deepEqual(cut(encoder.encode("a\n\nbc\nä€"), size), ["a\n", "\n", "bc\n", "ä€"]);
  assert.deepEqual(cut(encoder.encode(""), 1), []);
});

Deno.test("LineCutter cuts a long line between characters, in the same places whatever the blocks", () => {
  const text = encoder.encode(`x${"€".repeat(100_000)}\nshort\n${"y".repeat(MAX_HELD_BYTES)}\nend`);
  const lines = cut(text, text.length);
  assert.equal(lines.join(""), new TextDecoder().decode(text));
  assert.ok(lines.length > 5);
  for (const line of lines.slice(0, 4)) assert.ok(encoder.encode(line).length >= PIECE_BYTES);
  for (const size of [1000, 4096, 65_536, 70_001]) assert.deepEqual(cut(text, size), lines, `blocks of ${size}`);
});
