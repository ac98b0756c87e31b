// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import { AppError, type OutputStream, type RunEvent } from "../core/mod.ts";
import { type Script, task, World } from "./testing.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function shown(events: readonly RunEvent[], stream: OutputStream = "stdout"): string[] {
  return events.flatMap((event) => event.type === "task.output" && event.stream === stream ? [new TextDecoder().decode(event.bytes)] : []);
}

function stored(world: World, id: string, stream: OutputStream = "stdout"): string {
  const run = [...world.journal.runs.keys()][0]!;
  return new TextDecoder().decode(world.outputs.read({ run, task: id, attempt: 1 }, stream, 1e9));
}

const writes = (...chunks: string[]): Script => async (context) => {
  for (const chunk of chunks) await context.output("stdout", bytes(chunk));
  return context.signal.aborted ? { status: "cancelled" } : {};
};

Deno.test("task.output carries whole lines, the last without its newline", async () => {
  const world = new World();
  world.scripts["a"] = async (context) => {
    await context.output("stderr", bytes("warn"));
    return await writes("one\ntw", "o\nthree")(context, world);
  };
  await world.start([task("a")]);
  assert.deepEqual(shown(world.events), ["one\n", "two\n", "three"]);
  assert.deepEqual(shown(world.events, "stderr"), ["warn"]);
  assert.equal(stored(world, "a"), "one\ntwo\nthree");
  const types = world.events.map(({ type }) => type);
  assert.ok(types.lastIndexOf("task.output") < types.indexOf("task.finished"));
});

Deno.test("output is masked before it is stored or shown, also when a secret is split", async () => {
  const world = new World();
  world.secrets = { token: "hunter2hunter2" };
  world.scripts["a"] = writes("token hunter2", "hunter2 here\nhun", "ter2", "hunter2");
  await world.start([task("a")]);
  assert.equal(stored(world, "a"), "token *** here\n***");
  assert.equal(shown(world.events).join(""), "token *** here\n***");
});

Deno.test("records of the log are masked, stored and shown in lines like output, and apart from it", async () => {
  const world = new World();
  world.secrets = { token: 'hunter"2' };
  const record = `${JSON.stringify({ level: "info", message: 'token hunter"2' })}\n`;
  world.scripts["a"] = async ({ output }) => {
    await output("log", bytes(record.slice(0, 38)));
    await output("stdout", bytes("between\n"));
    await output("log", bytes(record.slice(38) + "{}\n"));
    return {};
  };
  await world.start([task("a")]);
  const masked = '{"level":"info","message":"token ***"}\n';
  assert.equal(stored(world, "a", "log"), `${masked}{}\n`);
  assert.deepEqual([stored(world, "a"), shown(world.events)], ["between\n", ["between\n"]]);
  assert.equal(shown(world.events, "log").join(""), `${masked}{}\n`);
  const order = world.events.flatMap((event) => event.type === "task.output" ? [event.stream] : []);
  assert.equal(order[0], "stdout");
});

Deno.test("limits.output ends the attempt at the byte and keeps what came before", async () => {
  const world = new World();
  world.scripts["a"] = writes("12345", "67890", "more");
  const outcome = await world.start([task("a", { limits: { output: 7 } })]);
  assert.equal(stored(world, "a"), "1234567");
  assert.equal(world.end("a").status, "failed");
  assert.equal(outcome.error?.code, "limit_output");
});

Deno.test("limits.output of the pipeline hold for its tasks, of all streams together", async () => {
  const world = new World();
  world.scripts["a"] = async ({ output }) => {
    await output("stdout", bytes("1234"));
    await output("stderr", bytes("5678"));
    await output("log", bytes('{"level":'));
    return {};
  };
  const outcome = await world.start({ tasks: [task("a")], limits: { output: 11 } });
  assert.equal(outcome.error?.code, "limit_output");
  assert.deepEqual([stored(world, "a", "stderr"), stored(world, "a", "log")], ["5678", '{"l']);
});

Deno.test("limits.time ends the attempt as failed", async () => {
  const world = new World();
  world.scripts["a"] = async ({ signal }, { clock }) => (await clock.sleep(1e6, signal), { status: "timed_out" });
  const outcome = await world.start([task("a", { limits: { time: 400 }, timeout: 500 })]);
  assert.equal(world.end("a").status, "failed");
  assert.deepEqual(outcome.error, { code: "limit_time", message: 'Task "a": It ran longer than its limit of 400 ms' });
});

Deno.test("a full disk fails the attempt that was writing and no other", async () => {
  const world = new World();
  world.scripts["a"] = writes("x", "y");
  world.outputs.beforeAppend = ({ task }) => {
    if (task === "a") throw new AppError("state_full", "No space left on the device of /state");
  };
  const outcome = await world.start([task("a"), task("b")]);
  assert.deepEqual(outcome.error, { code: "state_full", message: 'Task "a": No space left on the device of /state' });
  assert.equal(world.end("b").status, "succeeded");
});

Deno.test("a slow listener holds the producer back", async () => {
  const world = new World();
  let open = 0, most = 0;
  world.onEvent = async (event) => {
    if (event.type !== "task.output") return;
    most = Math.max(most, ++open);
    await world.clock.sleep(5);
    open--;
  };
  world.scripts["a"] = writes("a\n", "b\n", "c\n");
  await world.start([task("a")]);
  assert.equal(most, 1);
  assert.equal(world.clock.monotonicMs(), 15);
});

Deno.test("a listener that fails on output breaks the run", async () => {
  const world = new World();
  world.onEvent = (event) => event.type === "task.output" ? Promise.reject(new Error("closed")) : undefined;
  world.scripts["a"] = writes("a\n");
  await assert.rejects(world.start([task("a")]), /closed/);
});
