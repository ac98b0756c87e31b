import assert from "node:assert/strict";
import type { Task } from "../../core/mod.ts";
import { FakeWorld } from "./fake_world.ts";
import { runAttempt } from "./mod.ts";

function attempt(world: FakeWorld, task: Omit<Task, "id">) {
  return runAttempt(world.context(task), world.ports);
}

Deno.test("command starts the program with each argument as it is, numbers as text", async () => {
  const world = new FakeWorld();
  world.params = { n: 3, evil: "; rm -rf $HOME 'x' \"y\"" };
  const result = await attempt(world, { command: ["prog", "{{ params.n }}", "{{ params.evil }}", "", "a{{ params.n }}"], cwd: "sub" });
  assert.deepEqual(result, { status: "succeeded", exitCode: 0, outputs: {} });
  const [spec] = world.spawned;
  assert.deepEqual(spec?.argv, ["prog", "3", "; rm -rf $HOME 'x' \"y\"", "", "a3"]);
  assert.equal(spec?.cwd, "/pipes/sub");
  assert.equal(spec?.stdin, "null");
  assert.deepEqual(spec?.env["EXECUTOR_OUTPUT"], "/state/me.3.outputs");
});

Deno.test("command refuses an argument that is no text", async (t) => {
  for (const [name, value] of [["a list", ["x"]], ["a map", { a: 1 }], ["null", null]] as const) {
    await t.step(name, async () => {
      const world = new FakeWorld();
      world.params = { value };
      const result = await attempt(world, { command: ["prog", "{{ params.value }}"] });
      assert.equal(result.error?.code, "argument_invalid");
      assert.match(result.error?.message ?? "", new RegExp(`Item 2 .*is ${name}`));
      assert.equal(world.spawned.length, 0);
    });
  }
  await t.step("an empty program", async () => {
    const world = new FakeWorld();
    world.params = { value: "" };
    assert.equal((await attempt(world, { command: ["{{ params.value }}"] })).error?.code, "argument_invalid");
  });
});

Deno.test("command passes output on and reports the exit code", async () => {
  const world = new FakeWorld();
  world.program = async ({ spec }) => {
    await spec.output("stdout", new TextEncoder().encode("hello\n"));
    await spec.output("stderr", new TextEncoder().encode("oops\n"));
    return { code: 3 };
  };
  const result = await attempt(world, { command: ["prog"] });
  assert.deepEqual(result, { status: "failed", exitCode: 3, outputs: {}, error: { code: "task_failed", message: "Exit code 3" } });
  assert.deepEqual(world.output, { stdout: "hello\n", stderr: "oops\n", log: "" });
});

Deno.test("command names the signal that ended the program", async () => {
  const world = new FakeWorld();
  world.program = () => ({ code: 139, signal: "SIGSEGV" });
  assert.equal((await attempt(world, { command: ["prog"] })).error?.message, "Ended by signal SIGSEGV (exit code 139)");
});

Deno.test("command reads outputs from $EXECUTOR_OUTPUT and removes the file", async () => {
  const world = new FakeWorld();
  world.program = ({ spec }) => {
    world.files.set(spec.env["EXECUTOR_OUTPUT"] ?? "", "a=1\nb=x=y\n");
    return { code: 0 };
  };
  const result = await attempt(world, { command: ["prog"] });
  assert.deepEqual({ ...result.outputs }, { a: "1", b: "x=y" });
  assert.deepEqual([...world.files.keys()], []);
});

Deno.test("command fails for wrong outputs of a program that succeeded, and keeps the program's own failure", async () => {
  const world = new FakeWorld();
  let code = 0;
  world.program = ({ spec }) => {
    world.files.set(spec.env["EXECUTOR_OUTPUT"] ?? "", "a=1\nnothing here\n");
    return { code };
  };
  const wrong = await attempt(world, { command: ["prog"] });
  assert.equal(wrong.error?.code, "outputs_invalid");
  assert.match(wrong.error?.message ?? "", /^Line 2 .*has no =: nothing here$/);
  code = 2;
  assert.equal((await attempt(world, { command: ["prog"] })).error?.code, "task_failed");
});

Deno.test("command takes the only upstream's stdout file as standard input unless stdin says otherwise", async (t) => {
  const cases: [string, (world: FakeWorld) => void, Omit<Task, "id">, unknown][] = [
    ["its file", (world) => world.ended("a", { stdout: "x", attempt: 2 }), {}, { path: "/state/a.2.stdout" }],
    ["nothing when it wrote nothing", (world) => world.ended("a"), {}, "null"],
    ["nothing when it did not run", (world) => world.ended("a", { attempt: 0 }), {}, "null"],
    ["nothing when it wrote only its log", (world) => world.ended("a", { log: "{}\n" }), {}, "null"],
    ["its file and not its log", (world) => world.ended("a", { stdout: "x", log: "{}\n" }), {}, { path: "/state/a.1.stdout" }],
    ["text", (world) => world.ended("a", { stdout: "x" }), { stdin: "<{{ tasks.a.stdout }}>" }, new TextEncoder().encode("<x>")],
  ];
  for (const [name, prepare, task, expected] of cases) {
    await t.step(name, async () => {
      const world = new FakeWorld();
      world.upstream = ["a"];
      prepare(world);
      await attempt(world, { command: ["prog"], ...task });
      assert.deepEqual(world.spawned[0]?.stdin, expected);
    });
  }
  await t.step("nothing of two upstreams", async () => {
    const world = new FakeWorld();
    world.upstream = ["a", "b"];
    world.ended("a", { stdout: "x" });
    world.ended("b", { stdout: "x" });
    await attempt(world, { command: ["prog"] });
    assert.equal(world.spawned[0]?.stdin, "null");
  });
});

Deno.test("command hands limits to the process and names the one that was crossed", async (t) => {
  await t.step("memory", async () => {
    const world = new FakeWorld();
    world.program = () => ({ code: 137, signal: "SIGKILL", limit: { name: "memory", seen: 157286400 } });
    const result = await attempt(world, { command: ["prog"], limits: { memory: 134217728, cpu: 500 } });
    assert.equal(world.spawned[0]?.memoryBytes, 134217728);
    assert.equal(world.spawned[0]?.cpuMs, 500);
    assert.equal(result.error?.code, "limit_memory");
    assert.match(result.error?.message ?? "", /150 MiB.*limits\.memory is 128 MiB/);
  });
  await t.step("cpu, from the pipeline", async () => {
    const world = new FakeWorld();
    world.program = () => ({ code: 137, signal: "SIGKILL", limit: { name: "cpu", seen: 620 } });
    const result = await runAttempt(world.context({ command: ["prog"] }, { limits: { cpu: 500 } }), world.ports);
    assert.match(result.error?.message ?? "", /620 ms.*limits\.cpu is 500 ms/);
  });
});

Deno.test("command stops the program with SIGTERM, and with SIGKILL after 3 s", async () => {
  const world = new FakeWorld();
  world.program = async ({ stopped }) => {
    setTimeout(() => world.abort.abort("cancel"), 0);
    assert.equal(await stopped(), "terminate");
    assert.equal(await stopped(), "kill");
    return { code: 137, signal: "SIGKILL" };
  };
  const result = await attempt(world, { command: ["prog"] });
  assert.equal(result.status, "cancelled");
  assert.equal(result.exitCode, 137);
  assert.deepEqual(world.sleeps, [3000]);
});

Deno.test("command kills what a program that obeyed SIGTERM left behind", async () => {
  const world = new FakeWorld();
  world.program = async ({ stopped }) => {
    setTimeout(() => world.abort.abort("timeout"), 0);
    await stopped();
    return { code: 0 };
  };
  const result = await attempt(world, { command: ["prog"] });
  assert.equal(result.status, "timed_out");
  assert.deepEqual(result.error, { code: "task_timeout", message: "Stopped after its timeout" });
  assert.deepEqual(world.stops, ["terminate", "kill"]);
});

Deno.test("command kills at once when the reason is kill, and when a second one follows a cancel", async (t) => {
  await t.step("at once", async () => {
    const world = new FakeWorld();
    world.program = async ({ stopped }) => {
      setTimeout(() => world.abort.abort("kill"), 0);
      assert.equal(await stopped(), "kill");
      return { code: 137 };
    };
    assert.equal((await attempt(world, { command: ["prog"] })).status, "cancelled");
    assert.deepEqual(world.sleeps, []);
  });
  await t.step("afterwards", async () => {
    const world = new FakeWorld();
    world.ports.clock.sleep = () => new Promise(() => {});
    world.program = async ({ stopped }) => {
      setTimeout(() => world.abort.abort("cancel"), 0);
      assert.equal(await stopped(), "terminate");
      world.kill.abort();
      assert.equal(await stopped(), "kill");
      return { code: 137 };
    };
    assert.equal((await attempt(world, { command: ["prog"] })).status, "cancelled");
  });
});

Deno.test("command starts nothing when it is already to stop", async () => {
  const world = new FakeWorld();
  world.abort.abort("run_timeout");
  assert.equal((await attempt(world, { command: ["prog"] })).status, "cancelled");
  assert.equal(world.spawned.length, 0);
});

Deno.test("command ends the program whose output cannot be kept", async () => {
  const world = new FakeWorld();
  const { AppError } = await import("../../core/mod.ts");
  world.program = async ({ spec, stopped }) => {
    await spec.output("stdout", new Uint8Array(10));
    assert.equal(await stopped(), "kill");
    return { code: 137, signal: "SIGKILL" };
  };
  const context = { ...world.context({ command: ["prog"] }), output: () => Promise.reject(new AppError("state_full", "The disk is full")) };
  const result = await runAttempt(context, world.ports);
  const { hint, ...error } = result.error ?? {};
  assert.deepEqual(error, { code: "state_full", message: "The disk is full" });
  assert.match(hint ?? "", /room|space/i);
});
