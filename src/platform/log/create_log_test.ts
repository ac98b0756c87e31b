import assert from "node:assert/strict";
import type { LogSeverity } from "../../core/mod.ts";
import { createLog, type CreateLogOptions } from "./create_log.ts";
import type { LogSink } from "./line_queue.ts";

/** Keeps what is written; holds each write back while there is a gate. */
class FakeSink implements LogSink {
  text = "";
  gate: Promise<void> | undefined;
  failure: Error | undefined;
  calls = 0;
  readonly #decoder = new TextDecoder();

  async write(bytes: Uint8Array): Promise<number> {
    this.calls++;
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    // Pipes take what they have room for.
    const taken = bytes.subarray(0, 1000);
    this.text += this.#decoder.decode(taken, { stream: true });
    return taken.length;
  }

  isTerminal(): boolean {
    return false;
  }

  get lines(): string[] {
    return this.text.split("\n").slice(0, -1);
  }
}

const TIME = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

function logTo(sink: LogSink, options: Partial<CreateLogOptions> = {}) {
  return createLog({ level: () => "info", sink, now: () => TIME, ...options });
}

Deno.test("createLog() writes one JSON object a line with time, level, message and fields", async () => {
  const sink = new FakeSink();
  const log = logTo(sink);
  log.info("Ready", { url: "http://127.0.0.1:7400" });
  log.with({ module: "pipelines/a", run: "r1" }).with({ run: "r2" }).error("Line\nbreak \u001b[31m", { count: 2n ** 60n, left: undefined });
  await log.flush();
  assert.equal(
    sink.text,
    '{"time":"2026-01-02T03:04:05.678Z","level":"info","message":"Ready","url":"http://127.0.0.1:7400"}\n' +
      '{"time":"2026-01-02T03:04:05.678Z","level":"error","message":"Line\\nbreak \\u001b[31m","module":"pipelines/a","run":"r2","count":1152921504606846976}\n',
  );
});

Deno.test("createLog() writes from the level on that is set at that moment", async () => {
  const sink = new FakeSink();
  let level: LogSeverity = "warning";
  const log = logTo(sink, { level: () => level });
  const all = () => {
    for (const each of ["debug", "info", "warning", "error"] as const) log[each](`${level}: ${each}`);
  };
  all();
  level = "debug";
  all();
  level = "error";
  all();
  await log.flush();
  assert.deepEqual(sink.lines.map((line) => JSON.parse(line).message), [
    "warning: warning",
    "warning: error",
    "debug: debug",
    "debug: info",
    "debug: warning",
    "debug: error",
    "error: error",
  ]);
});

Deno.test("createLog() lets no field take the place of its own members, and takes any name", async () => {
  const sink = new FakeSink();
  const log = logTo(sink);
  log.info("true", { time: "never", level: "error", message: "false", ["__proto__"]: 1, constructor: 2 });
  await log.flush();
  assert.equal(
    sink.text,
    '{"time":"2026-01-02T03:04:05.678Z","level":"info","message":"true","time_":"never","level_":"error","message_":"false","__proto__":1,"constructor":2}\n',
  );
});

Deno.test("createLog() hides secrets wherever they stand, and fields that are secrets by their name", async () => {
  for (const format of ["json", "pretty"] as const) {
    const sink = new FakeSink();
    const log = logTo(sink, { format, mask: (text) => text.replaceAll("hunter2", "***") });
    log.info("It is hunter2", {
      plain: "xhunter2x",
      deep: { list: ["hunter2", { token: "t0p", "Set-Cookie": "t0p" }] },
      Authorization: "Bearer t0p",
    });
    await log.flush();
    assert.doesNotMatch(sink.text, /hunter2|t0p/);
    assert.match(sink.text, /It is \*\*\*/);
  }
});

Deno.test("createLog() writes for a person without letting anything steer the terminal", async () => {
  const sink = new FakeSink();
  const log = logTo(sink, { format: "pretty" });
  log.warning("a\u001b]0;title\u0007\r\nb\u202e\u009b", { run: "r1", why: "two words", n: 1, o: { k: "v" }, "x\u001b[2J": "\u001b[2J" });
  log.info("plain");
  await log.flush();
  const [first = "", second = ""] = sink.lines;
  assert.match(
    first,
    /^\d\d:\d\d:05\.678 warning a\\u001b\]0;title\\u0007\\u000d\\u000ab\\u202e\\u009b {2}run=r1 why="two words" n=1 o=\{"k":"v"\}/,
  );
  assert.match(second, /^\d\d:\d\d:05\.678 info {4}plain$/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(sink.text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});

Deno.test("createLog() cuts a line that is too long, and says so", async () => {
  const sink = new FakeSink();
  const log = logTo(sink);
  log.info("😀".repeat(100_000), { big: "y".repeat(1_000_000) });
  log.info("next");
  await log.flush();
  const [first = "", second = ""] = sink.lines;
  assert.ok(first.length < 10_000);
  assert.deepEqual([JSON.parse(first).cut, JSON.parse(second).message], [true, "next"]);
});

Deno.test("createLog() never waits for a slow sink: it keeps 1 MiB, drops the rest and tells how many", async () => {
  const sink = new FakeSink();
  let open = () => {};
  sink.gate = new Promise((resolve) => open = resolve);
  const log = logTo(sink);
  for (let n = 0; n < 30_000; n++) log.info("x".repeat(100), { n });
  const late = performance.now();
  await log.flush(20);
  assert.ok(performance.now() - late < 5000);
  assert.equal(sink.text, "");
  open();
  await log.flush(60_000);
  const lines = sink.lines.map((line) => JSON.parse(line));
  const told = lines.pop();
  assert.equal(told.level, "warning");
  assert.match(told.message, /dropped/);
  assert.equal(lines.length + told.count, 30_000);
  assert.ok(sink.text.length < 1.2 * 2 ** 20 && sink.text.length > 2 ** 19);
  lines.forEach(({ n }, at) => assert.equal(n, at));
  log.info("later");
  await log.flush();
  assert.equal(JSON.parse(sink.lines.at(-1) ?? "").message, "later");
});

Deno.test("createLog() goes on without a word when nobody reads it any more", async () => {
  const sink = new FakeSink();
  sink.failure = new Deno.errors.BrokenPipe("gone");
  const log = logTo(sink);
  log.info("a");
  await log.flush();
  for (let n = 0; n < 1000; n++) log.info("b");
  await log.flush();
  assert.equal(sink.calls, 1);
});
