import assert from "node:assert/strict";
import stringWidth from "string-width";
import type { RunEvent } from "../../core/mod.ts";
import { Writer } from "../writer.ts";
import { frameLines, LiveRenderer } from "./run_live.ts";
import { RunView } from "./run_view.ts";

const plain = (_style: string, text: string) => text;
const bytes = (text: string) => new TextEncoder().encode(text);

function viewOf(...events: RunEvent[]): RunView {
  const view = new RunView();
  for (const event of events) view.apply(event);
  return view;
}

const started: RunEvent = { type: "run.started", time: 0, run: "r", pipeline: "nightly", tasks: ["fetch", "process", "publish"] };
const running: RunEvent[] = [
  started,
  { type: "task.started", time: 0, run: "r", task: "fetch", attempt: 1 },
  { type: "task.finished", time: 1200, run: "r", task: "fetch", attempt: 1, status: "succeeded", duration_ms: 1200, outputs: {} },
  { type: "task.started", time: 1200, run: "r", task: "process", attempt: 1 },
  {
    type: "task.output",
    time: 1300,
    run: "r",
    task: "process",
    attempt: 1,
    stream: "stdout",
    bytes: bytes("one\nparsed \x1b[31m100\x1b[0m rows\n"),
  },
];

Deno.test("frameLines() shows what ran, what runs with its last line, and what waits", () => {
  assert.deepEqual(frameLines(viewOf(...running), 4600, { columns: 80, rows: 24 }, 0, plain), [
    "✓ fetch      1.2 s",
    "⠋ process    3.4 s  parsed 100 rows",
    "· publish",
    "nightly: 1 running, 1 waiting, 1 succeeded, 4.6 s",
  ]);
});

Deno.test("frameLines() never draws wider than the terminal nor more lines than it has when ids and output are wide", async (t) => {
  const id = "ページ_" + "x".repeat(300);
  for (const columns of [20, 40, 80, 200]) {
    for (const rows of [3, 10, 50]) {
      await t.step(`${columns}×${rows}`, () => {
        const tasks = Array.from({ length: 100 }, (_, i) => `${id}${i}`);
        const view = viewOf(
          { ...started, tasks },
          ...tasks.slice(0, 30).flatMap((task): RunEvent[] => [
            { type: "task.started", time: 0, run: "r", task, attempt: 1 },
            { type: "task.output", time: 1, run: "r", task, attempt: 1, stream: "stderr", bytes: bytes("語".repeat(500) + "\n") },
          ]),
        );
        const lines = frameLines(view, 10, { columns, rows }, 3, plain);
        assert.ok(lines.length < rows, `${lines.length} lines`);
        for (const line of lines) assert.ok(stringWidth(line) < columns, `${stringWidth(line)} cells: ${line}`);
      });
    }
  }
});

Deno.test("frameLines() leaves half of the screen to the output when the graph is large", () => {
  const tasks = Array.from({ length: 100 }, (_, i) => `task_${i}`);
  const begun = tasks.map((task): RunEvent => ({ type: "task.started", time: 0, run: "r", task, attempt: 1 }));
  assert.equal(frameLines(viewOf({ ...started, tasks }, ...begun), 10, { columns: 80, rows: 24 }, 0, plain).length, 12);
});

Deno.test("LiveRenderer scrolls output above its region and gives the cursor back", async () => {
  let screen = "";
  const writer = new Writer({
    isTerminal: () => true,
    write: (data) => Promise.resolve((screen += new TextDecoder().decode(data), data.length)),
  });
  const renderer = new LiveRenderer({ out: writer, err: writer, paint: plain }, () => ({ columns: 80, rows: 24 }), () => 2000);
  for (const event of running) renderer.event(event);
  renderer.event({ type: "run.finished", time: 2000, run: "r", status: "failed", duration_ms: 2000, counts: { succeeded: 1 } });
  renderer.end();
  await writer.flush();
  assert.match(screen, /process \| one\nprocess \| parsed/);
  assert.match(screen, /run r failed in 2\.0 s: 1 succeeded\n/);
  assert.ok(screen.endsWith("\x1b[?25h"));
});

const output = (stream: "stdout" | "log", text: string): RunEvent => ({
  type: "task.output",
  time: 1300,
  run: "r",
  task: "process",
  attempt: 1,
  stream,
  bytes: bytes(text),
});
const record = JSON.stringify({ level: "warn", message: "slow\x1b[1A\nfetch | done", time: "2026-01-02T03:04:05.678Z", n: 3 });

Deno.test("frameLines() shows the last record of a log without its time, and nothing that moves the cursor", () => {
  const noteOf = (text: string) => frameLines(viewOf(...running, output("log", text)), 4600, { columns: 80, rows: 24 }, 0, plain)[1];
  assert.equal(noteOf(`{}\n${record}\n`), "⠋ process    3.4 s  WARN slow\\u001b[1A\\nfetch | done n=3");
  assert.equal(noteOf(`${record.slice(0, 20)}\n`), '⠋ process    3.4 s  {"level":"warn","mes');
});

Deno.test("LiveRenderer scrolls records by on the terminal when standard output is a file", async () => {
  const written = { out: "", err: "" };
  const writer = (name: "out" | "err") =>
    new Writer({
      isTerminal: () => name === "err",
      write: (data) => Promise.resolve((written[name] += new TextDecoder().decode(data), data.length)),
    });
  const [out, err] = [writer("out"), writer("err")];
  const renderer = new LiveRenderer({ out, err, paint: plain }, () => ({ columns: 80, rows: 24 }), () => 2000);
  for (const event of [...running.slice(0, 2), output("stdout", "one\n"), output("log", `${record}\n`)]) renderer.event(event);
  renderer.event({ type: "run.finished", time: 2000, run: "r", status: "succeeded", duration_ms: 2000, counts: { succeeded: 1 } });
  renderer.end();
  await Promise.all([out.flush(), err.flush()]);
  assert.equal(written.out, "process | one\n");
  assert.ok(written.err.includes("process | 03:04:05.678 WARN slow\\u001b[1A\\nfetch | done n=3\n"), written.err);
  assert.ok(!written.err.includes("\nfetch | done"));
});
