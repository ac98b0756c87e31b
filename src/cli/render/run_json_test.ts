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

const record = (more: object = {}) => JSON.stringify({ level: "info", message: "rows", time: "2026-01-02T03:04:05.678Z", ...more });
const logged = (text: string): RunEvent => ({
  type: "task.output",
  time: 0,
  run: "r",
  task: "a",
  attempt: 1,
  stream: "log",
  bytes: bytes(text),
});

Deno.test("JsonRenderer gives each record of a log as its line and as an object", async () => {
  const n = record().replace("}", ',"n":9223372036854775807}');
  const lines = await linesOf(logged(`${record({ a: [1, { b: "c" }] })}\n${n}\n`), logged(record()));
  assert.deepEqual(JSON.parse(lines[0] ?? ""), {
    type: "task.output",
    time: "1970-01-01T00:00:00.000Z",
    run: "r",
    task: "a",
    attempt: 1,
    stream: "log",
    line: record({ a: [1, { b: "c" }] }),
    record: { level: "info", message: "rows", time: "2026-01-02T03:04:05.678Z", a: [1, { b: "c" }] },
  });
  assert.ok(lines[1]?.endsWith(`,"line":${JSON.stringify(n)},"record":${n}}`));
  assert.equal(JSON.parse(lines[2] ?? "").record.message, "rows");
});

Deno.test("JsonRenderer gives no record when a line was cut, masked or is another stream's", async () => {
  const cut = record({ n: 12 }).slice(0, -1);
  const masked = record({ n: 12 }).replace("12", "***");
  const shown = await linesOf(logged(`${cut}\n${masked}\n`), { ...logged(`${record()}\n`), stream: "stdout" } as RunEvent);
  for (const line of shown) assert.ok(!("record" in JSON.parse(line)), line);
  assert.deepEqual(shown.map((line) => JSON.parse(line).line), [cut, masked, record()]);
});

Deno.test("JsonRenderer says of no piece of a long line that it is a record", async () => {
  const long = record({ text: "x".repeat(70_000), inner: JSON.parse(record({ level: "error" })) });
  const shown = await linesOf(logged(long.slice(0, 65_536)), logged(`${long.slice(65_536)}\n`));
  assert.deepEqual(shown.map((line) => [JSON.parse(line).partial, JSON.parse(line).record]), [[true, undefined], [undefined, undefined]]);
});

Deno.test("JsonRenderer writes one object a line whatever a script logs", async () => {
  const hostile = record({ "\u2028": "\x1b[2J\n", deep: JSON.parse("[".repeat(190) + "]".repeat(190)) });
  const nested = record().replace(/}$/, `,"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`);
  const shown = await linesOf(logged(`${hostile}\n${nested}\n\x1b[2J\n`));
  assert.deepEqual(shown.map((line) => "record" in JSON.parse(line)), [true, false, false]);
});
