import assert from "node:assert/strict";
import type { OutputStream, RunEvent } from "../../core/mod.ts";
import { Writer } from "../writer.ts";
import { PlainRenderer } from "./run_plain.ts";

async function shown(...events: RunEvent[]): Promise<{ out: string; err: string }> {
  const texts = { out: "", err: "" };
  const writer = (name: "out" | "err") =>
    new Writer({
      isTerminal: () => false,
      write: (data) => Promise.resolve((texts[name] += new TextDecoder().decode(data), data.length)),
    });
  const [out, err] = [writer("out"), writer("err")];
  const renderer = new PlainRenderer({ out, err, paint: (style, text) => `<${style}>${text}` });
  for (const event of events) await renderer.event(event);
  await Promise.all([out.flush(), err.flush()]);
  return texts;
}

const output = (stream: OutputStream, text: string): RunEvent => ({
  type: "task.output",
  time: 0,
  run: "r",
  task: "a",
  attempt: 1,
  stream,
  bytes: new TextEncoder().encode(text),
});

Deno.test("PlainRenderer keeps records of a log off standard output and puts the task's id before each", async () => {
  const record = (message: string) => JSON.stringify({ level: "error", message, time: "2026-01-02T03:04:05.678Z" });
  const { out, err } = await shown(
    output("stdout", "one\n"),
    output("log", `${record("x")}\n${record("\nb | forged\x1b[1A")}\n`),
    output("log", "\nb | cut"),
  );
  assert.equal(out, "a | one\n");
  assert.equal(
    err,
    "a | <dim>03:04:05.678 <red>ERROR x\na | <dim>03:04:05.678 <red>ERROR \\nb | forged\\u001b[1A\na | \na | b | cut\n",
  );
});
