import assert from "node:assert/strict";
import type { AppError, Task } from "../core/mod.ts";
import { FakeWorld } from "./kinds/fake_world.ts";
import { AttemptScope, createEvaluator } from "./scope.ts";

const code = (expected: string, message: RegExp) => (error: AppError) => error.code === expected && message.test(error.message);

function evaluator(world: FakeWorld, task: Omit<Task, "id"> = {}) {
  return createEvaluator(world.context(task), world.ports);
}

Deno.test("createEvaluator() gives a text without expressions back and looks at nothing", async () => {
  const world = new FakeWorld();
  world.ended("a", { stdout: "x" });
  assert.equal(await evaluator(world)("plain"), "plain");
  assert.deepEqual(world.reads, []);
});

Deno.test("createEvaluator() loads what a reference reads and nothing else", async () => {
  const world = new FakeWorld();
  world.ended("a", { stdout: "out\n", stderr: "err" });
  world.ended("b", { stdout: "other" });
  const evaluate = evaluator(world);
  assert.equal(await evaluate("{{ tasks.a.status }}"), "succeeded");
  assert.deepEqual(world.reads, []);
  assert.equal(await evaluate("{{ tasks.a.stderr }}"), "err");
  assert.deepEqual(world.reads, ["a.1.stderr"]);
});

Deno.test("createEvaluator() gives a task's standard output and error without its log", async () => {
  const world = new FakeWorld();
  world.ended("a", { stdout: "out", stderr: "err", log: '{"level":"info"}\n' });
  const evaluate = evaluator(world);
  assert.deepEqual([await evaluate("{{ tasks.a.stdout }}"), await evaluate("{{ tasks.a.stderr }}")], ["out", "err"]);
  await assert.rejects(evaluate("{{ tasks.a.log }}"), code("expr_no_such_key", /log/));
  assert.deepEqual(world.reads, ["a.1.stdout", "a.1.stderr"]);
});

Deno.test("createEvaluator() drops one final line break of a stream", async (t) => {
  for (const [written, expected] of [["a\n", "a"], ["a\r\n", "a"], ["a\n\n", "a\n"], ["\n", ""], ["a", "a"], ["", ""]] as const) {
    await t.step(JSON.stringify(written), async () => {
      const world = new FakeWorld();
      world.ended("a", { stdout: written });
      assert.equal(await evaluator(world)("{{ tasks.a.stdout }}"), expected);
    });
  }
});

Deno.test("createEvaluator() parses json when it is read, long integers exactly", async () => {
  const world = new FakeWorld();
  world.ended("a", { stdout: '{"id":12345678901234567890,"constructor":1}\n' });
  const evaluate = evaluator(world);
  assert.equal(await evaluate("{{ tasks.a.json.id }}"), 12345678901234567890n);
  assert.equal(await evaluate("{{ tasks.a.json.constructor }}"), 1);
  await assert.rejects(evaluate("{{ tasks.a.json.toString }}"), code("expr_no_such_key", /toString/));
});

Deno.test("createEvaluator() names the task whose output is no JSON", async () => {
  const world = new FakeWorld();
  world.ended("a", { stdout: "not json" });
  world.ended("none", { attempt: 0, status: "skipped" });
  await assert.rejects(evaluator(world)("{{ tasks.a.json.x }}"), code("json_invalid", /"a" cannot be read as JSON: .*not valid/));
  await assert.rejects(evaluator(world)("{{ tasks.none.json }}"), code("json_invalid", /"none".*did not run/));
});

Deno.test("createEvaluator() refuses a stream over 8 MiB and names the way out", async () => {
  const world = new FakeWorld();
  world.ended("a", { stdout: "x".repeat(8 * 1024 * 1024 + 1) });
  await assert.rejects(evaluator(world)("{{ tasks.a.stdout }}"), code("output_too_large", /"a".*standard input.*file/));
});

Deno.test("createEvaluator() gives upstream its outputs and the fields of its JSON directly", async () => {
  const world = new FakeWorld();
  world.ended("a", { stdout: '{"items":[1,2],"count":9,"status":"json"}', outputs: { count: 3 } });
  world.upstream = ["a"];
  const evaluate = evaluator(world);
  assert.equal(await evaluate("{{ upstream.a.count }}"), 3);
  assert.deepEqual(world.reads, [], "an output needs no file");
  assert.deepEqual(await evaluate("{{ upstream.a.items }}"), [1, 2]);
  assert.equal(await evaluate("{{ upstream.a.status }}"), "succeeded");
  assert.equal(await evaluate("{{ upstream.a.stdout }}"), '{"items":[1,2],"count":9,"status":"json"}');
});

Deno.test("createEvaluator() says that upstream is no JSON when a field of it is missing", async () => {
  const world = new FakeWorld();
  world.ended("a", { stdout: "text" });
  world.upstream = ["a"];
  await assert.rejects(evaluator(world)("{{ upstream.a.items }}"), code("expr_no_such_key", /items.*"a" is not JSON/));
});

Deno.test("createEvaluator() shows only direct dependencies as upstream", async () => {
  const world = new FakeWorld();
  world.ended("a");
  world.ended("b");
  world.upstream = ["b"];
  assert.equal(await evaluator(world)("{{ tasks.a.exit_code }}"), 0);
  await assert.rejects(evaluator(world)("{{ upstream.a.exit_code }}"), code("expr_no_such_key", /a/));
});

Deno.test("createEvaluator() gives status of the only upstream", async (t) => {
  await t.step("the exit code", async () => {
    const world = new FakeWorld();
    world.ended("a", { exitCode: 4, status: "failed" });
    world.upstream = ["a"];
    assert.deepEqual(await evaluator(world)("{{ status }}"), { code: 4, text: "failed" });
  });
  await t.step("the HTTP status", async () => {
    const world = new FakeWorld();
    world.ended("a", { httpStatus: 404 });
    world.upstream = ["a"];
    assert.deepEqual(await evaluator(world)("{{ status }}"), { code: 404, text: "Not Found" });
  });
  await t.step("none with two upstreams", async () => {
    const world = new FakeWorld();
    world.ended("a");
    world.ended("b");
    world.upstream = ["a", "b"];
    await assert.rejects(evaluator(world)("{{ status.code }}"), code("expr_no_such_key", /status/));
  });
});

Deno.test("createEvaluator() has everything else of the product's list in scope", async (t) => {
  const world = new FakeWorld();
  world.params = { n: 2 };
  world.secrets = { token: "t" };
  world.matrix = { region: "eu" };
  world.event = { id: "e", payload: { a: 1 } };
  const context = world.context({ meta: { b: 2 } }, { meta: { a: 1, b: 1 }, env: { X: "{{ params.n }}" } });
  const evaluate = createEvaluator(context, world.ports);
  const cases: [string, unknown][] = [
    ["{{ params.n }}", 2],
    ["{{ config.limit }}", 3],
    ["{{ secrets.token }}", "t"],
    ["{{ matrix.region }}", "eu"],
    ["{{ event.id }}", "e"],
    ["{{ payload.a }}", 1],
    ["{{ run.id }}", "r1"],
    ["{{ meta.a }}{{ meta.b }}", "12"],
    ["{{ env.X }}", "2"],
    ["{{ env.PATH }}", "/bin"],
  ];
  for (const [template, expected] of cases) await t.step(template, async () => assert.deepEqual(await evaluate(template), expected));
});

Deno.test("createEvaluator() shows a matrix task's instances, and their output one after another", async () => {
  const world = new FakeWorld();
  world.ended("m[eu]", { stdout: "a\n" });
  world.ended("m[us]", { stdout: "b\n", exitCode: 1 });
  const instances = new Map(
    [["eu", world.results.get("m[eu]")], ["us", world.results.get("m[us]")]].map(([key, result]) => [key, result]),
  ) as never;
  world.results.clear();
  world.ended("m", { attempt: 0, instances });
  const evaluate = evaluator(world);
  assert.equal(await evaluate("{{ tasks.m.stdout }}"), "a\nb");
  world.reads.length = 0;
  assert.equal(await evaluate("{{ tasks.m.instances.us.exit_code }}"), 1);
  assert.deepEqual(world.reads, []);
  assert.equal(await evaluate("{{ tasks.m.instances.eu.stdout }}"), "a");
  assert.deepEqual(world.reads, ["m[eu].1.stdout"]);
});

Deno.test("createEvaluator() loads everything for a dynamic index, without failing for what cannot be loaded", async () => {
  const world = new FakeWorld();
  world.ended("a", { stdout: "not json" });
  world.ended("big", { stdout: "x".repeat(8 * 1024 * 1024 + 1) });
  const tasks = await evaluator(world)("{{ tasks.* }}") as Record<string, Record<string, unknown>>;
  assert.deepEqual(Object.keys(tasks), ["a", "big"]);
  assert.equal(tasks["a"]?.["stdout"], "not json");
  assert.equal("json" in (tasks["a"] ?? {}), false);
  assert.equal("stdout" in (tasks["big"] ?? {}), false);
});

Deno.test("AttemptScope.deep() evaluates every text and keeps types and keys", async () => {
  const world = new FakeWorld();
  world.params = { n: 2, list: [1] };
  const scope = new AttemptScope(world.context({}), world.ports);
  const value = await scope.deep({
    "{{ key }}": ["{{ params.n }}", "n={{ params.n }}", { x: "{{ params.list }}" }],
    "__proto__": 1,
    b: null,
    c: true,
  });
  assert.equal(JSON.stringify(value), '{"{{ key }}":[2,"n=2",{"x":[1]}],"b":null,"c":true}');
});
