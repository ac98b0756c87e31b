import assert from "node:assert/strict";
import type { FeedItem, RunState } from "../../core/mod.ts";
import { shell, testRuns } from "./testing_runs.ts";

const decoder = new TextDecoder();
// What killed children may have left is looked for a little longer than their runs go on.
const test = (name: string, fn: (t: Deno.TestContext) => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

const isStarted = ({ type }: { readonly type: string }) => type === "task.started";

test("start() carries a run out with its parameters and event, and get() shows its revision", async () => {
  await using world = await testRuns();
  world.serve("hello", {
    params: { who: { type: "string" } },
    tasks: [{ id: "say", command: ["echo", "{{ params.who }} {{ payload.n }} {{ event.kind }}"] }],
  }, 7);
  const event = { id: "e1", time: 5, kind: "http", payload: { n: 3 } } as const;
  const { run } = await world.service.start({ pipeline: "hello", params: { who: "you" }, event });
  assert.equal(await world.end(run), "succeeded");
  const view = world.service.get(run);
  assert.ok("tasks" in view);
  assert.equal(view.revision, 7);
  assert.equal(decoder.decode(world.state.outputs.read({ run, task: "say", attempt: 1 }, "stdout", 100)), "you 3 http\n");
  assert.deepEqual(world.events.map((each) => each.type), ["run.started", "run.finished"]);
  assert.deepEqual(world.service.counts(), { queued: 0, running: 0 });
});

test("start() of the same event twice starts one run", async () => {
  await using world = await testRuns();
  world.serve("p", { tasks: [shell("a", "true")] });
  const event = { id: "once", time: 5, kind: "schedule", payload: null } as const;
  const first = await world.service.start({ pipeline: "p", params: {}, event });
  assert.deepEqual(await world.service.start({ pipeline: "p", params: {}, event }), { ...first, isRepeated: true });
  await world.end(first.run);
  assert.deepEqual(await world.service.start({ pipeline: "p", params: {}, event }), { ...first, isRepeated: true });
  const after = await world.restart();
  await using _after = after;
  assert.deepEqual(await after.service.start({ pipeline: "p", params: {}, event }), { ...first, isRepeated: true });
});

test("start() refuses what cannot run, with every problem", async () => {
  await using world = await testRuns();
  world.serve("p", { params: { n: { type: "int" } }, secrets: { token: { env: "NO_SUCH" } }, tasks: [shell("a", "true")] });
  await assert.rejects(world.start("none"), { code: "module_unknown" });
  await assert.rejects(world.start("p", { n: "x", m: "1" }), (error: { code: string; details: { errors: { code: string }[] } }) => {
    assert.deepEqual(error.details.errors.map(({ code }) => code).sort(), ["param_invalid", "param_unknown", "secret_missing"]);
    return true;
  });
  assert.equal(world.state.queue.size(), 0);
});

test("runs begin oldest first, as many at once as the settings say, and more once those say so", async () => {
  await using world = await testRuns({ settings: { at_once: 2 } });
  const gate = `${world.dir}/go`;
  world.serve("p", { tasks: [shell("a", `while [ ! -e ${gate} ]; do sleep 0.01; done`)] });
  const runs = [];
  for (let n = 0; n < 5; n++) runs.push(await world.start("p"));
  assert.deepEqual(world.service.counts(), { queued: 3, running: 2 });
  assert.deepEqual(runs.map((run) => world.service.get(run).status === "queued"), [false, false, true, true, true]);
  assert.deepEqual(world.service.list({ limit: 10 }).items.map(({ run }) => run), runs.toReversed());
  world.settings.at_once = 4;
  world.service.refresh();
  assert.deepEqual(world.service.counts(), { queued: 1, running: 4 });
  Deno.writeTextFileSync(gate, "");
  for (const run of runs) assert.equal(await world.end(run), "succeeded");
  const starts = runs.map((run) => world.events.findIndex((event) => event.type === "run.started" && event.run === run));
  assert.deepEqual(starts, starts.toSorted((a, b) => a - b));
});

test("start() refuses a run when as many wait as may", async () => {
  await using world = await testRuns({ settings: { at_once: 1, queue: 2 } });
  world.serve("p", { tasks: [shell("a", "sleep 30")] });
  for (let n = 0; n < 3; n++) await world.start("p");
  await assert.rejects(world.start("p"), { code: "queue_full" });
  assert.equal(world.state.queue.size(), 2);
});

test("a full concurrency group of one pipeline holds up no other one", async () => {
  await using world = await testRuns({ settings: { at_once: 2 } });
  world.serve("slow", { concurrency: { group: "g", limit: 1 }, tasks: [shell("a", "sleep 30")] });
  world.serve("quick", { tasks: [shell("a", "true")] });
  const first = await world.start("slow");
  for (let n = 0; n < 20; n++) await world.start("slow");
  await world.sees(first, isStarted);
  assert.equal(await world.end(await world.start("quick")), "succeeded");
  assert.deepEqual(world.service.counts(), { queued: 20, running: 1 });
});

test("a group that another process holds costs its waiting run no place", async () => {
  await using world = await testRuns({ settings: { at_once: 1 } });
  world.serve("slow", { concurrency: { group: "g", limit: 1 }, tasks: [shell("a", "true")] });
  world.serve("quick", { tasks: [shell("a", "true")] });
  const slot = world.state.slots.tryAcquire("g", 1, "other");
  const waits = await world.start("slow");
  await world.sees(waits, ({ type }) => type === "run.waiting");
  assert.equal(await world.end(await world.start("quick")), "succeeded");
  slot?.[Symbol.dispose]();
  assert.equal(await world.end(waits), "succeeded");
});

test("overlap holds over runs that wait and runs that run", async (t) => {
  const cases = [
    { overlap: "queue", atOnce: 4, expected: ["succeeded", "succeeded", "succeeded"] },
    { overlap: "queue", atOnce: 1, expected: ["succeeded", "succeeded", "succeeded"] },
    { overlap: "skip", atOnce: 4, expected: ["succeeded", "skipped", "skipped"] },
    { overlap: "skip", atOnce: 1, busy: true, expected: ["succeeded", "skipped", "skipped"] },
    { overlap: "cancel", atOnce: 4, expected: ["cancelled", "cancelled", "succeeded"] },
    { overlap: "cancel", atOnce: 1, busy: true, expected: ["cancelled", "cancelled", "succeeded"] },
  ] as const;
  for (const { overlap, atOnce, expected, ...more } of cases) {
    await t.step(`${overlap}, ${atOnce} at once${"busy" in more ? ", all taken" : ""}`, async () => {
      await using world = await testRuns({ settings: { at_once: atOnce } });
      const gate = `${world.dir}/go`;
      const wait = `while [ ! -e ${gate} ]; do sleep 0.01; done`;
      world.serve("other", { tasks: [shell("a", wait)] });
      world.serve("p", { concurrency: { group: "g", overlap }, tasks: [shell("a", wait)] });
      if ("busy" in more) await world.start("other");
      const runs = [await world.start("p"), await world.start("p"), await world.start("p")];
      Deno.writeTextFileSync(gate, "");
      const ends = [];
      for (const run of runs) {
        await world.end(run);
        const view = world.service.get(run);
        assert.ok("tasks" in view);
        ends.push(view.tasks[0]?.status === "skipped" ? "skipped" : view.status);
      }
      assert.deepEqual(ends, expected);
      assert.equal(world.state.queue.size(), 0);
    });
  }
});

test("cancel() ends a run that runs and one that waits, and says when there is nothing to cancel", async () => {
  await using world = await testRuns({ settings: { at_once: 1 } });
  world.serve("p", { tasks: [shell("a", "sleep 30")] });
  const [runs, waits] = [await world.start("p"), await world.start("p")];
  world.service.cancel(waits);
  assert.equal(await world.end(waits), "cancelled");
  world.service.cancel(runs);
  assert.equal(await world.end(runs), "cancelled");
  assert.throws(() => world.service.cancel(runs), { code: "run_ended" });
  assert.throws(() => world.service.cancel("none"), { code: "run_unknown" });
});

test("approve() answers by run and task, and the feed shows the question", async () => {
  await using world = await testRuns();
  world.serve("p", { tasks: [{ id: "one", approve: "One?" }, { id: "two", approve: "Two?" }] });
  const run = await world.start("p");
  const asked = new Map<string, string>();
  for await (const { event } of world.service.feed(run, { signal: AbortSignal.timeout(30_000) })) {
    if (event.type === "run.waiting") asked.set(event.task ?? "", event.question ?? "");
    if (asked.size === 2) break;
  }
  assert.deepEqual(asked, new Map([["one", "One?"], ["two", "Two?"]]));
  assert.throws(() => world.service.approve(run, { yes: true }), { code: "approval_unknown" });
  assert.throws(() => world.service.approve(run, { task: "three", yes: true }), { code: "approval_unknown" });
  world.service.approve(run, { task: "two", yes: false });
  world.service.approve(run, { yes: true });
  assert.equal(await world.end(run), "failed");
  const view = world.service.get(run);
  assert.deepEqual("tasks" in view ? view.tasks.map(({ status }) => status) : [], ["succeeded", "failed"]);
  assert.throws(() => world.service.approve(run, { yes: true }), { code: "approval_unknown" });
});

test("feed() goes on where it was left, also after a restart, and shows every line once", async () => {
  await using world = await testRuns();
  world.serve("p", {
    tasks: [shell("a", "for i in 1 2 3 4 5 6 7 8; do echo line $i; done"), shell("b", "echo last", { depends_on: ["a"] })],
  });
  const run = await world.start("p");
  const text = ({ id, event }: FeedItem) => `${id} ${event.type} ${event.type === "task.output" ? decoder.decode(event.bytes) : ""}`;
  const all: string[] = [];
  for await (const item of world.service.feed(run, { signal: AbortSignal.timeout(30_000) })) all.push(text(item));
  assert.equal(all.filter((line) => line.includes("line ")).length, 8);
  assert.match(all.at(-1) ?? "", /run\.finished/);
  await using after = await world.restart();
  for (let at = 0; at < all.length; at++) {
    const rest: string[] = [];
    const id = Number(all[at]?.split(" ")[0]);
    for await (const item of after.service.feed(run, { after: id, signal: AbortSignal.timeout(30_000) })) rest.push(text(item));
    assert.deepEqual(rest, all.slice(at + 1));
  }
  assert.throws(() => after.service.feed("none", { signal: AbortSignal.timeout(1) }), { code: "run_unknown" });
});

test("stop() leaves runs resumable and those that wait for the next daemon", async () => {
  await using world = await testRuns({ settings: { at_once: 1 } });
  const gate = `${world.dir}/go`;
  world.serve("p", {
    tasks: [shell("a", `echo $$ >> ${world.dir}/pids; while [ ! -e ${gate} ]; do sleep 0.01; done`, { idempotent: true })],
  });
  const [runs, waits] = [await world.start("p"), await world.start("p")];
  await world.sees(runs, isStarted);
  while (true) {
    try {
      if (Deno.readTextFileSync(`${world.dir}/pids`).endsWith("\n")) break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  await using after = await world.restart();
  assert.equal(after.service.get(runs).status, "interrupted");
  const pid = Number(Deno.readTextFileSync(`${world.dir}/pids`).split("\n")[0]);
  assert.throws(() => Deno.kill(pid, "SIGCONT"), "its child is gone");
  await after.sees(waits, isStarted);
  await after.service.resume(runs);
  await assert.rejects(after.service.resume(runs), { code: "run_alive" });
  Deno.writeTextFileSync(gate, "");
  assert.equal(await after.end(waits), "succeeded");
  assert.equal(await after.end(runs), "succeeded");
  const view = after.service.get(runs);
  assert.equal("tasks" in view && view.tasks[0]?.attempts, 2);
  await assert.rejects(after.service.resume(runs), { code: "run_ended" });
  await assert.rejects(world.start("p"), { code: "stopping" });
});

test("stop() gives runs their grace", async () => {
  await using world = await testRuns();
  world.serve("p", { tasks: [shell("a", "sleep 0.3")] });
  const run = await world.start("p");
  await world.sees(run, isStarted);
  await using after = await world.restart(20_000);
  assert.equal(after.service.get(run).status, "succeeded");
});

test("open() resumes interrupted runs when the settings say so, and says when one cannot go on", async () => {
  await using world = await testRuns({ settings: { recover: "resume" } });
  const gate = `${world.dir}/go`;
  const wait = `while [ ! -e ${gate} ]; do sleep 0.01; done`;
  world.serve("may", { tasks: [shell("a", wait, { idempotent: true })] });
  world.serve("not", { tasks: [shell("a", wait)] });
  const [may, not] = [await world.start("may"), await world.start("not")];
  await world.sees(may, isStarted);
  await world.sees(not, isStarted);
  await using after = await world.restart();
  Deno.writeTextFileSync(gate, "");
  assert.equal(await after.end(may), "succeeded");
  assert.equal(after.service.get(not).status, "interrupted");
  await assert.rejects(after.service.resume(not), { code: "not_idempotent" });
});

test("a queued run waits while its document is wrong, takes the active revision when its own is gone, and ends when its pipeline is", async () => {
  await using world = await testRuns({ settings: { at_once: 1 } });
  const gate = `${world.dir}/go`;
  world.serve("first", { tasks: [shell("a", `while [ ! -e ${gate} ]; do sleep 0.01; done`)] });
  world.serve("p", { tasks: [shell("a", "echo old")] }, 1);
  world.serve("q", { tasks: [shell("a", "true")] }, 1);
  const first = await world.start("first");
  const [changed, gone] = [await world.start("p"), await world.start("q")];
  world.drop("p", "broken");
  world.drop("q");
  Deno.writeTextFileSync(gate, "");
  await world.end(first);
  assert.equal(await world.end(gone), "cancelled");
  assert.equal(world.service.get(changed).status, "queued");
  world.serve("p", { tasks: [shell("a", "echo new")] }, 2);
  assert.equal(await world.end(changed), "succeeded");
  assert.equal(world.service.get(changed).revision, 2);
});

test("drainModule() lets runs of older revisions end and cancels them after the grace; others go on", async () => {
  await using world = await testRuns();
  const gate = `${world.dir}/go`;
  const wait = (name: string) => `while [ ! -e ${name} ]; do sleep 0.01; done`;
  world.serve("p", { tasks: [shell("a", wait(gate))] });
  const old = await world.start("p");
  world.serve("p", { tasks: [shell("a", wait(`${gate}2`))] });
  const now = await world.start("p");
  await world.sees(old, isStarted);
  await world.sees(now, isStarted);
  const drained = world.service.drainModule("pipelines/p", { revision: 2, graceMs: 60_000 });
  Deno.writeTextFileSync(gate, "");
  await drained;
  assert.equal(world.service.get(old).status, "succeeded");
  assert.equal(world.service.get(now).status, "running");
  await world.service.drainModule("pipelines/p", { revision: null, graceMs: 0 });
  assert.equal(world.service.get(now).status, "cancelled");
});

test("a secret that a run is given reaches its tasks and is stored nowhere, also not while it waits", async () => {
  await using world = await testRuns({ env: { TOKEN: "s3cr3t-value" }, settings: { at_once: 1 } });
  const gate = `${world.dir}/go`;
  world.serve("slow", { tasks: [shell("a", `while [ ! -e ${gate} ]; do sleep 0.01; done`, { idempotent: true })] });
  world.serve("p", {
    params: { x: { type: "string" } },
    secrets: { token: { env: "TOKEN" } },
    tasks: [{ id: "a", command: ["sh", "-c", 'test "$0$1" = s3cr3t-values3cr3t-value', "{{ params.x }}", "{{ payload }}"] }],
  });
  const event = { time: 1, kind: "http", payload: "s3cr3t-value" } as const;
  const slow = await world.start("slow");
  const { run } = await world.service.start({ pipeline: "p", params: { x: "s3cr3t-value" }, event: { ...event, id: "e" } });
  const queued = world.state.queue.get(run);
  assert.equal(queued?.params["x"], "***");
  assert.equal(queued?.event["payload"], "***");
  Deno.writeTextFileSync(gate, "");
  assert.equal(await world.end(slow), "succeeded");
  assert.equal(await world.end(run), "succeeded");
  assert.equal((world.service.get(run) as RunState).event?.["payload"], "***");
  // With the process that accepted it the secret is gone: the run says so and does not run with something else.
  Deno.removeSync(gate);
  await world.start("slow");
  const late = await world.service.start({ pipeline: "p", params: { x: "s3cr3t-value" }, event: { ...event, id: "f" } });
  await using after = await world.restart();
  Deno.writeTextFileSync(gate, "");
  assert.equal(await after.end(late.run), "failed");
  assert.equal((after.service.get(late.run) as RunState).error?.code, "resume_mismatch");
});

test("list() pages over runs that wait and runs that are stored without leaving one out", async () => {
  await using world = await testRuns({ settings: { at_once: 1 } });
  world.serve("p", { tasks: [shell("a", "true")] });
  world.serve("slow", { tasks: [shell("a", "sleep 30")] });
  const runs = [];
  for (let n = 0; n < 4; n++) {
    runs.push(await world.start("p"));
    await world.end(runs.at(-1) ?? "");
  }
  for (let n = 0; n < 4; n++) runs.push(await world.start("slow"));
  for (const limit of [1, 2, 3, 4, 5, 8, 9]) {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = world.service.list({ limit, ...cursor === undefined ? {} : { cursor } });
      assert.ok(page.items.length > 0 && page.items.length <= limit);
      found.push(...page.items.map(({ run }) => run));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(found, runs.toReversed());
  }
  assert.equal(world.service.list({ limit: 10, status: "queued" }).items.length, 3);
  assert.equal(world.service.list({ limit: 10, status: "succeeded" }).items.length, 4);
  assert.equal(world.service.list({ limit: 10, pipeline: "slow" }).items.length, 4);
  assert.throws(() => world.service.list({ limit: 10, cursor: "zzz" }), { code: "query_invalid" });
});

test("a run of a sub-pipeline is the one that its revision included, is left where it stands with its parent, and goes on with it", async () => {
  await using world = await testRuns();
  const gate = `${world.dir}/go`;
  const inner = {
    name: "inner",
    tasks: [
      shell("first", `echo first >> ${world.dir}/log`),
      shell("second", `while [ ! -e ${gate} ]; do sleep 0.01; done`, { depends_on: ["first"], idempotent: true }),
    ],
  };
  const file = `${world.dir}/inner.yaml`;
  world.serve("outer", { tasks: [{ id: "sub", pipeline: file }] }, 1, new Map([[file, inner]]));
  const run = await world.start("outer");
  const child = async () => {
    for (;;) {
      const state = world.state.journal.readChild(run, "sub");
      if (state?.tasks.find(({ id }) => id === "second")?.status === "running") return state.run;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const childRun = await child();
  await using after = await world.restart();
  assert.equal(after.service.get(run).status, "interrupted");
  assert.equal(after.service.get(childRun).status, "interrupted", "it is not taken for cancelled");
  await after.service.resume(run);
  Deno.writeTextFileSync(gate, "");
  assert.equal(await after.end(run), "succeeded");
  assert.equal(after.service.get(childRun).status, "succeeded");
  assert.equal(Deno.readTextFileSync(`${world.dir}/log`), "first\n");
});

test("a run whose beginning cannot be written down waits until it can", async () => {
  await using world = await testRuns();
  world.serve("p", { tasks: [shell("a", "true")] });
  const { Database } = await import("../../platform/state/database.ts");
  using database = await Database.open(world.dir, false);
  database?.run("CREATE TRIGGER refused BEFORE INSERT ON runs BEGIN SELECT RAISE(ABORT, 'no'); END");
  const run = await world.start("p");
  while (world.warnings.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(world.service.get(run).status, "queued");
  database?.run("DROP TRIGGER refused");
  assert.equal(await world.end(run), "succeeded");
});

test("a run whose settings have become wrong while it waited ends as failed and says why", async () => {
  await using world = await testRuns({ settings: { at_once: 1 } });
  const gate = `${world.dir}/go`;
  world.serve("slow", { tasks: [shell("a", `while [ ! -e ${gate} ]; do sleep 0.01; done`)] });
  world.serve("p", { tasks: [shell("a", "true")] }, 1);
  await world.start("slow");
  const run = await world.start("p");
  world.drop("p");
  world.serve("p", { params: { n: { type: "int" } }, tasks: [shell("a", "true")] }, 2);
  Deno.writeTextFileSync(gate, "");
  assert.equal(await world.end(run), "failed");
  assert.equal((world.service.get(run) as RunState).error?.code, "param_missing");
  assert.equal(world.state.queue.size(), 0);
});
