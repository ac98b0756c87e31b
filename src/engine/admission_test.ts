// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import { task, World } from "./testing.ts";

Deno.test("concurrency queue waits for the place and says so", async () => {
  const world = new World();
  const slot = world.slots.tryAcquire("g", 1, "other")!;
  void world.clock.sleep(30).then(() => slot[Symbol.dispose]());
  const outcome = await world.start({ tasks: [task("a")], concurrency: { group: "g" } });
  assert.equal(outcome.status, "succeeded");
  assert.deepEqual(world.events.slice(0, 2).map(({ type }) => type), ["run.started", "run.waiting"]);
  assert.equal(world.clock.monotonicMs(), 30);
  assert.deepEqual(world.slots.holders("g"), []);
});

Deno.test("concurrency skip ends without starting a task or hook, and nothing failed", async () => {
  const world = new World();
  world.slots.tryAcquire("g", 1, "other");
  const pipeline = { tasks: [task("a")], finally: [task("z")], concurrency: { group: "g", overlap: "skip" } } as const;
  const outcome = await world.start(pipeline);
  assert.equal(outcome.status, "succeeded");
  assert.equal(outcome.reason, 'the concurrency group "g" is full');
  assert.deepEqual(outcome.counts, { skipped: 2 });
  assert.deepEqual(world.attempts, []);
});

Deno.test("concurrency cancel asks the oldest runs to end and waits for them", async () => {
  const world = new World();
  const slots = ["r1", "r2"].map((run) => world.slots.tryAcquire("g", 2, run)!);
  void world.clock.sleep(30).then(() => slots[0]![Symbol.dispose]());
  const outcome = await world.start({ tasks: [task("a")], concurrency: { group: "g", limit: 2, overlap: "cancel" } });
  assert.equal(outcome.status, "succeeded");
  assert.deepEqual(world.slots.cancelled, ["r1"]);
});

Deno.test("a run cancelled while it waits starts nothing, hooks included", async () => {
  const world = new World();
  world.slots.tryAcquire("g", 1, "other");
  void world.clock.sleep(30).then(() => world.cancel.abort("cancel"));
  const outcome = await world.start({ tasks: [task("a")], finally: [task("z")], concurrency: { group: "g" } });
  assert.equal(outcome.status, "cancelled");
  assert.deepEqual(world.ends(), ["a cancelled", "z cancelled"]);
});

Deno.test("a run's timeout begins when it got its place", async () => {
  const world = new World();
  const slot = world.slots.tryAcquire("g", 1, "other")!;
  void world.clock.sleep(500).then(() => slot[Symbol.dispose]());
  const outcome = await world.start({ tasks: [task("a")], timeout: 100, concurrency: { group: "g" } });
  assert.equal(outcome.status, "succeeded");
});
