import assert from "node:assert/strict";
import { pollUntil } from "../contract/processes_helpers.ts";
import { daemonTest, DaemonWorld } from "./daemon_world.ts";

/** Goes on until the file `go` is there; says in `ledger` each time that it begins. */
const WAITS = (extra = "") =>
  `name: waits\n${extra}tasks:\n  - { id: wait, idempotent: true, run: 'echo $EXECUTOR_RUN >> ledger; until [ -e go ]; do sleep 0.02; done' }
  - { id: after, depends_on: [wait], run: 'echo "$EXECUTOR_RUN after" >> ledger' }\n`;
const RUNS = "/api/v1/pipelines/waits/runs";

function ledger(world: DaemonWorld): string[] {
  try {
    // The shell makes the file before it writes to it.
    return world.read("ledger").split("\n").filter((line) => line !== "");
  } catch {
    return [];
  }
}

async function settings(world: DaemonWorld, text: string): Promise<void> {
  await Deno.mkdir(world.state, { recursive: true });
  await Deno.writeTextFile(`${world.state}/settings.yaml`, text);
}

daemonTest("a grace that is over leaves runs interrupted, children gone, and the next daemon can resume them", async () => {
  await using world = await DaemonWorld.create({ "waits.yaml": WAITS() });
  await settings(world, "runs: { grace: 200ms }\n");
  let run: string;
  {
    await using daemon = await world.start();
    run = (await daemon.send("POST", RUNS, {})).body.run;
    await pollUntil(() => ledger(world).length === 1, "the task runs");
    assert.equal(await daemon.stopped(), 0);
  }
  assert.match((await world.run("show", run)).out, /interrupted/);
  world.write("go", "");
  await using daemon = await world.start();
  assert.equal((await daemon.get(`/api/v1/runs/${run}`)).body.status, "interrupted");
  assert.equal((await daemon.send("POST", `/api/v1/runs/${run}/resume`)).status, 202);
  assert.equal((await daemon.ended(run)).status, "succeeded");
  assert.deepEqual(ledger(world), [run, run, `${run} after`]);
});

daemonTest(
  "after a kill the next daemon shows runs as interrupted and resumes them, and begins those that waited, once and in order",
  async () => {
    await using world = await DaemonWorld.create({ "waits.yaml": WAITS("concurrency: { group: one, limit: 1 }\n") });
    const runs: string[] = [];
    {
      await using daemon = await world.start();
      for (let n = 0; n < 4; n++) runs.push((await daemon.send("POST", RUNS, {})).body.run);
      await pollUntil(() => ledger(world).length === 1, "the first one runs");
      assert.equal((await daemon.get(`/api/v1/runs/${runs[3]}`)).body.status, "queued");
      await daemon.killed();
    }
    world.write("go", "");
    await using daemon = await world.start();
    const [first = "", ...waiting] = runs;
    for (const run of waiting) assert.equal((await daemon.ended(run)).status, "succeeded");
    assert.equal((await daemon.get(`/api/v1/runs/${first}`)).body.status, "interrupted");
    assert.equal((await daemon.send("POST", `/api/v1/runs/${first}/resume`)).status, 202);
    assert.equal((await daemon.ended(first)).status, "succeeded");
    assert.equal((await daemon.send("POST", `/api/v1/runs/${first}/resume`)).status, 409, "it has ended");
    assert.deepEqual(ledger(world), [first, ...waiting.flatMap((run) => [run, `${run} after`]), first, `${first} after`]);
  },
);

daemonTest("while it stops nothing new begins, whichever way it comes, and what ran before it ends well", async () => {
  await using world = await DaemonWorld.create({
    "waits.yaml": WAITS(
      "on:\n  schedule: '* * * * * *'\n  http: { path: /hooks/waits, auth: none }\nconcurrency: { group: one, limit: 1, overlap: skip }\n",
    ),
  });
  await using daemon = await world.start();
  await pollUntil(() => ledger(world).length === 1, "the schedule has begun one");
  daemon.serving.kill("SIGTERM");
  await daemon.serving.log.find((line) => line.includes("daemon stopping"));
  assert.equal((await daemon.get("/readyz")).status, 503);
  assert.equal((await daemon.get("/healthz")).status, 200);
  for (const [method, path] of [["POST", RUNS], ["POST", "/hooks/waits"], ["POST", `/api/v1/runs/${ledger(world)[0]}/resume`]] as const) {
    const { status } = await daemon.send(method, path, {});
    assert.ok(status === 503 || status === 404 || status === 409, `${method} ${path}: ${status}`);
  }
  world.write("go", "");
  assert.equal((await daemon.serving.ended()).code, 0);
  assert.equal(ledger(world).length, 2, ledger(world).join());
  const { out } = await world.run("runs", "--json");
  const statuses = out.trim().split("\n").map((line) => JSON.parse(line).status);
  assert.ok(statuses.includes("succeeded") && !statuses.includes("interrupted"), statuses.join());
});

daemonTest("a schedule that was missed while no daemon ran is made up for as its pipeline says", async () => {
  const ticks = (name: string, missed: string) =>
    `name: ${name}\non: { schedule: { cron: '* * * * * *', missed: ${missed} } }\ntasks:\n  - { id: t, run: 'echo {{ has(event.missed) }} >> ${name}.txt' }\n`;
  const FILES = { "one.yaml": ticks("one", "last"), "none.yaml": ticks("none", "skip") };
  await using world = await DaemonWorld.create(FILES);
  /** How many runs came on time, and how many were made up for. */
  const ran = (name: string, isMissed: boolean) =>
    world.names().includes(`${name}.txt`) ? world.read(`${name}.txt`).split("\n").filter((line) => line === String(isMissed)).length : 0;
  {
    await using daemon = await world.start();
    await pollUntil(() => ran("one", false) > 0 && ran("none", false) > 0, "both have run");
    assert.equal(await daemon.stopped(), 0);
  }
  const stoppedAt = Date.now();
  await pollUntil(() => Date.now() - stoppedAt > 3000, "some ticks are missed", 5000);
  const before = ran("one", false);
  const beforeNone = ran("none", false);
  await using _daemon = await world.start();
  await pollUntil(() => ran("one", true) >= 1, "the missed one is made up for");
  await pollUntil(() => ran("one", false) > before + 1 && ran("none", false) > beforeNone, "both go on with the next ones");
  assert.deepEqual([ran("one", true), ran("none", true)], [1, 0], "one for all that were missed");
});
