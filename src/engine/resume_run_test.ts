// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import type { Pipeline } from "../core/mod.ts";
import { after, fails, inTurn, outputs, task, World } from "./testing.ts";

/** Runs until the event that `at` picks, then kills the process; returns the run's id and the next process. */
async function crashed(
  first: World,
  pipeline: Partial<Pipeline>,
  at: (events: World["events"]) => boolean,
): Promise<{ run: string; world: World }> {
  first.journal.afterAppend = () => {
    if (!at([...first.journal.runs.values()].flatMap(({ events }) => events))) return;
    first.journal.afterAppend = () => {};
    first.journal.crash();
    throw new Error("killed");
  };
  await assert.rejects(first.start(pipeline), /killed/);
  const world = new World(first.journal);
  world.scripts = first.scripts;
  world.values = first.values;
  world.pipelines = first.pipelines;
  return { run: [...first.journal.runs.keys()][0]!, world };
}

const finished = (id: string) => (events: World["events"]) => events.some((event) => event.type === "task.finished" && event.task === id);
const started = (id: string) => (events: World["events"]) => events.some((event) => event.type === "task.started" && event.task === id);

Deno.test("resumeRun() keeps what had ended and runs the rest", async () => {
  const first = new World();
  first.scripts["a"] = () => outputs({ n: 7 });
  let seen: unknown;
  first.scripts["b"] = ({ results }) => (seen = results.get("a")?.outputs["n"], {});
  const { run, world } = await crashed(first, { tasks: [task("a"), task("b", ["a"])] }, finished("a"));
  assert.equal(world.journal.read(run)?.status, "interrupted");
  const outcome = await world.resume(run);
  assert.equal(outcome.status, "succeeded");
  assert.deepEqual(world.attempts, ["b#1"]);
  assert.equal(seen, 7);
  assert.deepEqual(outcome.counts, { succeeded: 2 });
  assert.deepEqual(outcome.outputs["a"], { n: 7 });
  assert.equal(world.events[0]?.type === "run.started" && world.events[0].resumed, true);
  await assert.rejects(world.resume(run), { code: "run_ended" });
});

Deno.test("resumeRun() repeats an idempotent task under the next attempt's number", async () => {
  const { run, world } = await crashed(new World(), { tasks: [task("a", { idempotent: true })] }, started("a"));
  assert.equal((await world.resume(run)).status, "succeeded");
  assert.deepEqual(world.attempts, ["a#2"]);
});

Deno.test("resumeRun() stops at a task that may not be repeated, starts nothing and leaves the run as it was", async () => {
  const { run, world } = await crashed(new World(), { tasks: [task("a"), task("b")], finally: [task("z")] }, started("a"));
  for (const _ of [1, 2]) {
    const outcome = await world.resume(run);
    assert.equal(outcome.status, "interrupted");
    assert.deepEqual(outcome.error, {
      code: "not_idempotent",
      message: 'Task "a" was running when the process died and may not be repeated',
    });
    assert.deepEqual(world.events, []);
    assert.deepEqual(world.attempts, []);
    assert.equal(world.journal.read(run)?.status, "interrupted");
  }
});

Deno.test("resumeRun() repeats what has no effect: waits, questions, checks, templates without a file", async () => {
  const relation = { kind: "state", negated: false } as const;
  const check = { sentence: "port 1 is open", subject: "port", metric: "open", target: 1, relation };
  for (const kind of [{ wait: 5 }, { approve: "go?" }, { template: { text: "x" } }, { check }]) {
    const { run, world } = await crashed(new World(), { tasks: [{ id: "a", ...kind }] }, started("a"));
    assert.equal((await world.resume(run)).status, "succeeded");
  }
  for (const kind of [{ template: { text: "x", to: "f" } }, { check: { ...check, subject: "command" } }]) {
    const { run, world } = await crashed(new World(), { tasks: [{ id: "a", ...kind }] }, started("a"));
    assert.equal((await world.resume(run)).error?.code, "not_idempotent");
  }
});

Deno.test("resumeRun() repeats nothing between two tries and goes on counting them", async () => {
  const first = new World();
  first.scripts["a"] = fails();
  const { run, world } = await crashed(
    first,
    { tasks: [task("a", { retry: { attempts: 3, delay: 10 } })] },
    (events) => events.some(({ type }) => type === "task.retrying"),
  );
  const outcome = await world.resume(run);
  assert.deepEqual(world.attempts, ["a#2", "a#3"]);
  assert.equal(outcome.status, "failed");
});

Deno.test("resumeRun() takes the branch that was taken", async () => {
  const first = new World();
  first.values["cond"] = false;
  const tasks = [{ id: "r", if: "{{ cond }}", then: ["yes"], else: ["no"] }, task("yes"), task("no")];
  const { run, world } = await crashed(first, { tasks }, finished("r"));
  world.values["cond"] = true;
  await world.resume(run);
  assert.deepEqual(world.ends(), ["yes skipped", "no succeeded"]);
});

Deno.test("resumeRun() blocks what a failure blocked and runs the hook for it once", async () => {
  const first = new World();
  first.scripts["a"] = fails();
  const pipeline = { tasks: [task("a"), task("b", ["a"]), task("c", ["b"])], on_failure: [task("bad")], finally: [task("last")] };
  const { run, world } = await crashed(first, pipeline, finished("bad"));
  const outcome = await world.resume(run);
  assert.equal(outcome.status, "failed");
  assert.deepEqual(world.attempts, ["last#1"]);
  assert.deepEqual(outcome.counts, { failed: 1, skipped: 2, succeeded: 2 });
});

Deno.test("resumeRun() goes on cancelling a run that was being cancelled", async () => {
  const first = new World();
  first.scripts["a"] = after(1000);
  void first.clock.sleep(10).then(() => first.cancel.abort("cancel"));
  const pipeline = { tasks: [task("a", { idempotent: true }), task("b"), task("c", ["b", "a"])], finally: [task("last")] };
  const { run, world } = await crashed(first, pipeline, finished("c"));
  const outcome = await world.resume(run);
  assert.equal(outcome.status, "cancelled");
  assert.deepEqual(world.attempts, ["last#1"]);
  assert.deepEqual(world.ends(), ["a cancelled", "last succeeded"]);
});

Deno.test("resumeRun() refuses a run whose matrix comes out differently", async () => {
  const first = new World();
  first.values["axis"] = ["x", "y"];
  const { run, world } = await crashed(first, { tasks: [task("m", { matrix: { a: "{{ axis }}" }, max_parallel: 1 })] }, finished("m[x]"));
  world.values["axis"] = ["x"];
  await assert.rejects(world.resume(run), { code: "resume_mismatch" });
  world.values["axis"] = ["x", "y"];
  await world.resume(run);
  assert.deepEqual(world.attempts, ["m[y]#1"]);
});

Deno.test("resumeRun() refuses a run that is alive", async () => {
  const world = new World();
  world.scripts["a"] = after(10);
  const going = world.start([task("a")]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  await assert.rejects(world.resume([...world.journal.runs.keys()][0]!), { code: "run_alive" });
  await going;
});

Deno.test("a run whose lease was taken over stops at once, kills its children and writes nothing more", async () => {
  const first = new World();
  let killed = 0;
  first.scripts["slow"] = async ({ signal, kill }, { clock }) => {
    kill?.addEventListener("abort", () => killed++);
    await clock.sleep(1e6, signal);
    return { status: "cancelled" };
  };
  first.scripts["quick"] = after(10);
  const going = first.start([task("slow", { idempotent: true }), task("quick", { idempotent: true })]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  const run = [...first.journal.runs.keys()][0]!;
  first.journal.crash();
  const second = new World(first.journal);
  second.scripts["slow"] = second.scripts["quick"] = after(1);
  const resumed = second.resume(run);
  await assert.rejects(going, { code: "fence_stale" });
  assert.equal(killed, 1);
  assert.equal((await resumed).status, "succeeded");
  assert.equal(first.events.filter(({ type }) => type === "task.finished").length, 0);
});

Deno.test("resumeRun() continues the run of a pipeline task", async () => {
  const first = new World();
  first.pipelines["/w/inner.yaml"] = { name: "inner", tasks: [task("x"), task("y", ["x"])] };
  first.scripts["x"] = () => outputs({ v: 1 });
  const { run, world } = await crashed(first, { tasks: [{ id: "sub", pipeline: "/w/inner.yaml" }] }, finished("x"));
  const outcome = await world.resume(run);
  assert.deepEqual(world.attempts, ["sub#2", "y#1"]);
  assert.equal(JSON.stringify(outcome.outputs["sub"]), '{"x":{"v":1},"y":{}}');
  assert.equal(world.journal.runs.size, 2);
});

Deno.test("resumeRun() takes the result of a pipeline task's run that had ended", async () => {
  const first = new World();
  first.pipelines["/w/inner.yaml"] = { name: "inner", tasks: [task("x", { matrix: { k: ["a", "b"] } })] };
  first.scripts["x"] = ({ instance }) => outputs({ k: instance.matrix["k"] ?? null });
  const { run, world } = await crashed(
    first,
    { tasks: [{ id: "sub", pipeline: "/w/inner.yaml" }] },
    (events) => events.some(({ type }) => type === "run.finished"),
  );
  const outcome = await world.resume(run);
  assert.deepEqual(world.attempts, ["sub#2"]);
  assert.deepEqual(JSON.parse(JSON.stringify(outcome.outputs["sub"])), { x: { a: { k: "a" }, b: { k: "b" } } });
});

Deno.test("resumeRun() names the task inside a pipeline task that may not be repeated", async () => {
  const first = new World();
  first.pipelines["/w/inner.yaml"] = { name: "inner", tasks: [task("x")] };
  const { run, world } = await crashed(first, { tasks: [{ id: "sub", pipeline: "/w/inner.yaml" }] }, started("x"));
  const outcome = await world.resume(run);
  assert.match(outcome.error?.message ?? "", /"sub → x"/);
});

Deno.test("resumeRun() starts an idempotent pipeline task anew when its run is stuck", async () => {
  const first = new World();
  first.pipelines["/w/inner.yaml"] = { name: "inner", tasks: [task("x")] };
  first.scripts["x"] = inTurn(() => ({}));
  const { run, world } = await crashed(first, { tasks: [{ id: "sub", pipeline: "/w/inner.yaml", idempotent: true }] }, started("x"));
  assert.equal((await world.resume(run)).status, "succeeded");
  assert.equal(world.journal.runs.size, 2 + 1);
});
