import assert from "node:assert/strict";
import { type Frame, framesOf } from "./frames.ts";

async function frames(chunks: readonly string[], limitBytes?: number): Promise<readonly string[]> {
  const stream = ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
  const found: Frame[] = await Array.fromAsync(framesOf(stream, limitBytes));
  return found.map((frame) => "body" in frame ? new TextDecoder().decode(frame.body) : `! ${frame.problem}`);
}

Deno.test("framesOf() finds the same messages when they come in pieces of any size", async () => {
  const text =
    'Content-Length: 2\r\n\r\n{}Content-Type: x\r\ncontent-length:7\r\n\r\n{"a":1}Content-Length: 0\r\n\r\nContent-Length: 4\r\n\r\n"é"';
  const wanted = ["{}", '{"a":1}', "", '"é"'];
  for (let size = 1; size <= text.length; size++) {
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
    assert.deepEqual(await frames(chunks), wanted, `pieces of ${size}`);
  }
});

Deno.test("framesOf() reads past what is no message and goes on", async () => {
  assert.deepEqual(await frames(["Content-Length: 9\r\n\r\n123456789Content-Length: 1\r\n\r\n1"], 8), [
    "! A message of 9 bytes is larger than the 8 that are read",
    "1",
  ]);
  assert.deepEqual(await frames(["X: y\r\n\r\nContent-Length: 1\r\n\r\n1"]), [
    '! A message needs the header Content-Length, found "X: y\\r\\n\\r\\n"',
    "1",
  ]);
  assert.deepEqual(await frames(["Content-Length: -1\r\n\r\n"]), [
    '! A message needs the header Content-Length, found "Content-Length: -1\\r\\n\\r\\n"',
  ]);
  const [problem, ...rest] = await frames(["x".repeat(20_000), "\r\n\r\nContent-Length: 1\r\n\r\n1"]);
  assert.match(problem ?? "", /^! A message begins with headers/);
  assert.equal(rest.at(-1), "1");
});

Deno.test("framesOf() keeps nothing of a message that the stream ends within", async () => {
  assert.deepEqual(await frames(["Content-Length: 9\r\n\r\n1234"]), []);
  assert.deepEqual(await frames(["Content-Len"]), []);
});
