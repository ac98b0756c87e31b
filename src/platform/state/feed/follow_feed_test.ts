import assert from "node:assert/strict";
import { type RunLease } from "../../../core/mod.ts";
import { openState, type State } from "../state.ts";

const RUN = "r1";
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const within = () => ({ signal: AbortSignal.timeout(120_000) });

async function withDir(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "executor-follow-" });
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function begin(state: State): RunLease {
  const pipeline = { name: "p", tasks: [{ id: "a" }] };
  const lease = state.journal.create({
    run: RUN,
    pipeline,
    file: "-",
    folder: "/",
    revision: null,
    params: {},
    config: {},
    createdAt: 1,
  });
  lease.append({ type: "run.started", time: 1, run: RUN, pipeline: "p", tasks: ["a"] });
  lease.append({ type: "task.started", time: 2, run: RUN, task: "a", attempt: 1 });
  return lease;
}

function write(state: State, text: string): void {
  state.outputs.append({ run: RUN, task: "a", attempt: 1 }, "stdout", encoder.encode(text));
}

function end(state: State, lease: RunLease): void {
  state.outputs.close({ run: RUN, task: "a", attempt: 1 });
  lease.append({ type: "task.finished", time: 3, run: RUN, task: "a", attempt: 1, status: "succeeded", duration_ms: 1, outputs: {} });
  lease.append({ type: "run.finished", time: 4, run: RUN, status: "succeeded", duration_ms: 1, counts: { succeeded: 1 } });
  lease[Symbol.dispose]();
}

const IN_THE_END = ["task.finished", "run.finished"];

for (const who of ["this process", "another process"]) {
  Deno.test(`feed() of a run of ${who} gives each line while the task goes on, and ends with the run`, () =>
    withDir(async (dir) => {
      using writer = await openState({ dir, env: {} });
      using other = await openState({ dir, env: {} });
      const reader = who === "this process" ? writer : other;
      const lease = begin(writer);
      const feed = reader.feed(RUN, within());
      const next = async () => {
        const { value } = await feed.next();
        if (value === undefined) return "the end";
        return value.event.type === "task.output" ? decoder.decode(value.event.bytes) : value.event.type;
      };
      assert.deepEqual([await next(), await next()], ["run.started", "task.started"]);
      write(writer, "one\ntw");
      assert.equal(await next(), "one\n");
      write(writer, "o\n");
      assert.equal(await next(), "two\n");
      write(writer, "no end");
      end(writer, lease);
      assert.equal(await next(), "no end");
      assert.deepEqual([await next(), await next(), await next()], [...IN_THE_END, "the end"]);
    }));
}

Deno.test("feed() ends when the run turns out interrupted, with all that is known of it, and goes on when it was resumed", () =>
  withDir(async (dir) => {
    using reader = await openState({ dir, env: {} });
    {
      using writer = await openState({ dir, env: {} });
      begin(writer);
      write(writer, "cut off");
      // Its process ends without a word to the run.
    }
    const seen: { id: number; type: string }[] = [];
    for await (const { id, event } of reader.feed(RUN, within())) seen.push({ id, type: event.type });
    assert.deepEqual(seen.map(({ type }) => type), ["run.started", "task.started", "task.output"]);
    const lease = reader.journal.takeOver(RUN);
    lease.append({ type: "run.started", time: 5, run: RUN, pipeline: "p", tasks: ["a"], resumed: true });
    const after = reader.feed(RUN, { after: seen.at(-1)?.id ?? 0, ...within() });
    assert.equal((await after.next()).value?.event.time, 5);
    end(reader, lease);
    const rest: string[] = [];
    for await (const { event } of after) rest.push(event.type);
    assert.deepEqual(rest, IN_THE_END);
  }));

Deno.test("feed() ends when nobody wants it any more, and leaves nothing behind", () =>
  withDir(async (dir) => {
    using state = await openState({ dir, env: {} });
    using lease = begin(state);
    const stop = new AbortController();
    const feed = state.feed(RUN, { signal: stop.signal });
    await feed.next();
    await feed.next();
    const last = feed.next();
    stop.abort();
    assert.equal((await last).done, true);
    assert.equal(lease.run, RUN);
    const abandoned = state.feed(RUN, within());
    await abandoned.next();
    await abandoned.return();
  }));

Deno.test("feed() of a reader that stands still holds up nobody and keeps nothing in memory", () =>
  withDir(async (dir) => {
    using state = await openState({ dir, env: {} });
    const lease = begin(state);
    const feed = state.feed(RUN, within());
    await feed.next();
    const block = encoder.encode(`${"x".repeat(99)}\n`.repeat(640));
    const before = Deno.memoryUsage();
    for (let n = 0; n < 1000; n++) state.outputs.append({ run: RUN, task: "a", attempt: 1 }, "stdout", block);
    end(state, lease);
    const after = Deno.memoryUsage();
    const kept = after.heapUsed + after.external - before.heapUsed - before.external;
    assert.ok(kept < 20 * 2 ** 20, `64 MB that nobody reads keep ${kept} bytes`);
    let lines = 0;
    let last = "";
    for await (const { event } of feed) {
      if (event.type === "task.output") lines++;
      last = event.type;
    }
    assert.equal(lines, 640_000);
    assert.equal(last, "run.finished");
  }));

Deno.test("feed() without follow ends with what is there now while the run goes on, and with the end of one that has ended", () =>
  withDir(async (dir) => {
    using state = await openState({ dir, env: {} });
    using reader = await openState({ dir, env: {}, readOnly: true });
    const lease = begin(state);
    write(state, "one\n");
    const read = async () =>
      (await Array.fromAsync(reader.feed(RUN, { ...within(), follow: false }))).map(({ event }) =>
        event.type === "task.output" ? decoder.decode(event.bytes) : event.type
      );
    state.outputs.flush(RUN);
    assert.deepEqual(await read(), ["run.started", "task.started", "one\n"]);
    end(state, lease);
    assert.deepEqual(await read(), ["run.started", "task.started", "one\n", ...IN_THE_END]);
  }));
