import assert from "node:assert/strict";
import type { QueuedRun } from "../../../core/mod.ts";
import { createClock } from "../../clock.ts";
import { openState, type State } from "../state.ts";

async function withStates(run: (open: () => Promise<State>) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "executor-queue-" });
  const opened: State[] = [];
  try {
    await run(async () => {
      const state = await openState({ dir, env: {} });
      opened.push(state);
      return state;
    });
  } finally {
    for (const state of opened) state[Symbol.dispose]();
    await Deno.remove(dir, { recursive: true });
  }
}

function queued(run: string, more: Partial<QueuedRun> = {}): QueuedRun {
  return { run, module: "pipelines/a", revision: 3, params: { n: 2n ** 60n }, event: { id: run, payload: null }, acceptedAt: 7, ...more };
}

const plain = (runs: readonly { readonly run: string }[]) => runs.map(({ run }) => run);

Deno.test("push() keeps a run for the next process, oldest first, with every value", () =>
  withStates(async (open) => {
    const state = await open();
    state.queue.push(queued("r1", { group: "g" }), 10);
    state.queue.push(queued("r2", { module: "pipelines/b", fate: "skipped" }), 10);
    const next = await open();
    const [first, second] = next.queue.list();
    assert.equal(first?.params["n"], 2n ** 60n);
    assert.deepEqual({ ...first, params: {}, event: {} }, queued("r1", { group: "g", params: {}, event: {} }));
    assert.equal(second?.fate, "skipped");
    assert.deepEqual(plain(next.queue.list("pipelines/b")), ["r2"]);
    assert.deepEqual(next.queue.entries().map(({ run, group }) => [run, group]), [["r1", "g"], ["r2", undefined]]);
    assert.equal(next.queue.next(new Set())?.run, "r1");
    assert.equal(next.queue.next(new Set(["r1"]))?.run, "r2");
    assert.equal(next.queue.next(new Set(["r1", "r2"])), undefined);
    assert.equal(next.queue.get("r1")?.revision, 3);
    assert.equal(next.queue.get("none"), undefined);
  }));

Deno.test("push() refuses one more than may wait, also when another process has pushed", () =>
  withStates(async (open) => {
    const [one, other] = [await open(), await open()];
    one.queue.push(queued("r1"), 2);
    other.queue.push(queued("r2"), 2);
    assert.throws(() => one.queue.push(queued("r3"), 2), { code: "queue_full" });
    assert.throws(() => other.queue.push(queued("r3"), 2), { code: "queue_full" });
    assert.equal(one.queue.size(), 2);
    one.queue.remove("r2");
    other.queue.push(queued("r3"), 2);
    assert.equal(one.queue.size(), 2);
    assert.throws(() => one.queue.push(queued("r4"), 2), { code: "queue_full" });
  }));

Deno.test("push() of an event that has started a run gives that run, for its module alone", () =>
  withStates(async (open) => {
    const state = await open();
    assert.equal(state.queue.push(queued("r1"), 1, "e"), "r1");
    assert.equal(state.queue.push(queued("r2"), 1, "e"), "r1");
    assert.equal(state.queue.push(queued("r3", { module: "pipelines/b" }), 9, "e"), "r3");
    state.queue.remove("r1");
    assert.equal((await open()).queue.push(queued("r4"), 9, "e"), "r1");
    assert.equal(state.queue.size(), 1);
  }));

Deno.test("push() forgets events of more than a week ago, a few at a time", () =>
  withStates(async (open) => {
    const { folder } = await open();
    let now = 1_000_000;
    const clock = { ...createClock(), now: () => now };
    using state = await openState({ dir: folder, env: {}, clock });
    const push = (n: number) => state.queue.push(queued(`r${n}`), 10_000, `e${n}`);
    for (let n = 0; n < 300; n++) push(n);
    now += 8 * 24 * 3600 * 1000;
    for (let n = 300; n < 550; n++) push(n);
    assert.equal(state.queue.push(queued("again"), 10_000, "e0"), "again");
    assert.equal(state.queue.push(queued("other"), 10_000, "e300"), "r300");
  }));

Deno.test("doom() stays as it was first decided and survives the process", () =>
  withStates(async (open) => {
    const state = await open();
    state.queue.push(queued("r1"), 9);
    assert.equal(state.queue.doom("r1", "cancelled"), true);
    assert.equal(state.queue.doom("r1", "skipped"), true);
    assert.equal(state.queue.doom("none", "skipped"), false);
    assert.equal((await open()).queue.get("r1")?.fate, "cancelled");
  }));

Deno.test("page() gives the newest first and goes on behind a run that has begun meanwhile", () =>
  withStates(async (open) => {
    const { queue } = await open();
    for (const run of ["r1", "r2", "r3", "r4"]) queue.push(queued(run), 9);
    assert.deepEqual(plain(queue.page({ limit: 2 })), ["r4", "r3"]);
    queue.remove("r3");
    assert.deepEqual(plain(queue.page({ limit: 2, before: "r3" })), ["r2", "r1"]);
    assert.deepEqual(plain(queue.page({ limit: 2, module: "pipelines/b" })), []);
  }));

Deno.test("settle() drops what has begun before its process died", () =>
  withStates(async (open) => {
    const state = await open();
    state.queue.push(queued("r1"), 9);
    state.queue.push(queued("r2"), 9);
    const pipeline = { name: "a", tasks: [] };
    using _lease = state.journal.create({
      run: "r1",
      pipeline,
      file: "-",
      folder: "/",
      revision: 3,
      params: {},
      config: {},
      createdAt: 1,
      event: { id: "r1", payload: [1, "ä"] },
    });
    assert.equal(state.queue.settle(), 1);
    assert.deepEqual(plain(state.queue.list()), ["r2"]);
    assert.deepEqual(JSON.parse(JSON.stringify(state.journal.read("r1")?.event)), { id: "r1", payload: [1, "ä"] });
  }));

Deno.test("a folder opened for reading shows what waits and changes nothing", () =>
  withStates(async (open) => {
    const state = await open();
    state.queue.push(queued("r1"), 9);
    using reading = await openState({ dir: state.folder, env: {}, readOnly: true });
    assert.deepEqual(plain(reading.queue.list()), ["r1"]);
    assert.throws(() => reading.queue.push(queued("r2"), 9), { code: "state_unavailable" });
  }));
