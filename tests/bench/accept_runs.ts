/** Durable acceptance of runs against SQLite's own insert rate: `deno task bench accept_runs`. */
import { DatabaseSync } from "node:sqlite";
import { openState } from "../../src/platform/mod.ts";
import { shell, testRuns } from "../../src/live/runs/testing_runs.ts";
import { report, scratch } from "./measure.ts";

const COUNT = 10_000;
const ROUNDS = 3;
const PAYLOAD = {
  ref: "refs/heads/main",
  repository: { name: "demo", id: 12345 },
  commits: [{ id: "a".repeat(40), message: "b".repeat(80) }],
};

/** Rows as long as ours, one transaction each, with the journal's settings. */
function insertRate(path: string): number {
  const sqlite = new DatabaseSync(path);
  sqlite.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; CREATE TABLE t (id INTEGER PRIMARY KEY, run TEXT UNIQUE, json TEXT)");
  const insert = sqlite.prepare("INSERT INTO t (run, json) VALUES (?, ?)");
  const json = JSON.stringify(PAYLOAD);
  const start = performance.now();
  for (let n = 0; n < COUNT; n++) insert.run(`20261121-114233-${n}`, json);
  const rate = COUNT / (performance.now() - start) * 1000;
  sqlite.close();
  return rate;
}

async function pushRate(dir: string, isOnce: boolean): Promise<number> {
  using state = await openState({ dir, env: {} });
  const start = performance.now();
  for (let n = 0; n < COUNT; n++) {
    const run = state.newRunId();
    const event = { id: run, kind: "http", payload: PAYLOAD };
    state.queue.push({ run, module: "pipelines/p", revision: 1, params: {}, event, acceptedAt: n }, COUNT, isOnce ? run : undefined);
  }
  return COUNT / (performance.now() - start) * 1000;
}

/** Everything that a webhook costs behind the HTTP listener: settings, group, queue, and the dispatcher. */
async function acceptRate(dir: string): Promise<number> {
  await using world = await testRuns({ dir, settings: { at_once: 1 } });
  world.serve("p", { tasks: [shell("a", "sleep 60")] });
  const start = performance.now();
  for (let n = 0; n < COUNT; n++) {
    await world.service.start({ pipeline: "p", params: {}, event: { id: `e${n}`, time: n, kind: "http", payload: PAYLOAD } });
  }
  return COUNT / (performance.now() - start) * 1000;
}

/** Runs that wait, begun and ended, with one task that does nothing. */
async function drainRate(dir: string, count: number): Promise<number> {
  await using world = await testRuns({ dir, isClosed: true });
  world.serve("p", { tasks: [{ id: "a", wait: 0 }] });
  for (let n = 0; n < count; n++) {
    const run = world.state.newRunId();
    world.state.queue.push({ run, module: "pipelines/p", revision: 1, params: {}, event: { id: run }, acceptedAt: n }, count);
  }
  const start = performance.now();
  await world.service.open();
  while (world.service.counts().queued + world.service.counts().running > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  return count / (performance.now() - start) * 1000;
}

const best: Record<string, number> = {};
for (let round = 0; round < ROUNDS; round++) {
  await using folder = await scratch();
  const rates = {
    sqlite: insertRate(`${folder.path}/plain.db`),
    push: await pushRate(`${folder.path}/push`, false),
    once: await pushRate(`${folder.path}/once`, true),
    accept: await acceptRate(`${folder.path}/accept`),
  };
  for (const [name, rate] of Object.entries(rates)) best[name] = Math.max(best[name] ?? 0, rate);
}
await using folder = await scratch();
best.drain = await drainRate(`${folder.path}/drain`, COUNT);
const { sqlite = NaN, push = NaN, once = NaN, accept = NaN, drain = NaN } = best;
const detail = (rate: number) => `${rate.toFixed(0)}/s, SQLite ${sqlite.toFixed(0)}/s`;
report("10,000 runs made durable: rate / SQLite inserts", push / sqlite, "printed", true, detail(push));
report("the same, each event starting one run only", once / sqlite, "printed", true, detail(once));
report("the same, with settings, group and dispatcher", accept / sqlite, "printed", true, detail(accept));
report("10,000 waiting runs begun and ended: rate / SQLite", drain / sqlite, "printed", true, `${drain.toFixed(0)} runs/s`);
