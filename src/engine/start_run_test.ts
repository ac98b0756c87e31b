import assert from "node:assert/strict";
import type { Check, Task } from "../core/mod.ts";
import { after, fails, inTurn, outputs, task, World } from "./testing.ts";

Deno.test("startRun() runs tasks in document order when they are independent", async () => {
  const world = new World();
  const outcome = await world.start([task("c"), task("a"), task("b", ["c", "a"])], { maxParallel: 1 });
  assert.equal(outcome.status, "succeeded");
  assert.deepEqual(world.attempts, ["c#1", "a#1", "b#1"]);
  assert.deepEqual(outcome.counts, { succeeded: 3 });
  assert.deepEqual(
    world.events.map(({ type }) => type),
    ["run.started", "task.started", "task.finished", "task.started", "task.finished", "task.started", "task.finished", "run.finished"],
  );
});

Deno.test("startRun() runs at most max_parallel tasks at once", async () => {
  const world = new World();
  const tasks = Array.from({ length: 20 }, (_, n) => task(`t${n}`));
  for (const { id } of tasks) world.scripts[id] = after(10);
  await world.start({ tasks, max_parallel: 3 });
  assert.equal(world.most, 3);
  assert.equal(world.clock.monotonicMs(), 70);
});

Deno.test("startRun() prefers the option over the document and both over the cores", async () => {
  const tasks = Array.from({ length: 6 }, (_, n) => task(`t${n}`));
  for (
    const [pipeline, options, most] of [[{ max_parallel: 2 }, { maxParallel: 3, cores: 5 }, 3], [{ max_parallel: 2 }, { cores: 5 }, 2], [
      {},
      { cores: 5 },
      5,
    ]] as const
  ) {
    const world = new World();
    for (const { id } of tasks) world.scripts[id] = after(1);
    await world.start({ tasks, ...pipeline }, options);
    assert.equal(world.most, most);
  }
});

Deno.test("startRun() skips what depends on a failure, however far, and goes on elsewhere", async () => {
  const world = new World();
  world.scripts["a"] = fails(3);
  const outcome = await world.start([task("a"), task("b", ["a"]), task("c", ["b"]), task("d"), task("e", ["d", "c"])]);
  assert.equal(outcome.status, "failed");
  assert.deepEqual(world.end("b"), { ...world.end("b"), status: "skipped", reason: '"a" failed', attempt: 0 });
  assert.equal(world.end("c").reason, '"a" failed');
  assert.equal(world.end("d").status, "succeeded");
  assert.equal(world.end("e").reason, '"a" failed');
  assert.deepEqual(outcome.error, { code: "task_failed", message: 'Task "a": Exit code 3' });
  assert.deepEqual(outcome.counts, { failed: 1, skipped: 3, succeeded: 1 });
});

Deno.test("startRun() goes on after a failure that continue_on tolerates", async (t) => {
  for (
    const [name, continue_on, status] of [
      ["failure", { failure: true }, "succeeded"],
      ["its exit code", { exit_code: [1, 3] }, "succeeded"],
      ["another exit code", { exit_code: [2] }, "failed"],
    ] as const
  ) {
    await t.step(name, async () => {
      const world = new World();
      world.scripts["a"] = fails(3);
      const outcome = await world.start([task("a", { continue_on }), task("b", ["a"])]);
      assert.equal(outcome.status, status);
      assert.equal(world.end("b").status, status === "succeeded" ? "succeeded" : "skipped");
    });
  }
});

Deno.test("startRun() takes the branch that a router's condition says", async (t) => {
  for (const [value, taken, left] of [[true, "yes", "no"], [false, "no", "yes"]] as const) {
    await t.step(String(value), async () => {
      const world = new World();
      world.values["cond"] = value;
      const outcome = await world.start([
        { id: "route", if: "{{ cond }}", then: ["yes"], else: ["no"] },
        task("yes"),
        task("no"),
        task("after_yes", ["yes"]),
        task("after_no", ["no"]),
        task("join", ["yes", "no"]),
      ]);
      assert.equal(outcome.status, "succeeded");
      assert.equal(world.end("route").outputs["branch"], value ? "then" : "else");
      assert.equal(world.end(taken).status, "succeeded");
      assert.equal(world.end(`after_${taken}`).status, "succeeded");
      assert.equal(world.end(left).reason, '"route" took the other branch');
      assert.equal(world.end(`after_${left}`).reason, `"${left}" was skipped`);
      assert.equal(world.end("join").status, "succeeded");
    });
  }
});

Deno.test("startRun() takes else for a router with a kind when its condition is false", async () => {
  const world = new World();
  world.values["cond"] = false;
  await world.start([task("build", { if: "{{ cond }}", then: ["ship"], else: ["tell"] }), task("ship"), task("tell")]);
  assert.deepEqual(world.ends(), ["build skipped", "ship skipped", "tell succeeded"]);
});

Deno.test("startRun() skips both branches when the router failed or was skipped", async () => {
  const world = new World();
  world.values["bad"] = 7;
  world.values["no"] = false;
  const outcome = await world.start([
    { id: "r", if: "{{ bad }}", then: ["a"], else: ["b"] },
    task("a"),
    task("b"),
    task("off", { if: "{{ no }}" }),
    { id: "s", depends_on: ["off"], then: ["c"] },
    task("c"),
  ]);
  assert.equal(outcome.error?.code, "condition_invalid");
  assert.equal(world.end("a").reason, '"r" failed');
  assert.equal(world.end("b").reason, '"r" failed');
  assert.equal(world.end("c").reason, '"s" was skipped');
});

Deno.test("startRun() skips a task whose condition is false and what depends only on it", async () => {
  const world = new World();
  world.values["no"] = false;
  const outcome = await world.start([task("a", { if: "{{ no }}" }), task("b", ["a"]), task("c"), task("d", ["a", "c"])]);
  assert.equal(outcome.status, "succeeded");
  assert.deepEqual(
    world.ends(),
    ["a skipped", "b skipped", "c succeeded", "d succeeded"].toSorted((x, y) => world.ends().indexOf(x) - world.ends().indexOf(y)),
  );
  assert.equal(world.end("a").reason, "its condition is false");
  assert.deepEqual(world.attempts, ["c#1", "d#1"]);
});

Deno.test("startRun() fails a task whose precondition does not hold without starting it", async () => {
  const world = new World();
  world.values["no"] = false;
  world.values["why"] = "disk is full";
  await world.start([task("a", { preconditions: [{ if: true }, { if: "{{ no }}", message: "{{ why }}" }], retry: { attempts: 3 } })]);
  assert.deepEqual(world.attempts, []);
  assert.equal(world.end("a").attempt, 0);
  assert.deepEqual(world.end("a").error, { code: "precondition_failed", message: "disk is full" });
});

Deno.test("startRun() retries with growing, capped, spread delays", async () => {
  const world = new World();
  world.random = () => 0;
  world.scripts["a"] = fails(1);
  const outcome = await world.start([task("a", { retry: { attempts: 5, delay: 1000, backoff: 2, cap: 3000, jitter: true } })]);
  assert.equal(outcome.status, "failed");
  assert.deepEqual(world.events.flatMap((e) => e.type === "task.retrying" ? [[e.attempt, e.delay_ms, e.exit_code]] : []), [
    [1, 500, 1],
    [2, 1000, 1],
    [3, 1500, 1],
    [4, 1500, 1],
  ]);
  assert.equal(world.end("a").attempt, 5);
  assert.equal(world.end("a").duration_ms, 4500);
});

Deno.test("startRun() ends retrying at the first success, and does not retry an exit code that `on` leaves out", async () => {
  const world = new World();
  world.scripts["a"] = inTurn(fails(2), fails(2), () => outputs({ n: 1 }));
  world.scripts["b"] = fails(4);
  await world.start([task("a", { retry: { attempts: 5, delay: 0, on: [2] } }), task("b", { retry: { attempts: 5, on: [2] } })]);
  assert.deepEqual(world.attempts, ["a#1", "b#1", "a#2", "a#3"]);
  assert.deepEqual(world.end("a").outputs, { n: 1 });
});

Deno.test("startRun() repeats a task until its own result satisfies the condition", async () => {
  const world = new World();
  let n = 0;
  world.scripts["a"] = () => outputs({ n: ++n });
  world.values["done"] = ({ results }) => results.get("a")?.outputs["n"] === 3;
  const outcome = await world.start([task("a", { repeat: { until: "{{ done }}", every: 100 } })]);
  assert.equal(outcome.status, "succeeded");
  assert.deepEqual(world.attempts, ["a#1", "a#2", "a#3"]);
  assert.equal(world.end("a").duration_ms, 200);
  assert.deepEqual(outcome.outputs["a"], { n: 3 });
});

Deno.test("startRun() fails a task that reaches its repeat limit", async () => {
  const world = new World();
  const outcome = await world.start([task("a", { repeat: { while: true, limit: 4 } })]);
  assert.equal(outcome.error?.code, "repeat_limit");
  assert.equal(world.attempts.length, 4);
});

Deno.test("startRun() ends a task at its timeout and the run fails", async () => {
  const world = new World();
  world.scripts["a"] = after(10_000);
  const outcome = await world.start([task("a", { timeout: 300 }), task("b", ["a"])]);
  assert.equal(outcome.status, "failed");
  assert.equal(world.end("a").status, "timed_out");
  assert.equal(world.end("a").error?.code, "task_timeout");
  assert.equal(world.end("b").reason, '"a" timed out');
  assert.equal(world.clock.monotonicMs(), 300);
});

Deno.test("startRun() takes a timeout from an expression, as number or text", async () => {
  for (const [value, ms] of [[250, 250], ["1m30s", 90_000], [250n, 250]] as const) {
    const world = new World();
    world.scripts["a"] = after(1e9);
    world.values["t"] = value;
    await world.start([task("a", { timeout: "{{ t }}" })]);
    assert.equal(world.clock.monotonicMs(), ms);
  }
  const world = new World();
  world.values["t"] = "soon";
  const outcome = await world.start([task("a", { timeout: "{{ t }}" })]);
  assert.equal(outcome.error?.code, "value_invalid");
  assert.deepEqual(world.attempts, []);
});

Deno.test("startRun() ends a run at its timeout, cancelling what runs, and runs on_failure and finally", async () => {
  const world = new World();
  world.scripts["a"] = after(10_000);
  const outcome = await world.start({
    tasks: [task("a"), task("b", ["a"])],
    timeout: 500,
    on_success: [task("ok")],
    on_failure: [task("bad")],
    finally: [task("last")],
  });
  assert.equal(outcome.status, "timed_out");
  assert.equal(outcome.error?.code, "run_timeout");
  assert.deepEqual(world.ends(), ["b cancelled", "a cancelled", "ok skipped", "bad succeeded", "last succeeded"]);
});

Deno.test("startRun() runs the hooks that fit, with the status so far in scope, whatever became of their upstream", async (t) => {
  for (
    const [status, script, ends] of [
      ["succeeded", () => ({}), ["a succeeded", "bad skipped", "ok succeeded", "last succeeded"]],
      ["failed", fails(), ["a failed", "ok skipped", "bad succeeded", "last succeeded"]],
    ] as const
  ) {
    await t.step(status, async () => {
      const world = new World();
      const seen: unknown[] = [];
      world.scripts["a"] = script;
      world.scripts["last"] = ({ runScope, upstream }) => (seen.push(runScope["status"], upstream), {});
      await world.start({
        tasks: [task("a")],
        on_success: [task("ok", ["a"])],
        on_failure: [task("bad", ["a"])],
        finally: [task("last", ["a"])],
      });
      assert.deepEqual(world.ends(), ends);
      assert.deepEqual(seen, [status, ["a"]]);
    });
  }
});

Deno.test("startRun() fails when only a hook failed", async () => {
  const world = new World();
  world.scripts["last"] = fails();
  const outcome = await world.start({ tasks: [task("a")], finally: [task("last")] });
  assert.equal(outcome.status, "failed");
  assert.equal(outcome.error?.message, 'Task "last": Exit code 1');
});

Deno.test("startRun() cancels: what runs gets the signal, what waits is cancelled, finally runs", async () => {
  const world = new World();
  world.scripts["a"] = after(10_000);
  world.scripts["last"] = ({ runScope }) => outputs({ seen: runScope["status"] ?? null });
  void world.clock.sleep(50).then(() => world.cancel.abort("cancel"));
  const outcome = await world.start({ tasks: [task("a"), task("b", ["a"])], on_failure: [task("bad")], finally: [task("last")] });
  assert.equal(outcome.status, "cancelled");
  assert.deepEqual(world.ends(), ["b cancelled", "a cancelled", "bad skipped", "last succeeded"]);
  assert.deepEqual(world.end("last").outputs, { seen: "cancelled" });
  assert.equal(world.end("b").reason, "the run was cancelled");
});

Deno.test("startRun() skips finally after a second abort", async () => {
  const world = new World();
  world.scripts["a"] = async ({ signal, kill }, { clock }) => {
    await clock.sleep(10_000, signal);
    await clock.sleep(3000, kill);
    return { status: "cancelled" };
  };
  void world.clock.sleep(50).then(() => world.cancel.abort("cancel"));
  void world.clock.sleep(60).then(() => world.kill.abort("kill"));
  const outcome = await world.start({ tasks: [task("a")], finally: [task("last")] });
  assert.equal(outcome.status, "cancelled");
  assert.deepEqual(world.ends(), ["a cancelled", "last cancelled"]);
  assert.equal(world.clock.monotonicMs(), 60);
});

Deno.test("startRun() lets finally go on after a first abort and ends it at a second", async () => {
  for (const [kill, status, ends] of [[false, "succeeded", "last succeeded"], [true, "cancelled", "last cancelled"]] as const) {
    const world = new World();
    world.scripts["last"] = after(100);
    void world.clock.sleep(50).then(() => world.cancel.abort("cancel"));
    if (kill) void world.clock.sleep(60).then(() => world.kill.abort("kill"));
    const outcome = await world.start({ tasks: [task("a")], finally: [task("last")] });
    assert.equal(outcome.status, status);
    assert.equal(world.ends().at(-1), ends);
  }
});

Deno.test("startRun() cancels a task that rests between two tries", async () => {
  const world = new World();
  world.scripts["a"] = fails();
  void world.clock.sleep(50).then(() => world.cancel.abort("cancel"));
  const outcome = await world.start([task("a", { retry: { attempts: 2, delay: 1000 } })]);
  assert.equal(outcome.status, "cancelled");
  assert.deepEqual(world.attempts, ["a#1"]);
  assert.equal(world.clock.monotonicMs(), 50);
});

Deno.test("startRun() stands an abort in the middle of any event", async () => {
  for (let n = 1; n < 20; n++) {
    const world = new World();
    world.onEvent = () => void (world.events.length === n && world.cancel.abort("cancel"));
    const outcome = await world.start({ tasks: [task("a"), task("b", ["a"]), task("c")], finally: [task("last")] });
    const ends = world.ends().map((end) => end.split(" ")[0]);
    assert.deepEqual(ends.toSorted(), ["a", "b", "c", "last"], `abort at event ${n}`);
    assert.equal(world.events.at(-1)?.type, "run.finished");
    assert.ok(["cancelled", "succeeded"].includes(outcome.status));
  }
});

Deno.test("startRun() expands a matrix into instances, bounded, whose dependents wait for all", async () => {
  const world = new World();
  for (const key of ["eu,gold", "eu,free", "us,gold", "us,free"]) {
    world.scripts[`m[${key}]`] = async (context, { clock }) => {
      await clock.sleep(10);
      return outputs({ tier: context.instance.matrix["tier"] ?? null });
    };
  }
  let instances: unknown;
  world.scripts["z"] = ({ results }) => (instances = [...results.get("m")?.instances?.keys() ?? []], {});
  const outcome = await world.start([
    task("m", { matrix: { region: ["eu", "us"], tier: ["gold", "free"] }, max_parallel: 2 }),
    task("z", ["m"]),
  ]);
  assert.deepEqual(world.events[0]?.type === "run.started" && world.events[0].tasks, [
    "m[eu,gold]",
    "m[eu,free]",
    "m[us,gold]",
    "m[us,free]",
    "z",
  ]);
  assert.equal(world.most, 2);
  assert.deepEqual(instances, ["eu,gold", "eu,free", "us,gold", "us,free"]);
  assert.deepEqual(outcome.counts, { succeeded: 5 });
  assert.deepEqual((outcome.outputs["m"] as Record<string, unknown>)["us,free"], { tier: "free" });
});

Deno.test("startRun() counts a matrix as failed when one instance failed", async () => {
  const world = new World();
  world.scripts["m[b]"] = fails();
  await world.start([task("m", { matrix: { x: ["a", "b", "c"] } }), task("z", ["m"])]);
  assert.equal(world.end("m[c]").status, "succeeded");
  assert.equal(world.end("z").reason, '"m[b]" failed');
});

Deno.test("startRun() skips a task whose matrix is empty and refuses an axis that is no list", async () => {
  const world = new World();
  world.values["none"] = [];
  world.values["text"] = "eu";
  await world.start([task("m", { matrix: { x: "{{ none }}" } })]);
  assert.equal(world.end("m").reason, "its matrix is empty");
  await assert.rejects(world.start([task("m", { matrix: { x: "{{ text }}" } })]), { code: "matrix_invalid" });
  assert.equal(world.journal.runs.size, 1);
});

Deno.test("startRun() gives branch tasks their router and others their dependencies as upstream", async () => {
  const world = new World();
  const seen: Record<string, readonly string[]> = {};
  for (const id of ["a", "b", "c"]) world.scripts[id] = (context) => (seen[id] = context.upstream, {});
  await world.start([task("a"), { id: "r", depends_on: ["a"], then: ["b", "c"] }, task("b"), task("c", ["a"])]);
  assert.deepEqual(seen, { a: [], b: ["r"], c: ["a"] });
});

Deno.test("startRun() breaks when the listener throws, leaving the run to be resumed", async () => {
  const world = new World();
  world.scripts["a"] = after(1000);
  world.onEvent = (event) => {
    if (event.type === "task.started") throw new Error("listener");
  };
  await assert.rejects(world.start([task("a")]), /listener/);
  assert.equal([...world.journal.runs.keys()].map((id) => world.journal.read(id)?.status).join(), "interrupted");
});

Deno.test("a check's verdict chooses the tasks that its sentence names; unknown chooses none", async (t) => {
  const check = (branches: Partial<Check>): Check => ({
    sentence: "load > 4",
    subject: "load",
    metric: "load",
    relation: { kind: "compare", operator: ">", value: 4 },
    ...branches,
  });
  const routed: Task = {
    id: "look",
    check: check({ then: { kind: "run", task: "a" }, else: { kind: "run", task: "b" } }),
    then: ["a"],
    else: ["b"],
  };
  const rows = [
    ["yes", "look succeeded, b skipped, a succeeded", '"look" took the other branch'],
    ["no", "look succeeded, a skipped, b succeeded", '"look" took the other branch'],
    ["unknown", "look succeeded, a skipped, b skipped", '"look" could not tell which branch to take'],
  ] as const;
  for (const [verdict, ends, reason] of rows) {
    await t.step(verdict, async () => {
      const world = new World();
      world.scripts["look"] = () => outputs({ verdict });
      const outcome = await world.start([routed, task("a"), task("b")]);
      assert.equal(outcome.status, "succeeded");
      assert.deepEqual(world.ends().toSorted(), ends.split(", ").toSorted());
      assert.equal(world.end(verdict === "yes" ? "b" : "a").reason, reason);
    });
  }
  await t.step("its condition is false", async () => {
    const world = new World();
    await world.start([{ ...routed, if: false }, task("a"), task("b")]);
    assert.deepEqual(world.ends().toSorted(), ["a skipped", "b skipped", "look skipped"]);
  });
});
