import assert from "node:assert/strict";
import type { Journal, JournalEvent, RunRecord } from "../../src/core/mod.ts";
import { registerSuite, type SuiteOptions } from "./contract_suite.ts";

/** A journal under test and what surrounds it. */
export interface JournalWorld extends AsyncDisposable {
  readonly journal: Journal;
  /** The same store as another process sees it. */
  other(): Promise<Journal>;
  /** Ends the process of {@link journal} as a kill would: nothing is released in order. */
  die(): void;
}

/** A run's record with sensible values. */
export function runRecord(run: string, more: Partial<RunRecord> = {}): RunRecord {
  return {
    run,
    pipeline: { name: "demo", tasks: [{ id: "a", command: ["true"] }, { id: "b", command: ["true"] }] },
    file: "/work/demo.yaml",
    folder: "/work",
    revision: null,
    params: {},
    config: {},
    createdAt: 1_700_000_000_000,
    ...more,
  };
}

/** The beginning of a run's events. */
export function runStarted(run: string, tasks: readonly string[] = ["a", "b"], time = 1000): JournalEvent {
  return { type: "run.started", time, run, pipeline: "demo", tasks };
}

/** A finished task's event. */
export function taskFinished(
  run: string,
  task: string,
  more: Partial<Extract<JournalEvent, { type: "task.finished" }>> = {},
): JournalEvent {
  return {
    type: "task.finished",
    time: 2000,
    run,
    task,
    attempt: 1,
    status: "succeeded",
    exit_code: 0,
    duration_ms: 7,
    outputs: {},
    ...more,
  };
}

/** The end of a run's events. */
export function runFinished(run: string): JournalEvent {
  return { type: "run.finished", time: 3000, run, status: "succeeded", duration_ms: 2000, counts: { succeeded: 2 } };
}

/** Registers the tests that every implementation of the port `Journal` has to pass. */
export function journalSuite(options: SuiteOptions<JournalWorld>): void {
  registerSuite("Journal", options, {
    "create() gives a lease of epoch 1 and a run without tasks started": ({ journal }) => {
      using lease = journal.create(runRecord("r1", { params: { n: 1 }, parent: { run: "r0", task: "sub" } }));
      assert.equal(lease.epoch, 1);
      assert.equal(lease.run, "r1");
      const state = journal.read("r1");
      assert.equal(state?.status, "running");
      assert.equal(state?.epoch, 1);
      assert.deepEqual(state?.parent, { run: "r0", task: "sub" });
      assert.deepEqual({ ...state?.params }, { n: 1 });
      assert.deepEqual(state?.tasks.map(({ id, status, attempts }) => [id, status, attempts]), [["a", "pending", 0], ["b", "pending", 0]]);
    },

    "create() refuses an id that is taken": ({ journal }) => {
      using _lease = journal.create(runRecord("r1"));
      assert.throws(() => journal.create(runRecord("r1")), { code: "run_exists" });
    },

    "read() folds events into states": ({ journal }) => {
      using lease = journal.create(runRecord("r1"));
      lease.append(runStarted("r1", ["a", "b", "c"]));
      lease.append({ type: "task.started", time: 1100, run: "r1", task: "a", attempt: 1 });
      lease.append({ type: "task.retrying", time: 1200, run: "r1", task: "a", attempt: 1, delay_ms: 5, exit_code: 3 });
      assert.equal(journal.read("r1")?.tasks[0]?.status, "pending");
      lease.append({ type: "task.started", time: 1300, run: "r1", task: "a", attempt: 2 });
      assert.equal(journal.read("r1")?.tasks[0]?.status, "running");
      lease.append(taskFinished("r1", "a", { attempt: 2, outputs: { key: "value", list: [1, null] } }));
      lease.append(taskFinished("r1", "b", { attempt: 0, status: "skipped", reason: "if is false" }));
      lease.append(taskFinished("r1", "c", { status: "failed", exit_code: 9, error: { code: "task_failed", message: "exit code 9" } }));
      const running = journal.read("r1");
      assert.equal(running?.startedAt, 1000);
      assert.equal(running?.finishedAt, undefined);
      const [a, b, c] = running?.tasks ?? [];
      assert.equal(a?.status, "succeeded");
      assert.equal(a?.attempts, 2);
      assert.equal(a?.startedAt, 1100);
      assert.equal(a?.durationMs, 7);
      assert.deepEqual(JSON.parse(JSON.stringify(a?.outputs)), { key: "value", list: [1, null] });
      assert.equal(b?.reason, "if is false");
      assert.equal(b?.attempts, 0);
      assert.equal(c?.exitCode, 9);
      assert.deepEqual({ ...c?.error }, { code: "task_failed", message: "exit code 9" });
      lease.append(runFinished("r1"));
      const ended = journal.read("r1");
      assert.equal(ended?.status, "succeeded");
      assert.equal(ended?.durationMs, 2000);
      assert.equal(ended?.finishedAt, 3000);
    },

    "read() keeps integers beyond 2^53, doubles, and keys such as __proto__": ({ journal }) => {
      const outputs = {
        big: 2n ** 60n,
        negative: -(2n ** 63n),
        double: 2 ** 60,
        small: 0.1,
        text: "12345678901234567890",
        ["__proto__"]: 1,
        constructor: 2,
      };
      using lease = journal.create(runRecord("r1", { params: { big: 2n ** 60n } }));
      lease.append(runStarted("r1"));
      lease.append(taskFinished("r1", "a", { outputs }));
      const state = journal.read("r1");
      assert.equal(state?.params.big, 2n ** 60n);
      const read = state?.tasks[0]?.outputs ?? {};
      for (const [key, value] of Object.entries(outputs)) assert.equal(read[key], value, key);
    },

    "read() of an id that does not exist gives undefined": ({ journal }) => {
      assert.equal(journal.read("r1"), undefined);
      assert.equal(journal.read("last"), undefined);
    },

    "read() accepts an unambiguous beginning and last": ({ journal }) => {
      using _one = journal.create(runRecord("20261121-a"));
      using _two = journal.create(runRecord("20261122-b"));
      assert.equal(journal.read("20261121")?.run, "20261121-a");
      assert.equal(journal.read("last")?.run, "20261122-b");
      assert.throws(() => journal.read("202611"), { code: "run_ambiguous" });
    },

    "readChild() gives the newest run of the parent's task": ({ journal }) => {
      using _one = journal.create(runRecord("c1", { parent: { run: "r1", task: "sub" } }));
      using _two = journal.create(runRecord("c2", { parent: { run: "r1", task: "sub" } }));
      using _other = journal.create(runRecord("c3", { parent: { run: "r1", task: "else" } }));
      assert.equal(journal.readChild("r1", "sub")?.run, "c2");
      assert.equal(journal.readChild("r1", "none"), undefined);
    },

    "append() of a released lease is a mistake of the caller": ({ journal }) => {
      const lease = journal.create(runRecord("r1"));
      lease.append(runStarted("r1"));
      lease[Symbol.dispose]();
      assert.throws(() => lease.append(runFinished("r1")), TypeError);
      assert.equal(journal.read("r1")?.status, "interrupted");
    },

    "a released lease without an end leaves the run interrupted, and takeOver() goes on with the next epoch": ({ journal }) => {
      const first = journal.create(runRecord("r1"));
      first.append(runStarted("r1"));
      first.append(taskFinished("r1", "a", { outputs: { x: 1 } }));
      first[Symbol.dispose]();
      assert.equal(journal.read("r1")?.status, "interrupted");
      using second = journal.takeOver("r1");
      assert.equal(second.epoch, 2);
      assert.equal(journal.read("r1")?.status, "running");
      second.append({ type: "run.started", time: 5000, run: "r1", pipeline: "demo", tasks: ["a", "b"], resumed: true });
      second.append(taskFinished("r1", "b"));
      second.append(runFinished("r1"));
      const state = journal.read("r1");
      assert.equal(state?.status, "succeeded");
      assert.equal(state?.epoch, 2);
      assert.equal(state?.startedAt, 1000);
      assert.deepEqual(state?.tasks.map(({ status }) => status), ["succeeded", "succeeded"]);
    },

    "a run that ended as interrupted can be taken over": ({ journal }) => {
      const first = journal.create(runRecord("r1"));
      first.append(runStarted("r1"));
      first.append({ type: "run.finished", time: 2000, run: "r1", status: "interrupted", duration_ms: 1, counts: {} });
      first[Symbol.dispose]();
      using _second = journal.takeOver("r1");
      assert.equal(journal.read("r1")?.status, "running");
    },

    "takeOver() refuses an unknown run, a living one and one that has ended": ({ journal }) => {
      assert.throws(() => journal.takeOver("none"), { code: "run_unknown" });
      const lease = journal.create(runRecord("r1"));
      assert.throws(() => journal.takeOver("r1"), { code: "run_alive" });
      lease.append(runStarted("r1"));
      lease.append(runFinished("r1"));
      lease[Symbol.dispose]();
      assert.throws(() => journal.takeOver("r1"), { code: "run_ended" });
    },

    "another process sees a run alive, and interrupted once its process is gone": async (world) => {
      const other = await world.other();
      world.journal.create(runRecord("r1")).append(runStarted("r1"));
      assert.equal(other.read("r1")?.status, "running");
      assert.throws(() => other.takeOver("r1"), { code: "run_alive" });
      world.die();
      assert.equal(other.read("r1")?.status, "interrupted");
      using lease = other.takeOver("r1");
      assert.equal(lease.epoch, 2);
    },
  });
}
