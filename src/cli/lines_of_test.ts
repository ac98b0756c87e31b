import assert from "node:assert/strict";
import { linesOf } from "./lines_of.ts";

async function lines(chunks: readonly string[], longest?: number): Promise<unknown[]> {
  const encoder = new TextEncoder();
  const stream = ReadableStream.from(chunks.map((chunk) => encoder.encode(chunk)));
  const found = await Array.fromAsync(linesOf(stream, longest));
  return found.map((line) => "text" in line ? line.text : line.length);
}

Deno.test("linesOf() joins pieces, takes any line end and needs none at the end", async () => {
  assert.deepEqual(await lines(["a", "b\nc", "\r\n", "\n", "d"]), ["ab", "c", "", "d"]);
  assert.deepEqual(await lines(["a\n"]), ["a"]);
  assert.deepEqual(await lines([]), []);
});

Deno.test("linesOf() reads past a line that is too long", async () => {
  assert.deepEqual(await lines(["ok\n", "1234", "5678", "9\nok", "\n123456"], 5), ["ok", 9, "ok", 6]);
});

Deno.test("linesOf() keeps characters that are cut by a chunk", async () => {
  const bytes = new TextEncoder().encode("é😀\n");
  const stream = ReadableStream.from(Array.from(bytes, (byte) => Uint8Array.of(byte)));
  assert.deepEqual(await Array.fromAsync(linesOf(stream)), [{ text: "é😀" }]);
});
