import assert from "node:assert/strict";
import { readEventStream, type StreamEvent } from "./read_event_stream.ts";

/** What is read when the stream comes in these pieces. */
async function read(...pieces: string[]): Promise<StreamEvent[]> {
  const encoder = new TextEncoder();
  return await Array.fromAsync(readEventStream(ReadableStream.from(pieces.map((piece) => encoder.encode(piece)))));
}

Deno.test("readEventStream() gives events with their type, joined data and the newest id", async () => {
  const events = await read(": hello\n\nevent: a\nid: 7\ndata: one\ndata:two\n\ndata: {}\n\n");
  assert.deepEqual(events, [{ event: "a", data: "one\ntwo", id: "7" }, { event: "message", data: "{}", id: "7" }]);
});

Deno.test("readEventStream() takes every line end, however the stream is cut", async () => {
  const text = "event: a\r\ndata: 1\r\n\r\nevent: b\rdata: 2\r\revent: c\ndata: 3\n\n";
  const whole = [["a", "1"], ["b", "2"], ["c", "3"]];
  for (let size = 1; size <= text.length; size++) {
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
    const events = await read(...pieces);
    assert.deepEqual(events.map(({ event, data }) => [event, data]), whole, `pieces of ${size}`);
  }
});

Deno.test("readEventStream() drops an event that the end cuts off, and fields that mean nothing", async () => {
  assert.deepEqual(await read("data: whole\n\ndata: cut\n"), [{ event: "message", data: "whole", id: "" }]);
  assert.deepEqual(await read("id: a\0b\nfoo: x\nevent: e\n\nretry: soon\ndata\n\n"), [{ event: "message", data: "", id: "" }]);
});

Deno.test("readEventStream() joins a character whose bytes come apart", async () => {
  const bytes = new TextEncoder().encode("data: ü\n\n");
  const events = await Array.fromAsync(readEventStream(ReadableStream.from([bytes.slice(0, 7), bytes.slice(7)])));
  assert.equal(events[0]?.data, "ü");
});

Deno.test("readEventStream() refuses an event without end instead of keeping it", async () => {
  const piece = `data: ${"x".repeat(1 << 20)}\n`;
  await assert.rejects(read(...Array.from({ length: 17 }, () => piece)), RangeError);
  await assert.rejects(read(...Array.from({ length: 17 }, () => "x".repeat(1 << 20))), RangeError);
});
