import assert from "node:assert/strict";
import type { Task } from "../../core/mod.ts";
import { FakeWorld } from "./fake_world.ts";
import { runAttempt } from "./mod.ts";

function attempt(world: FakeWorld, task: Omit<Task, "id">) {
  return runAttempt(world.context(task), world.ports);
}

Deno.test("script hands a file, its argument and the task's word over to the sandbox", async () => {
  const world = new FakeWorld();
  world.params = { n: 3 };
  world.scriptEnd = { status: "returned", outputs: { count: 1 } };
  const result = await attempt(world, {
    script: "./lib/process.ts",
    permissions: { read: ["data"] },
    limits: { memory: 1_000_000, requests: 3 },
    env: { GREETING: "hi {{ params.n }}" },
    stdin: "in",
    cwd: "sub",
  });
  assert.deepEqual(result, { status: "succeeded", outputs: { count: 1 } });
  const [call] = world.scriptCalls;
  assert.deepEqual(call?.source, { kind: "file", path: "/pipes/lib/process.ts" });
  assert.deepEqual(call.permissions, { read: ["data"] });
  assert.deepEqual(call.limits, { memory: 1_000_000, requests: 3 });
  assert.equal(call.cwd, "/pipes/sub");
  assert.equal(call.env["GREETING"], "hi 3");
  assert.deepEqual(call.argument["params"], { n: 3 });
  assert.deepEqual(call.input, new TextEncoder().encode("in"));
});

Deno.test("script takes a text with a line break for the script itself", async () => {
  const world = new FakeWorld();
  await attempt(world, { script: "export default () => {};\n" });
  assert.deepEqual(world.scriptCalls[0]?.source, { kind: "inline", text: "export default () => {};\n", name: 'script of "me"' });
});

Deno.test("script turns how a script ended into the attempt's end", async () => {
  const world = new FakeWorld();
  world.scriptEnd = { status: "failed", code: "limit_memory", message: "Stopped" };
  assert.deepEqual(await attempt(world, { script: "a.js" }), {
    status: "failed",
    outputs: {},
    error: { code: "limit_memory", message: "Stopped" },
  });
  world.scriptEnd = { status: "returned", outputs: {} };
  assert.deepEqual(await attempt(world, { script: "a.js" }), { status: "succeeded", outputs: {} });
});
