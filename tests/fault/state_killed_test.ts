import assert from "node:assert/strict";
import { linesOf, startFixture, withFolder } from "../fixtures/state/helpers.ts";

const ROUNDS = 80;

Deno.test(`a journal keeps every append that returned when its process is killed, ${ROUNDS} times over`, () =>
  withFolder(async (dir, open) => {
    const written = new Map<string, number>();
    const round = async (n: number) => {
      const run = `run-${n}`;
      using process = killable(startFixture("writer.ts", dir, run, "1000000"));
      let last = -1;
      const target = (n * 37) % 400;
      for await (const line of linesOf(process.child.stdout)) {
        last = Number(line);
        if (last === target) process.child.kill("SIGKILL");
      }
      await process.child.status;
      written.set(run, last);
    };
    // Two at a time: one dies while the other writes.
    for (let n = 0; n < ROUNDS; n += 2) await Promise.all([round(n), round(n + 1)]);
    const state = await open({ readOnly: true });
    for (const [run, last] of written) {
      const read = state.journal.read(run);
      assert.equal(read?.status, "interrupted");
      assert.ok(last >= 0, `${run} wrote nothing`);
      for (let n = 0; n <= last; n++) assert.equal(read?.tasks[n]?.id, `t${n}`, `${run} lost event ${n} of ${last}`);
    }
  }));

Deno.test("a run is running for others until its process is killed, then one of two takers gets it", () =>
  withFolder(async (dir, open) => {
    using process = killable(startFixture("writer.ts", dir, "r1", "3", "wait"));
    for await (const line of linesOf(process.child.stdout)) if (line === "2") break;
    const state = await open();
    assert.equal(state.journal.read("r1")?.status, "running");
    assert.equal([...state.journal.list()][0]?.status, "running");
    assert.throws(() => state.journal.takeOver("r1"), { code: "run_alive" });
    process.child.kill("SIGKILL");
    await process.child.status;
    assert.equal(state.journal.read("r1")?.status, "interrupted");
    const other = await open();
    const lease = state.journal.takeOver("r1");
    assert.throws(() => other.journal.takeOver("r1"), { code: "run_alive" });
    assert.equal(lease.epoch, 2);
    lease[Symbol.dispose]();
  }));

Deno.test("a place of a killed process is freed for the one that waits", () =>
  withFolder(async (dir, open) => {
    using process = killable(startFixture("queue.ts", dir, "g", "1", "first", "hold"));
    for await (const line of linesOf(process.child.stdout)) if (line.startsWith("held")) break;
    const state = await open();
    assert.deepEqual(state.slots.holders("g"), ["first"]);
    assert.equal(state.slots.tryAcquire("g", 1, "second"), undefined);
    const place = state.slots.acquire("g", 1, "second", AbortSignal.timeout(20_000));
    process.child.kill("SIGKILL");
    using _slot = await place;
    assert.deepEqual(state.slots.holders("g"), ["second"]);
  }));

/** A child that does not outlive the test. */
function killable(child: Deno.ChildProcess): Disposable & { readonly child: Deno.ChildProcess } {
  return {
    child,
    [Symbol.dispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It is gone already.
      }
      void child.stdin.close().catch(() => {});
    },
  };
}
