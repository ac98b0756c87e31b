import assert from "node:assert/strict";
import { AppError, type Json, type Task } from "../../core/mod.ts";
import { FakeWorld } from "./fake_world.ts";
import { kindOf, runAttempt } from "./mod.ts";

function attempt(world: FakeWorld, task: Omit<Task, "id">) {
  return runAttempt(world.context(task), world.ports);
}

Deno.test("runAttempt() succeeds for a task that only routes", async () => {
  assert.deepEqual(await attempt(new FakeWorld(), { then: ["a"] }), { status: "succeeded", outputs: {} });
});

Deno.test("runAttempt() turns what goes wrong in a task into its failure", async () => {
  const result = await attempt(new FakeWorld(), { command: ["{{ params.none }}"] });
  assert.deepEqual([result.status, result.error?.code], ["failed", "expr_no_such_key"]);
});

Deno.test("runAttempt() rejects for a defect of ours", async () => {
  const world = new FakeWorld();
  world.load = () => {
    throw new RangeError("a bug");
  };
  await assert.rejects(attempt(world, { pipeline: "x.yaml" }), RangeError);
  await assert.rejects(attempt(world, { plugin: "x" }), /plugin reached the engine/);
});

Deno.test("runAttempt() says for each reason how a stopped attempt ended", async (t) => {
  for (
    const [reason, status, code] of [["cancel", "cancelled", "task_cancelled"], ["run_timeout", "cancelled", "task_cancelled"], [
      "timeout",
      "timed_out",
      "task_timeout",
    ]]
  ) {
    await t.step(String(reason), async () => {
      const world = new FakeWorld();
      world.abort.abort(reason);
      const result = await attempt(world, { wait: 5 });
      assert.deepEqual([result.status, result.error?.code], [status, code]);
    });
  }
});

Deno.test("kindOf() finds the field that makes a task's kind", () => {
  assert.equal(kindOf({ id: "a", wait: 0 }), "wait");
  assert.equal(kindOf({ id: "a", approve: "" }), "approve");
  assert.equal(kindOf({ id: "a", image: "x", run: "y" }), "run");
  assert.equal(kindOf({ id: "a" }), "none");
});

Deno.test("wait sleeps for its milliseconds or for what an expression gives", async (t) => {
  const cases: [Task["wait"], Json, number | string][] = [
    [250, null, 250],
    ["{{ params.v }}", 40, 40],
    ["{{ params.v }}", "1.5s", 1500],
    ["{{ params.v }}", "10", "value_invalid"],
    ["{{ params.v }}", -1, "value_invalid"],
    ["{{ params.v }}", null, "value_invalid"],
  ];
  for (const [field, value, expected] of cases) {
    await t.step(`${field} of ${value}`, async () => {
      const world = new FakeWorld();
      world.params = { v: value };
      const result = await attempt(world, { wait: field ?? 0 });
      if (typeof expected === "string") assert.equal(result.error?.code, expected);
      else assert.deepEqual([result.status, world.sleeps], ["succeeded", [expected]]);
    });
  }
});

Deno.test("wait looks again until its condition holds", async () => {
  const world = new FakeWorld();
  let looks = 0;
  world.ports.expressions.evaluate = () => ++looks > 2;
  assert.equal((await attempt(world, { wait: { until: "{{ params.x }}", every: 20 } })).status, "succeeded");
  assert.deepEqual(world.sleeps, [20, 20]);
});

Deno.test("wait ends when its attempt is stopped, and refuses a condition that is none", async () => {
  const world = new FakeWorld();
  world.ports.clock.sleep = () => Promise.resolve(world.abort.abort("timeout"));
  assert.equal((await attempt(world, { wait: { until: false } })).status, "timed_out");
  assert.equal((await attempt(new FakeWorld(), { wait: { until: "{{ config.limit }}" } })).error?.code, "condition_invalid");
});

Deno.test("approve goes on after yes and fails after no", async () => {
  const world = new FakeWorld();
  assert.equal((await attempt(world, { approve: "Deploy {{ run.id }}?" })).status, "succeeded");
  world.approved = () => false;
  assert.deepEqual((await attempt(world, { approve: "Deploy {{ run.id }}?" })).error, {
    code: "approval_refused",
    message: 'The answer to "Deploy r1?" was no',
  });
});

Deno.test("approve ends with its attempt, and fails where nobody can be asked", async () => {
  const world = new FakeWorld();
  world.approved = () => {
    world.abort.abort("cancel");
    return Promise.reject("cancel");
  };
  assert.equal((await attempt(world, { approve: "ok?" })).status, "cancelled");
  const alone = new FakeWorld();
  alone.approved = () => {
    throw new AppError("approval_unavailable", "There is no terminal to ask on");
  };
  assert.equal((await attempt(alone, { approve: "ok?" })).error?.code, "approval_unavailable");
});

Deno.test("pipeline loads its file from the pipeline's folder with evaluated parameters", async () => {
  const world = new FakeWorld();
  world.matrix = { region: "eu" };
  world.load = (file, params) => ({ ...world.context({}).loaded, file, params });
  const result = await attempt(world, {
    pipeline: "./sub/{{ matrix.region }}.yaml",
    with: { region: "{{ matrix.region }}", n: 2, deep: ["{{ config.limit }}"] },
  });
  assert.deepEqual({ ...result.outputs }, { ran: "/pipes/sub/eu.yaml", region: "eu", n: 2, deep: [3] });
});

Deno.test("pipeline fails with what makes its document invalid", async () => {
  assert.equal((await attempt(new FakeWorld(), { pipeline: "no.yaml" })).error?.code, "pipeline_invalid");
});
