// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import { AppError, type Pipeline } from "../../src/core/mod.ts";
import { after, fails, inTurn, task, World } from "../../src/engine/testing.ts";

const INNER: Pipeline = { name: "inner", tasks: [task("x"), task("y", { depends_on: ["x"], idempotent: true })] };

/** Something of everything that is written down. */
const PIPELINE: Partial<Pipeline> = {
  tasks: [
    task("a"),
    task("b", { depends_on: ["a"], idempotent: true }),
    task("flaky", { idempotent: true, retry: { attempts: 3, delay: 5 } }),
    task("m", { matrix: { k: ["p", "q"] }, idempotent: true, depends_on: ["b"] }),
    { id: "route", depends_on: ["a"], then: ["yes"], else: ["no"] },
    task("yes", { idempotent: true }),
    task("no"),
    { id: "sub", pipeline: "/w/inner.yaml" },
    task("bad", { continue_on: { failure: true } }),
  ],
  on_success: [task("ok", { idempotent: true })],
  finally: [task("last")],
};

function world(journal?: World["journal"]): World {
  const made = new World(journal);
  made.pipelines["/w/inner.yaml"] = INNER;
  for (const id of ["a", "b", "m", "x", "y", "yes", "last"]) made.scripts[id] = after(2);
  made.scripts["flaky"] = inTurn(fails(), after(1));
  made.scripts["bad"] = fails();
  return made;
}

/** Which tasks of all runs have ended, and which are running, as the journal says. */
function tasksOf(of: World, status: (status: string) => boolean): Set<string> {
  const states = [...of.journal.runs.keys()].flatMap((run) => of.journal.read(run)?.tasks ?? []);
  return new Set(states.filter((state) => status(state.status)).map(({ id }) => id));
}

const NOT_IDEMPOTENT = new Set(["a", "no", "bad", "last", "x"]);

for (const [name, kept] of [["before it is kept", false], ["after it was kept", true]] as const) {
  Deno.test(`a kill at every journal write, ${name}: resume repeats nothing it must not and ends, or names the task`, async () => {
    const whole = world();
    const expected = await whole.start(PIPELINE);
    const writes = whole.journal.appended;
    assert.ok(writes > 25);
    let stuck = 0;
    for (let n = 1; n <= writes; n++) {
      const first = world();
      const die = (at: number) => {
        if (at !== n) return;
        first.journal.beforeAppend = first.journal.afterAppend = () => {};
        first.journal.crash();
        throw new Error("killed");
      };
      if (kept) first.journal.afterAppend = die;
      else first.journal.beforeAppend = die;
      const outcome = await first.start(PIPELINE).catch((error: Error) => error);
      const run = [...first.journal.runs.keys()][0]!;
      if (first.journal.read(run)?.status === "succeeded") {
        assert.ok(kept && n === writes);
        continue;
      }
      assert.ok(outcome instanceof Error, `write ${n}`);
      const ended = tasksOf(first, (status) => status !== "pending" && status !== "running");
      const running = tasksOf(first, (status) => status === "running");
      const second = world(first.journal);
      // What had failed once has done so in the first process.
      if (first.attempts.includes("flaky#1") && !running.has("flaky")) second.scripts["flaky"] = after(1);
      const resumed = await second.resume(run);
      const dangerous = [...running].filter((id) => NOT_IDEMPOTENT.has(id));
      if (dangerous.length > 0) {
        stuck++;
        assert.equal(resumed.error?.code, "not_idempotent", `write ${n}`);
        assert.ok(dangerous.some((id) => resumed.error?.message.includes(id)));
        assert.deepEqual(second.attempts, []);
        assert.equal(second.journal.read(run)?.status, "interrupted");
        continue;
      }
      assert.equal(resumed.status, expected.status, `write ${n}`);
      assert.deepEqual(resumed.counts, expected.counts, `write ${n}`);
      for (const attempt of second.attempts) {
        const id = attempt.split("#")[0]!;
        assert.ok(!ended.has(id), `write ${n}: ${id} ran again`);
      }
    }
    assert.ok(stuck > 0 && stuck < writes);
  });
}

Deno.test("a journal that refuses every Nth write ends the run with its error and no attempt is left running", async () => {
  const whole = world();
  await whole.start(PIPELINE);
  for (let n = 1; n <= whole.journal.appended; n++) {
    const made = world();
    made.journal.beforeAppend = (at) => {
      if (at === n) throw new AppError("state_full", "No space left");
    };
    await assert.rejects(made.start(PIPELINE), { code: "state_full" }, `write ${n}`);
    assert.equal(made.running.size, 0, `write ${n}`);
    for (const run of made.journal.runs.keys()) assert.notEqual(made.journal.read(run)?.status, "running");
  }
});
