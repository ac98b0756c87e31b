import assert from "node:assert/strict";
import { openState } from "../../src/platform/mod.ts";
import { journalSuite, runFinished, runRecord, runStarted, taskFinished } from "./journal_suite.ts";

journalSuite({
  name: "SQLite",
  async make() {
    const dir = await Deno.makeTempDir();
    const state = await openState({ dir, env: {} });
    const others: Disposable[] = [];
    let dead = false;
    return {
      journal: state.journal,
      async other() {
        const other = await openState({ dir, env: {} });
        others.push(other);
        return other.journal;
      },
      die() {
        dead = true;
        state[Symbol.dispose]();
      },
      async [Symbol.asyncDispose]() {
        if (!dead) state[Symbol.dispose]();
        for (const other of others) other[Symbol.dispose]();
        await Deno.remove(dir, { recursive: true });
      },
    };
  },
});

async function withState(run: (open: () => ReturnType<typeof openState>, dir: string) => Promise<void> | void): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(() => openState({ dir, env: {} }), dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("append() of a stale lease throws fence_stale and writes nothing", () =>
  withState(async (open) => {
    using one = await open();
    using two = await open();
    const stale = one.journal.create(runRecord("r1"));
    stale.append(runStarted("r1"));
    // The run is let go behind the lease's back, as the death of its process would.
    const { Database } = await import("../../src/platform/state/database.ts");
    using database = await Database.open(one.folder, false);
    database?.run("UPDATE runs SET owner = NULL");
    using lease = two.journal.takeOver("r1");
    lease.append(taskFinished("r1", "a"));
    assert.throws(() => stale.append(taskFinished("r1", "b")), { code: "fence_stale" });
    assert.throws(() => stale.append(runFinished("r1")), { code: "fence_stale" });
    stale[Symbol.dispose]();
    const state = one.journal.read("r1");
    assert.equal(state?.status, "running");
    assert.deepEqual(state?.tasks.map(({ status }) => status), ["succeeded", "pending"]);
  }));

Deno.test("append() refuses the event of another run and a lease that was released", () =>
  withState(async (open) => {
    using state = await open();
    const lease = state.journal.create(runRecord("r1"));
    assert.throws(() => lease.append(runStarted("r2")), TypeError);
    lease[Symbol.dispose]();
    assert.throws(() => lease.append(runStarted("r1")), TypeError);
  }));

Deno.test("list() gives runs newest first, by pages, pipeline and status", () =>
  withState(async (open) => {
    using state = await open();
    for (let n = 0; n < 250; n++) {
      // A clock that goes backwards must not change the order.
      const record = runRecord(`run-${String(n).padStart(3, "0")}`, { createdAt: 1_000_000 - n });
      using lease = state.journal.create({ ...record, pipeline: { ...record.pipeline, name: n % 2 ? "odd" : "even" } });
      lease.append(runStarted(record.run));
      if (n % 10 !== 0) lease.append(runFinished(record.run));
    }
    using _child = state.journal.create(runRecord("child", { parent: { run: "run-001", task: "a" } }));
    const all = [...state.journal.list()];
    assert.equal(all.length, 250);
    assert.equal(all[0]?.run, "run-249");
    assert.equal(all.at(-1)?.run, "run-000");
    assert.deepEqual([...state.journal.list({ limit: 2 })].map(({ run }) => run), ["run-249", "run-248"]);
    assert.deepEqual([...state.journal.list({ limit: 2, before: "run-248" })].map(({ run }) => run), ["run-247", "run-246"]);
    assert.deepEqual([...state.journal.list({ pipeline: "even", limit: 1 })].map(({ run, pipeline }) => [run, pipeline]), [[
      "run-248",
      "even",
    ]]);
    assert.equal([...state.journal.list({ status: "interrupted" })].length, 25);
    assert.equal([...state.journal.list({ status: "succeeded" })][0]?.durationMs, 2000);
    assert.equal([...state.journal.list({ children: true })][0]?.status, "running");
    assert.throws(() => [...state.journal.list({ before: "none" })], { code: "run_unknown" });
    assert.equal(state.journal.read("last")?.run, "run-249");
  }));

Deno.test("read() accepts the last part of an id", () =>
  withState(async (open) => {
    using state = await open();
    using _lease = state.journal.create(runRecord("20261121-114233-k3f9x2a"));
    assert.equal(state.journal.read("k3f9x2a")?.run, "20261121-114233-k3f9x2a");
    assert.equal(state.journal.read("f9x2a"), undefined);
  }));
