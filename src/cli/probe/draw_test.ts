import assert from "node:assert/strict";
import { type ProbeEvent, type ProbeRow, PROBES } from "../../platform/probes/mod.ts";
import { drawEvents, drawHeader, drawMaps } from "./draw.ts";
import { endJson, eventWriter } from "./event_json.ts";

function row(name: string): ProbeRow {
  return PROBES.find((each) => each.name === name) ?? assert.fail(name);
}

const HOSTILE: ProbeEvent = { time_ns: 1_500_000_000, pid: 7, comm: "a\x1b[2J\n", ppid: 1, filename: "/tmp/\u202e\r\x9b5n" };

Deno.test("drawEvents() keeps foreign text in its line and its column, and harmless", () => {
  assert.equal(
    drawEvents(row("exec"), [HOSTILE]),
    "        1.500000        7  a\\u001b[2J\\n           1  /tmp/\\u202e\\r\\u009b5n\n",
  );
  assert.equal(drawHeader(row("exec")), "            TIME      PID  COMM                PPID  FILENAME");
});

Deno.test("eventWriter() gives one object a line, integers beyond 2^53 as texts, and the time always as a number", () => {
  const event: ProbeEvent = { time_ns: 2n ** 60n, pid: 7, comm: 'a"\n', fd: -1, cmd: 5, arg: 2n ** 64n - 1n, ret: -25 };
  const text = new TextDecoder().decode(eventWriter(row("ioctl"))([event, event]));
  const line =
    '{"type":"probe.event","probe":"ioctl","time_ns":1152921504606846976,"pid":7,"comm":"a\\"\\n","fd":-1,"cmd":5,"arg":"18446744073709551615","ret":-25}\n';
  assert.equal(text, line + line);
});

Deno.test("every field of every probe has a column", () => {
  for (const { name, fields } of PROBES) {
    const titles = drawHeader(row(name)).trim().split(/ {2,}/);
    assert.equal(titles.length, Object.keys(fields).length, name);
  }
});

Deno.test("drawMaps() and endJson() give a histogram by the lower ends of its ranges", () => {
  const end = { events: 3, lost: 1, maps: new Map([["latency_ns", new Map([["512", 1], ["1024", 3]])]]), remarks: {} };
  assert.deepEqual(drawMaps(end), ["", "latency_ns", `   512ns … 1.0us   1  ${"█".repeat(13)}`, `   1.0us … 2.0us   3  ${"█".repeat(40)}`]);
  assert.equal(
    endJson("syscall", end),
    '{"type":"probe.finished","probe":"syscall","events":3,"lost":1,"maps":{"latency_ns":{"512":1,"1024":3}}}',
  );
});

Deno.test("eventWriter() writes every integer as JSON does, and texts of any length", () => {
  const write = eventWriter(row("exec"));
  const numbers = [0, 7, -7, 10, 999_999_999, 1_000_000_000, -1_000_000_001, 4_294_967_295, 51_632_448_709_474, Number.MAX_SAFE_INTEGER];
  const events = [...numbers, ...numbers.map((number) => -number)].map((pid, index): ProbeEvent => {
    return { time_ns: Math.abs(pid), pid: pid + 0, comm: "é", ppid: index, filename: "/ü".repeat(index * 997) };
  });
  const lines = new TextDecoder().decode(write(events)).trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    events.map((event) => ({ type: "probe.event", probe: "exec", ...event, pid: Number(event.pid) + 0 })),
  );
});
