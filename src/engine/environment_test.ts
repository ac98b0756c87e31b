import assert from "node:assert/strict";
import type { AppError, Pipeline, Task } from "../core/mod.ts";
import { resolveFolder } from "./environment.ts";
import { FakeWorld } from "./kinds/fake_world.ts";
import { AttemptScope } from "./scope.ts";

function environmentOf(world: FakeWorld, task: Omit<Task, "id">, pipeline: Partial<Pipeline> = {}) {
  return new AttemptScope(world.context(task, pipeline), world.ports).environment();
}

Deno.test("resolveEnvironment() lets inject win over env, env over dotenv, and dotenv over what is inherited", async () => {
  const world = new FakeWorld();
  world.environment = { A: "inherited", B: "inherited", C: "inherited", D: "inherited", E: "inherited" };
  world.files.set("/pipes/top.env", "B=top dotenv\nC=top dotenv\nD=top dotenv\nE=top dotenv");
  world.files.set("/pipes/task.env", "C=task dotenv\nD=task dotenv\nE=task dotenv");
  const environment = await environmentOf(
    world,
    { dotenv: ["task.env"], env: { E: "task env" }, inject: { F: "inject" } },
    { dotenv: ["top.env"], env: { D: "top env", E: "top env", F: "top env" } },
  );
  const { A, B, C, D, E, F } = environment.all();
  assert.deepEqual([A, B, C, D, E, F], ["inherited", "top dotenv", "task dotenv", "top env", "task env", "inject"]);
});

Deno.test("resolveEnvironment() evaluates values in order, so that one can build on those before it", async () => {
  const world = new FakeWorld();
  const environment = await environmentOf(
    world,
    { inject: { C: "{{ env.B }}c" } },
    { env: { A: "{{ env.PATH }}:/opt", B: "{{ env.A }}!" } },
  );
  const { A, B, C } = environment.all();
  assert.deepEqual([A, B, C], ["/bin:/opt", "/bin:/opt!", "/bin:/opt!c"]);
});

Deno.test("resolveEnvironment() computes injected variables only when they are read", async () => {
  const world = new FakeWorld();
  const scope = new AttemptScope(world.context({ inject: { BAD: "{{ params.missing }}", GOOD: "x" }, env: { A: "1" } }), world.ports);
  assert.equal(await scope.value("{{ env.A }}"), "1");
  await assert.rejects(scope.value("{{ env.GOOD }}"), (error: AppError) => error.code === "expr_no_such_key");
});

Deno.test("resolveEnvironment() puts the fence over whatever the document sets", async () => {
  const world = new FakeWorld();
  const environment = await environmentOf(world, { env: { EXECUTOR_RUN: "other" }, inject: { EXECUTOR_TASK: "other" } });
  const { EXECUTOR_RUN, EXECUTOR_TASK, EXECUTOR_EPOCH, EXECUTOR_ATTEMPT } = environment.all();
  assert.deepEqual([EXECUTOR_RUN, EXECUTOR_TASK, EXECUTOR_EPOCH, EXECUTOR_ATTEMPT], ["r1", "me", "2", "3"]);
});

Deno.test("resolveEnvironment() takes __proto__ for a name like any other", async () => {
  const environment = await environmentOf(new FakeWorld(), { env: JSON.parse('{"__proto__":"x"}') });
  assert.equal(environment.all()["__proto__"], "x");
});

Deno.test("resolveEnvironment() names a dotenv file that is missing", async () => {
  await assert.rejects(
    environmentOf(new FakeWorld(), { dotenv: ["conf/missing.env"] }),
    (error: AppError) => error.code === "dotenv_unreadable" && /conf\/missing\.env.*no such file/.test(error.message),
  );
});

Deno.test("resolveEnvironment() reads quotes, comments and a byte order mark of a dotenv file", async () => {
  const world = new FakeWorld();
  world.files.set("/pipes/.env", "\uFEFFA=\"two words\" # why\n# no\nexport B='x'\nC=\n");
  const { A, B, C } = (await environmentOf(world, { dotenv: [".env"] })).all();
  assert.deepEqual([A, B, C], ["two words", "x", ""]);
});

Deno.test("resolveFolder() starts at the pipeline's folder, the task's cwd winning", async (t) => {
  const cases: [string, string | undefined, string | undefined, string][] = [
    ["none", undefined, undefined, "/pipes"],
    ["the pipeline's", "data", undefined, "/pipes/data"],
    ["the task's", "data", "../x", "/x"],
    ["absolute", undefined, "/srv", "/srv"],
    ["computed", undefined, "{{ params.dir }}", "/pipes/here"],
  ];
  for (const [name, top, own, expected] of cases) {
    await t.step(name, async () => {
      const world = new FakeWorld();
      world.params = { dir: "here" };
      const context = world.context(own === undefined ? {} : { cwd: own }, top === undefined ? {} : { cwd: top });
      const scope = new AttemptScope(context, world.ports);
      assert.equal(await resolveFolder(context, (template) => scope.text(template)), expected);
    });
  }
});

Deno.test("resolveEnvironment() names the attempt's place in the trace over what is inherited, and the document wins", async () => {
  const world = new FakeWorld();
  world.environment = { TRACEPARENT: "inherited", TRACESTATE: "inherited=1" };
  const untouched = (await environmentOf(world, {})).all();
  assert.deepEqual([untouched["TRACEPARENT"], untouched["TRACESTATE"]], ["inherited", "inherited=1"]);
  world.trace = { traceId: "a".repeat(32), spanId: "b".repeat(16), isSampled: true };
  const { TRACEPARENT, TRACESTATE } = (await environmentOf(world, {})).all();
  assert.deepEqual([TRACEPARENT, TRACESTATE], [`00-${"a".repeat(32)}-${"b".repeat(16)}-01`, undefined]);
  world.trace = { ...world.trace, tracestate: "x=1" };
  const own = (await environmentOf(world, { env: { TRACEPARENT: "mine" } })).all();
  assert.deepEqual([own["TRACEPARENT"], own["TRACESTATE"]], ["mine", "x=1"]);
});
