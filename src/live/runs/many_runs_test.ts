import assert from "node:assert/strict";
import { shell, testRuns } from "./testing_runs.ts";

const COUNT = 10_000;

Deno.test("10,000 runs that wait are taken over, listed, cancelled one by one and ended when their pipeline is gone", async () => {
  await using world = await testRuns({ isClosed: true, settings: { keep: 100 } });
  const { queue } = world.state;
  const runs: string[] = [];
  for (let n = 0; n < COUNT; n++) {
    const run = world.state.newRunId();
    runs.push(run);
    queue.push({ run, module: "pipelines/p", revision: 1, params: {}, event: { id: run, payload: "x".repeat(500) }, acceptedAt: n }, COUNT);
  }
  // Its document cannot be read at the moment: everything waits.
  world.drop("p", "broken");
  const before = Deno.memoryUsage().heapUsed;
  await world.service.open();
  assert.deepEqual(world.service.counts(), { queued: COUNT, running: 0 });
  const kept = Deno.memoryUsage().heapUsed - before;
  assert.ok(kept < 30 * 2 ** 20, `${COUNT} runs that wait keep ${kept} bytes`);
  const { items, next } = world.service.list({ limit: 3 });
  assert.deepEqual(items.map(({ run }) => run), runs.slice(-3).toReversed());
  assert.ok(next !== null);
  const middle = runs[COUNT / 2] ?? "";
  world.service.cancel(middle);
  assert.equal(await world.end(middle), "cancelled");
  assert.deepEqual(world.service.counts(), { queued: COUNT - 1, running: 0 });
  world.drop("p");
  while (world.service.counts().queued + world.service.counts().running > 0) {
    await world.service.drainModule("pipelines/p", { revision: null, graceMs: 0 });
  }
  assert.equal(queue.size(), 0);
  assert.deepEqual(world.warnings, []);
  assert.equal(world.events.filter((event) => event.type === "run.finished" && event.status === "cancelled").length, COUNT);
  // And what has ended is forgotten meanwhile, but for what the settings keep.
  world.serve("p", { tasks: [shell("a", "true")] });
  await world.end(await world.start("p"));
  while ([...world.state.journal.list({ limit: 102 })].length > 101) await new Promise((resolve) => setTimeout(resolve, 20));
});
