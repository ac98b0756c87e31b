import assert from "node:assert/strict";
import { Writer } from "./writer.ts";

Deno.test("Writer keeps the order and gathers a turn's writes into one", async () => {
  const calls: string[] = [];
  const writer = new Writer({
    isTerminal: () => false,
    write: (data) => Promise.resolve((calls.push(new TextDecoder().decode(data)), data.length)),
  });
  writer.write("a");
  writer.line("b");
  writer.write("c");
  await writer.flush();
  assert.deepEqual(calls, ["ab\nc"]);
});

Deno.test("Writer gathers what follows soon, and holds back neither the first write, nor much, nor a flush", async () => {
  const calls: number[] = [];
  const writer = new Writer({ isTerminal: () => false, write: (data) => Promise.resolve((calls.push(data.length), data.length)) });
  const until = async (count: number) => {
    while (calls.length < count) await new Promise((resolve) => setTimeout(resolve));
  };
  writer.gather(60_000);
  writer.write("a");
  await until(1);
  writer.write("bc");
  await new Promise((resolve) => setTimeout(resolve));
  writer.write("def");
  assert.deepEqual(calls, [1]);
  writer.write("x".repeat(20_000));
  await until(2);
  writer.write("gh");
  await writer.flush();
  assert.deepEqual(calls, [1, 20_005, 2]);
});

Deno.test("Writer asks its callers to wait when the reader is slow, and goes on when it reads", async () => {
  const releases: (() => void)[] = [];
  const writer = new Writer({
    isTerminal: () => false,
    write: (data) => new Promise((resolve) => releases.push(() => resolve(data.length))),
  });
  const wait = writer.write(new Uint8Array(2 << 20));
  assert.ok(wait instanceof Promise);
  while (releases.length === 0) await new Promise((resolve) => setTimeout(resolve));
  releases[0]?.();
  await wait;
  assert.equal(writer.write("x"), undefined);
  while (releases.length < 2) await new Promise((resolve) => setTimeout(resolve));
  releases[1]?.();
  await writer.flush();
});

Deno.test("Writer drops what comes after the reader has gone, and lets nobody wait", async () => {
  const writer = new Writer({ isTerminal: () => false, write: () => Promise.reject(new Deno.errors.BrokenPipe("gone")) });
  const gone = new Promise((resolve) => writer.gone.addEventListener("abort", resolve));
  await writer.write(new Uint8Array(2 << 20));
  assert.equal(writer.closed, true);
  await gone;
  assert.equal(writer.write("x"), undefined);
  await writer.flush();
});

Deno.test("Writer finishes a write that the system took only a part of", async () => {
  let text = "";
  const writer = new Writer({
    isTerminal: () => false,
    write: (data) => Promise.resolve((text += new TextDecoder().decode(data.subarray(0, 2)), Math.min(2, data.length))),
  });
  writer.write("abcde");
  await writer.flush();
  assert.equal(text, "abcde");
});
