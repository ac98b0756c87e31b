import assert from "node:assert/strict";
import { isAlive, pollUntil } from "../contract/processes_helpers.ts";
import { eventsOf, ProgramWorld } from "./program_world.ts";

const ignore = Deno.build.os === "windows";

/** A pipeline of one group that writes when it begins and ends, and lasts until a file is there. */
function grouped(overlap: string, limit = 1): Record<string, string> {
  return {
    "group.yaml": `
params: { n: { type: string, default: x } }
concurrency: { group: report, limit: ${limit}, overlap: ${overlap} }
tasks:
  - id: hold
    idempotent: true
    run: |
      echo "begin {{ params.n }}" >> ledger
      echo $$ >> pids
      while ! test -e "go-{{ params.n }}" && ! test -e go; do sleep 0.02; done
      echo "end {{ params.n }}" >> ledger
finally: [{ id: last, run: "echo finally >> finally" }]
`,
  };
}

async function runsOf(world: ProgramWorld): Promise<Record<string, unknown>[]> {
  return eventsOf(await world.run("runs", "--json"));
}

/** A deadline that only a defect reaches. */
const DEADLINE_MS = 40_000;

/** Waits until something that takes a program to see is so. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const began = performance.now(); !await isSo();) {
    assert.ok(performance.now() - began < DEADLINE_MS, `Waited in vain: ${what}`);
  }
}

/** Waits until as many runs are known. */
async function untilRuns(world: ProgramWorld, count: number): Promise<void> {
  await until(`there are ${count} runs`, async () => (await runsOf(world)).length === count);
}

/** Waits until a run is alive. */
async function untilRunning(world: ProgramWorld, run: string): Promise<void> {
  await until(`${run} is running`, async () => (await world.show(run)).status === "running");
}

Deno.test({
  name: "overlap: queue lets runs of other processes wait, and takes them one after the other",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create(grouped("queue"));
    const programs = [];
    for (let n = 0; n < 4; n++) {
      programs.push(world.start("run", "group.yaml", "--param", `n=${n}`, "--json"));
      if (n === 0) await pollUntil(() => world.lines("ledger").length === 1, "the first runs");
      else await untilRuns(world, n + 1);
    }
    assert.deepEqual(world.lines("ledger"), ["begin 0"]);
    await Deno.writeTextFile(`${world.dir}/go`, "");
    const ends = await Promise.all(programs.map(({ ended }) => ended));
    for (const end of ends) assert.equal(end.code, 0, end.stderr);
    const ledger = world.lines("ledger");
    assert.equal(ledger.length, 8);
    for (let n = 0; n < 8; n += 2) assert.equal(ledger[n + 1], ledger[n]?.replace("begin", "end"), `two at once: ${ledger}`);
  },
});

Deno.test({
  name: "limit: 2 lets two processes run at once, and no third",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create(grouped("queue", 2));
    const programs = ["a", "b", "c"].map((n) => world.start("run", "group.yaml", "--param", `n=${n}`));
    await pollUntil(() => world.lines("ledger").length === 2, "two run");
    await untilRuns(world, 3);
    const [first] = world.lines("ledger").map((line) => line.slice(-1));
    assert.equal(world.lines("ledger").length, 2);
    await Deno.writeTextFile(`${world.dir}/go-${first}`, "");
    await pollUntil(() => world.lines("ledger").length === 4, "the third runs");
    await Deno.writeTextFile(`${world.dir}/go`, "");
    for (const { ended } of programs) assert.equal((await ended).code, 0);
  },
});

Deno.test({
  name: "overlap: skip ends the younger run without starting a task",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create(grouped("skip"));
    const older = world.start("run", "group.yaml", "--param", "n=older");
    await pollUntil(() => world.lines("ledger").length === 1, "the older runs");
    const younger = await world.run("run", "group.yaml", "--param", "n=younger", "--json");
    assert.equal(younger.code, 0, younger.stderr);
    const events = eventsOf(younger);
    assert.ok(!events.some(({ type }) => type === "task.started"), younger.stdout);
    for (const event of events.filter(({ type }) => type === "task.finished")) {
      assert.equal(event["status"], "skipped");
      assert.match(String(event["reason"]), /report/);
    }
    assert.deepEqual(world.lines("finally"), []);
    await Deno.writeTextFile(`${world.dir}/go`, "");
    assert.equal((await older.ended).code, 0);
    assert.deepEqual(world.lines("ledger"), ["begin older", "end older"]);
  },
});

Deno.test({
  name: "overlap: cancel cancels the older run in its process, and the younger one runs",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create(grouped("cancel"));
    const older = world.start("run", "group.yaml", "--param", "n=older");
    await pollUntil(() => world.lines("pids").length === 1, "the older runs");
    const younger = world.start("run", "group.yaml", "--param", "n=younger");
    assert.equal((await older.ended).code, 3);
    assert.ok(!isAlive(Number(world.lines("pids")[0])));
    await pollUntil(() => world.lines("ledger").includes("begin younger"), "the younger runs");
    assert.deepEqual(world.lines("finally"), ["finally"]);
    await Deno.writeTextFile(`${world.dir}/go`, "");
    const end = await younger.ended;
    assert.equal(end.code, 0, end.stderr);
    assert.deepEqual((await runsOf(world)).map(({ status }) => status).sort(), ["cancelled", "succeeded"]);
  },
});

Deno.test({
  name: "a dead holder frees its place, and its run takes a place again when it is resumed",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create(grouped("queue"));
    const dead = world.start("run", "group.yaml", "--param", "n=dead");
    await pollUntil(() => world.lines("pids").length === 1, "the first runs");
    const { run } = await world.show();
    const waiting = world.start("run", "group.yaml", "--param", "n=next");
    await untilRuns(world, 2);
    dead.kill("SIGKILL");
    await pollUntil(() => world.lines("ledger").includes("begin next"), "the waiting one runs");
    const [child] = world.lines("pids").map(Number);
    await pollUntil(() => !isAlive(child ?? 0), "what the dead one had begun is over");
    const resumed = world.start("resume", run);
    // It stands in the queue as soon as it is alive again.
    await untilRunning(world, run);
    assert.ok(!world.lines("ledger").slice(1).includes("begin dead"));
    await Deno.writeTextFile(`${world.dir}/go`, "");
    assert.equal((await waiting.ended).code, 0);
    const end = await resumed.ended;
    assert.equal(end.code, 0, end.stderr);
    assert.deepEqual(world.lines("ledger"), ["begin dead", "begin next", "end next", "begin dead", "end dead"]);
  },
});

for (const how of ["SIGTERM", "executor cancel"] as const) {
  Deno.test({
    name: `a run that waits for its place is cancelled by ${how} with exit code 3, without having started anything`,
    ignore,
    fn: async () => {
      await using world = await ProgramWorld.create(grouped("queue"));
      const holder = world.start("run", "group.yaml", "--param", "n=holder");
      await pollUntil(() => world.lines("ledger").length === 1, "the holder runs");
      const { run: holding } = await world.show();
      const waiting = world.start("run", "group.yaml", "--param", "n=waiting");
      await untilRuns(world, 2);
      const run = (await runsOf(world)).map(({ run }) => String(run)).find((run) => run !== holding) ?? "";
      await untilRunning(world, run);
      if (how === "SIGTERM") waiting.kill("SIGTERM");
      else assert.equal((await world.run("cancel", run)).code, 0);
      const end = await waiting.ended;
      assert.equal(end.code, 3, end.stderr);
      assert.equal((await world.show(run)).status, "cancelled");
      await Deno.writeTextFile(`${world.dir}/go`, "");
      assert.equal((await holder.ended).code, 0);
      assert.deepEqual(world.lines("ledger"), ["begin holder", "end holder"]);
    },
  });
}

Deno.test({
  name: "other groups, and other state folders, do not wait",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create({
      ...grouped("queue"),
      "other.yaml": 'concurrency: { group: other, limit: 1, overlap: queue }\ntasks: [{ id: a, run: "echo other" }]\n',
      "free.yaml": 'concurrency: { group: report, limit: 1, overlap: queue }\ntasks: [{ id: a, run: "echo free" }]\n',
    });
    const holder = world.start("run", "group.yaml");
    await pollUntil(() => world.lines("ledger").length === 1, "the holder runs");
    assert.equal((await world.run("run", "other.yaml")).stdout, "a | other\n");
    assert.equal((await world.run("run", "free.yaml", "--state", `${world.dir}/elsewhere`)).stdout, "a | free\n");
    await Deno.writeTextFile(`${world.dir}/go`, "");
    assert.equal((await holder.ended).code, 0);
  },
});
