import assert from "node:assert/strict";
import type { RunEvent } from "../../core/mod.ts";
import { Writer } from "../writer.ts";
import { prefixLines } from "./prefix_lines.ts";
import { JsonRenderer } from "./run_json.ts";

async function linesOf(...events: RunEvent[]): Promise<string[]> {
  let text = "";
  const writer = new Writer({
    isTerminal: () => false,
    write: (data) => Promise.resolve((text += new TextDecoder().decode(data), data.length)),
  });
  const renderer = new JsonRenderer(writer);
  for (const event of events) await renderer.event(event);
  await writer.flush();
  return text.trimEnd().split("\n");
}
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("JsonRenderer writes one object a line with RFC 3339 times and whole milliseconds", async () => {
  const [line] = await linesOf({
    type: "task.finished",
    time: 0,
    run: "r",
    task: "a",
    attempt: 1,
    status: "succeeded",
    exit_code: 0,
    duration_ms: 12.7,
    outputs: { n: 9223372036854775807n },
  });
  assert.equal(
    line,
    '{"type":"task.finished","time":"1970-01-01T00:00:00.000Z","run":"r","task":"a","attempt":1,"status":"succeeded","exit_code":0,"duration_ms":13,"outputs":{"n":9223372036854775807}}',
  );
});

Deno.test("JsonRenderer writes an object for each line of output, also for the last one without a newline", async () => {
  const lines = await linesOf({
    type: "task.output",
    time: 0,
    run: "r",
    task: "a",
    attempt: 1,
    stream: "stdout",
    bytes: bytes('one "1"\n\ntwo'),
  });
  assert.deepEqual(lines.map((line) => JSON.parse(line).line), ['one "1"', "", "two"]);
});

Deno.test("JsonRenderer marks what is only a piece of a line", async () => {
  const output = { type: "task.output", time: 0, run: "r", task: "a", attempt: 1, stream: "stdout" } as const;
  const lines = await linesOf({ ...output, bytes: bytes("x".repeat(65_536)) }, { ...output, bytes: bytes("end\n") });
  assert.deepEqual(lines.map((line) => JSON.parse(line).partial), [true, undefined]);
});

Deno.test("prefixLines() puts the prefix before every line and ends the last one", () => {
  const text = (input: string) => new TextDecoder().decode(prefixLines(bytes("a | "), bytes(input)));
  assert.equal(text("x\n\ny"), "a | x\na | \na | y\n");
  assert.equal(text(`${"l".repeat(500)}\nz\n`), `a | ${"l".repeat(500)}\na | z\n`);
  assert.equal(text(""), "");
});
