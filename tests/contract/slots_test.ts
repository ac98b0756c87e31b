import assert from "node:assert/strict";
import { linesOf, startFixture, withFolder } from "../fixtures/state/helpers.ts";
import { openState } from "../../src/platform/mod.ts";
import { runFinished, runRecord, runStarted } from "./journal_suite.ts";
import { slotsSuite } from "./slots_suite.ts";

slotsSuite({
  name: "SQLite",
  async make() {
    const dir = await Deno.makeTempDir();
    const state = await openState({ dir, env: {} });
    return {
      slots: state.slots,
      async [Symbol.asyncDispose]() {
        state[Symbol.dispose]();
        await Deno.remove(dir, { recursive: true });
      },
    };
  },
});

Deno.test("places are held across processes, one at a time", () =>
  withFolder(async (dir) => {
    const children = Array.from({ length: 6 }, (_, n) => startFixture("queue.ts", dir, "g", "1", `r${n}`));
    const spans = await Promise.all(children.map(async (child) => {
      await child.stdin.close();
      const times: number[] = [];
      for await (const line of linesOf(child.stdout)) if (line !== "waiting") times.push(Number(line.split(" ")[1]));
      await child.status;
      return times;
    }));
    spans.sort(([a = 0], [b = 0]) => a - b);
    for (const [n, [held = 0]] of spans.entries()) {
      const previous = spans[n - 1];
      assert.ok(previous === undefined || held >= (previous[1] ?? 0), "two processes held the place at once");
    }
  }));

Deno.test("acquire() of a hundred in one queue serves them all", () =>
  withFolder(async (_dir, open) => {
    const state = await open();
    let held = 0;
    let most = 0;
    await Promise.all(Array.from({ length: 100 }, async (_, n) => {
      const slot = await state.slots.acquire("g", 20, `r${n}`, AbortSignal.timeout(60_000));
      most = Math.max(most, ++held);
      await new Promise((resolve) => setTimeout(resolve, 1));
      held -= 1;
      slot[Symbol.dispose]();
    }));
    assert.ok(most <= 20);
    assert.deepEqual(state.slots.holders("g"), []);
  }));

Deno.test("requestCancel() reaches the process of the run and only that run", () =>
  withFolder(async (_dir, open) => {
    const owner = await open();
    const other = await open();
    using _one = owner.journal.create(runRecord("r1"));
    using _two = owner.journal.create(runRecord("r2"));
    const stop = new AbortController();
    // Waiting for a request keeps no process alive; here it is all that goes on.
    const alive = setInterval(() => {}, 1000);
    const one = owner.slots.cancelRequested("r1", stop.signal);
    const two = owner.slots.cancelRequested("r2", stop.signal);
    const began = performance.now();
    other.slots.requestCancel("r1");
    assert.equal(await one, true);
    assert.ok(performance.now() - began < 5000);
    stop.abort();
    assert.equal(await two, false);
    assert.equal(await owner.slots.cancelRequested("r1", new AbortController().signal), true, "a request that came before is seen");
    clearInterval(alive);
  }));

Deno.test("requestCancel() of a run that has ended or does not exist does nothing", () =>
  withFolder(async (_dir, open) => {
    const state = await open();
    const lease = state.journal.create(runRecord("r1"));
    lease.append(runStarted("r1"));
    lease.append(runFinished("r1"));
    lease[Symbol.dispose]();
    state.slots.requestCancel("r1");
    state.slots.requestCancel("none");
    assert.equal(state.journal.read("r1")?.status, "succeeded");
  }));

Deno.test("cancelRequested() gives false when the state folder is closed", () =>
  withFolder(async (_dir, open) => {
    const state = await open();
    using _lease = state.journal.create(runRecord("r1"));
    const asked = state.slots.cancelRequested("r1", new AbortController().signal);
    state[Symbol.dispose]();
    assert.equal(await asked, false);
  }));
