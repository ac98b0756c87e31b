import assert from "node:assert/strict";
import { emptyRecord } from "../core/mod.ts";
import { after, outputs, task, World } from "./testing.ts";

/** A run that is cut as soon as an event fits. */
function cutAt(world: World, fits: (event: World["events"][number]) => boolean): AbortSignal {
  const cut = new AbortController();
  world.onEvent = (event) => fits(event) ? cut.abort("cut") : undefined;
  return cut.signal;
}

/** The process after this one, on the same journal. */
function next(world: World): World {
  const other = new World(world.journal);
  other.pipelines = world.pipelines;
  return other;
}

Deno.test("startRun() that is cut writes nothing more, and resumeRun() goes on", async () => {
  const world = new World();
  world.scripts["b"] = after(60_000);
  const cut = cutAt(world, (event) => event.type === "task.started" && event.task === "b");
  const pipeline = { tasks: [task("a"), task("b", { depends_on: ["a"], idempotent: true })], finally: [task("z")] };
  await assert.rejects(world.start(pipeline, { run: "mine", cut }), { code: "run_cut" });
  assert.deepEqual(world.journal.events("mine").map(({ type }) => type), ["run.started", "task.started", "task.finished", "task.started"]);
  assert.equal(world.journal.read("mine")?.status, "interrupted");
  const later = next(world);
  assert.equal((await later.resume("mine")).status, "succeeded");
  assert.deepEqual(later.attempts, ["b#2", "z#1"]);
});

Deno.test("startRun() that is cut before it begins has done nothing", async () => {
  const world = new World();
  await assert.rejects(world.start([task("a")], { run: "mine", cut: AbortSignal.abort() }), { code: "run_cut" });
  assert.deepEqual(world.attempts, []);
  assert.equal((await next(world).resume("mine")).status, "succeeded");
});

Deno.test("startRun() that is cut while it waits for a place frees its ticket", async () => {
  const world = new World();
  using _held = world.slots.tryAcquire("g", 1, "other");
  const cut = cutAt(world, (event) => event.type === "run.waiting");
  const pipeline = { concurrency: { group: "g" }, tasks: [task("a")] };
  await assert.rejects(world.start(pipeline, { run: "mine", cut }), { code: "run_cut" });
  assert.equal(world.journal.read("mine")?.status, "interrupted");
});

Deno.test("startRun() that is cut leaves the runs within it interrupted, not cancelled", async () => {
  const world = new World();
  world.pipelines["inner.yaml"] = { name: "inner", tasks: [task("deep", { idempotent: true })] };
  const cut = new AbortController();
  world.scripts["deep"] = async (context, world) => {
    cut.abort("cut");
    return await after(60_000)(context, world);
  };
  await assert.rejects(world.start([{ id: "sub", pipeline: "inner.yaml" }], { run: "mine", cut: cut.signal }), { code: "run_cut" });
  assert.equal(world.journal.readChild("mine", "sub")?.status, "interrupted");
  const later = next(world);
  assert.equal((await later.resume("mine")).status, "succeeded");
  assert.deepEqual(later.attempts, ["sub#2", "deep#2"]);
});

Deno.test("resumeRun() has the event that started the run in scope again, in runs within it too; secrets are masked where it is kept", async () => {
  const first = new World();
  first.secrets = { token: "s3cr3t" };
  const event = { id: "e1", payload: { n: 7 } };
  first.scripts["b"] = after(60_000);
  const cut = cutAt(first, (event) => event.type === "task.started" && event.task === "b");
  const tasks = [task("a"), task("b", { depends_on: ["a"], idempotent: true })];
  await assert.rejects(first.start(tasks, { run: "mine", cut, event }), { code: "run_cut" });
  const later = next(first);
  later.secrets = first.secrets;
  later.scripts["b"] = ({ event }) => outputs({ seen: event["payload"] ?? null });
  const outcome = await later.resume("mine");
  assert.deepEqual(outcome.outputs["b"], { seen: { n: 7 } });

  const masked = new World();
  masked.secrets = first.secrets;
  masked.scripts["a"] = after(60_000);
  const stop = cutAt(masked, (event) => event.type === "task.started");
  const holding = Object.assign(emptyRecord<string>(), { payload: "has s3cr3t in it" });
  await assert.rejects(masked.start([task("a", { idempotent: true })], { run: "other", cut: stop, event: holding }), { code: "run_cut" });
  assert.deepEqual({ ...masked.journal.read("other")?.event }, { payload: "has *** in it" });
  const last = next(masked);
  last.secrets = first.secrets;
  await assert.rejects(last.resume("other"), { code: "resume_mismatch" });
});
