// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import { after, fails, outputs, task, World } from "./testing.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function nested(inner: Parameters<World["load"]>[0]): World {
  const world = new World();
  world.pipelines["/w/inner.yaml"] = world.load(inner).pipeline;
  return world;
}

const sub = { id: "sub", pipeline: "/w/inner.yaml" };

Deno.test("a pipeline task is a run of its own whose events stay its own and whose output is the task's", async () => {
  const world = nested([task("x"), task("y", ["x"])]);
  world.scripts["x"] = async ({ output }) => (await output("stdout", bytes("from x\n")), outputs({ v: 1 }));
  const outcome = await world.start([sub]);
  assert.equal(JSON.stringify(outcome.outputs["sub"]), '{"x":{"v":1},"y":{}}');
  assert.deepEqual(world.ends(), ["sub succeeded"]);
  const shown = world.events.find((event) => event.type === "task.output");
  assert.equal(shown?.task, "sub");
  const [parent, child] = [...world.journal.runs.values()];
  assert.deepEqual(child?.record.parent, { run: parent?.record.run, task: "sub" });
  assert.equal(world.journal.read(child!.record.run)?.status, "succeeded");
});

Deno.test("records that a pipeline task's run logs are records of the task", async () => {
  const world = nested([task("x")]);
  world.scripts["x"] = async ({ output }) => (await output("log", bytes('{"n":1}\n')), {});
  await world.start([sub]);
  const [shown] = world.events.filter((event) => event.type === "task.output");
  assert.deepEqual([shown?.task, shown?.stream, new TextDecoder().decode(shown?.bytes)], ["sub", "log", '{"n":1}\n']);
});

Deno.test("a pipeline task fails when its run fails, and says why", async () => {
  const world = nested([task("x")]);
  world.scripts["x"] = fails(9);
  await world.start([sub]);
  assert.equal(world.end("sub").error?.code, "pipeline_failed");
  assert.match(world.end("sub").error?.message ?? "", /^Run run\d+ of "p" failed: Task "x": Exit code 9$/);
});

Deno.test("a timeout of a pipeline task cancels its run, whose finally still runs", async () => {
  const world = nested({ tasks: [task("x")], finally: [task("last")] });
  world.scripts["x"] = after(1000);
  await world.start([{ ...sub, timeout: 100 }]);
  assert.equal(world.end("sub").status, "timed_out");
  const child = [...world.journal.runs.keys()][1]!;
  assert.equal(world.journal.read(child)?.status, "cancelled");
  assert.ok(world.attempts.includes("last#1"));
});

Deno.test("a cancelled run cancels the runs within it", async () => {
  const world = nested([task("x")]);
  world.scripts["x"] = after(1000);
  void world.clock.sleep(10).then(() => world.cancel.abort("cancel"));
  assert.equal((await world.start([sub])).status, "cancelled");
  assert.equal(world.end("sub").status, "cancelled");
});

Deno.test("a pipeline that would start itself is refused", async () => {
  const world = new World();
  world.pipelines["/w/p.yaml"] = { name: "p", tasks: [sub] };
  world.scripts["sub"] = async (context) => {
    await assert.rejects(context.runPipeline(world.load([sub])), { code: "pipeline_recursive" });
    return {};
  };
  assert.equal((await world.start([sub])).status, "succeeded");
});

Deno.test("a journal that fails within a pipeline task breaks the outer run too", async () => {
  const world = nested([task("x")]);
  world.journal.beforeAppend = (_, event) => {
    if (event.type === "task.started" && event.task === "x") throw new Error("disk");
  };
  await assert.rejects(world.start([sub]), /disk/);
});

Deno.test("a pipeline task does not wait for a group that its own run holds", async () => {
  const world = nested({ tasks: [task("x")], concurrency: { group: "g" } });
  assert.equal((await world.start({ tasks: [sub], concurrency: { group: "g" } })).status, "succeeded");
});

Deno.test("a sub-pipeline's run can be cancelled by itself, which fails its task", async () => {
  const world = nested([task("x")]);
  world.scripts["x"] = after(1000);
  void world.clock.sleep(10).then(() => world.slots.requestCancel([...world.journal.runs.keys()][1]!));
  const outcome = await world.start([sub, task("z", ["sub"])]);
  assert.equal(outcome.status, "failed");
  assert.equal(world.end("sub").status, "cancelled");
  assert.equal(world.end("z").reason, '"sub" was cancelled');
  assert.match(outcome.error?.message ?? "", /was cancelled$/);
});

Deno.test("each attempt, also in a pipeline within, is a span of its own in the run's trace; without a trace there is none", async () => {
  const trace = { traceId: "a".repeat(32), spanId: "b".repeat(16), isSampled: false, tracestate: "x=1" };
  const world = nested([task("x")]);
  const seen: Record<string, typeof trace | undefined> = {};
  for (const id of ["first", "x"]) world.scripts[id] = (context) => (seen[id] = context.trace as typeof trace | undefined, {});
  await world.start([task("first"), sub], { trace });
  const spans = Object.values(seen).map((own) => own?.spanId);
  assert.equal(new Set([trace.spanId, ...spans]).size, 3);
  for (const own of Object.values(seen)) assert.deepEqual({ ...own, spanId: trace.spanId }, trace);
  await world.start([task("first")]);
  assert.equal(seen["first"], undefined);
});
