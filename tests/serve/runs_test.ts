import assert from "node:assert/strict";
import { startServing, withFiles } from "../serving.ts";
import { assertProblem, Customer, serving, test } from "./customer.ts";

const HELLO = `name: hello
params: { who: world, times: { type: int, default: 1 } }
tasks:
  - id: greet
    run: echo "hello {{ params.who }}"; echo "said={{ params.times }}" >> "$EXECUTOR_OUTPUT"
  - { id: after, depends_on: [greet], run: cat }
`;
const FAILS = "name: fails\ntasks:\n  - { id: a, run: exit 3 }\n  - { id: b, depends_on: [a], run: 'true' }\n";
/** Goes on until a file `go` is there. */
const WAITS = "name: waits\ntasks:\n  - { id: wait, run: 'echo begun; until [ -e go ]; do sleep 0.02; done' }\n";
const STARTS = "/api/v1/pipelines/hello/runs";

test("runs: started, shown and told of as written", async (t) => {
  await serving({ "hello.yaml": HELLO, "fails.yaml": FAILS, "waits.yaml": WAITS }, async (customer) => {
    await t.step("201 with Location, and the run by its shape", async () => {
      const { status, headers, json } = await customer.ask("POST", STARTS, { body: { params: { who: "you" } } });
      assert.deepEqual([status, Object.keys(json)], [201, ["run"]]);
      assert.equal(headers.get("location"), `/api/v1/runs/${json.run}`);
      const run = await customer.ended(json.run);
      assert.deepEqual([run.run, run.pipeline, run.revision, run.status, run.params.who], [json.run, "hello", 1, "succeeded", "you"]);
      for (const time of [run.started_at, run.finished_at]) assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const [greet, after] = run.tasks;
      assert.deepEqual([greet.id, greet.status, greet.attempts, greet.exit_code, greet.error], ["greet", "succeeded", 1, 0, null]);
      assert.deepEqual([greet.outputs, after.id, typeof after.duration_ms], [{ said: "1" }, "after", "number"]);
    });
    await t.step("a failure carries its error", async () => {
      const run = await customer.run("fails");
      assert.deepEqual([run.status, run.tasks[0].exit_code, typeof run.tasks[0].error.code, run.tasks[1].status], [
        "failed",
        3,
        "string",
        "skipped",
      ]);
    });
    await t.step("events: the objects of run --json", async () => {
      const { run } = await customer.run("hello");
      using events = await customer.events(`/api/v1/runs/${run}/events`);
      const all = await events.rest();
      for (const { event, data } of all) assert.equal(event, data.type);
      const ids = all.map(({ id }) => id);
      assert.deepEqual(ids, Array.from(new Set(ids)).toSorted((a, b) => a - b));
      assert.equal(all[0]?.event, "run.started");
      assert.equal(all.at(-1)?.event, "run.finished");
      assert.deepEqual(all.at(-1)?.data.counts, { succeeded: 2 });
      const output = all.find(({ event }) => event === "task.output");
      assert.deepEqual([output?.data.stream, output?.data.line, output?.data.task, output?.data.attempt], [
        "stdout",
        "hello world",
        "greet",
        1,
      ]);
      using rest = await customer.events(`/api/v1/runs/${run}/events`, { "last-event-id": String(ids[2]) });
      assert.deepEqual(await rest.rest(), all.slice(3), "what comes behind an id");
      using logs = await customer.events(`/api/v1/runs/${run}/logs`);
      assert.deepEqual((await logs.rest()).map(({ data }) => data.line), ["hello world", "hello world"]);
    });
    await t.step("events while it runs, and cancel", async () => {
      const { run } = (await customer.ask("POST", "/api/v1/pipelines/waits/runs")).json;
      using events = await customer.events(`/api/v1/runs/${run}/events`);
      await events.find(({ event, data }) => event === "task.output" && data.line === "begun");
      assert.equal((await customer.get(`/api/v1/runs/${run}`)).json.status, "running");
      const cancel = await customer.ask("POST", `/api/v1/runs/${run}/cancel`);
      assert.ok([200, 202].includes(cancel.status));
      assert.equal((await events.rest()).at(-1)?.data.status, "cancelled");
    });
    await t.step("bad parameters", async () => {
      assertProblem(await customer.ask("POST", STARTS, { body: { params: { times: "x" } } }), 422, "param_invalid", STARTS);
      assertProblem(await customer.ask("POST", STARTS, { body: { params: [1] } }), 422, "body_invalid", STARTS);
      assertProblem(await customer.ask("POST", STARTS, { body: "x", type: "text/plain" }), 415, "media_type_unsupported", STARTS);
    });
    await t.step("Idempotency-Key", async () => {
      const start = (key: string, body: unknown) => customer.ask("POST", STARTS, { body, headers: { "idempotency-key": key } });
      const first = await start("k1", { params: { who: "a" } });
      const again = await start("k1", { params: { who: "a" } });
      assert.deepEqual([again.status, again.json, again.headers.get("location")], [201, first.json, first.headers.get("location")]);
      assertProblem(await start("k1", { params: { who: "b" } }), 409, "idempotency_conflict", STARTS);
      assert.notEqual((await start("k2", { params: { who: "a" } })).json.run, first.json.run);
      const many = await Promise.all(Array.from({ length: 8 }, () => start("k3", { params: { who: "c" } })));
      assert.deepEqual(new Set(many.map(({ status, json }) => `${status} ${json.run}`)).size, 1);
      assertProblem(await start("x".repeat(300), {}), 400, "header_malformed", STARTS);
      const failed = await start("k4", { params: { times: "x" } });
      assert.equal(failed.status, 422);
      assert.equal((await start("k4", { params: { times: 2 } })).status, 201, "what was refused used no key up");
    });
  });
});

test("the daemon's events: states of modules, and none is lost over a restart", async () => {
  await withFiles({ "hello.yaml": HELLO }, async (folder) => {
    let last: number;
    {
      await using daemon = startServing(folder);
      const customer = new Customer(folder, daemon, await daemon.ready());
      using events = await customer.events("/api/v1/events");
      await customer.patch("/api/v1/pipelines/hello", { timeout: "5s" });
      const { id, data } = await events.find(({ event, data }) => event === "module.state" && data.state === "active");
      assert.deepEqual([data.type, data.module, data.revision], ["module.state", "pipelines/hello", 2]);
      assert.match(data.time, /Z$/);
      last = id;
      await customer.patch("/api/v1/pipelines/hello", { timeout: "6s" });
      daemon.kill("SIGTERM");
      assert.equal((await daemon.ended()).code, 0);
    }
    await using daemon = startServing(folder);
    const customer = new Customer(folder, daemon, await daemon.ready());
    using events = await customer.events("/api/v1/events", { "last-event-id": String(last) });
    const { id } = await events.find(({ event, data }) => event === "module.state" && data.state === "active" && data.revision === 3);
    assert.ok(id > last);
    const run = await customer.run("hello");
    using of = await customer.events(`/api/v1/runs/${run.run}/events`);
    assert.ok((await of.rest()).length > 3);
  });
});
