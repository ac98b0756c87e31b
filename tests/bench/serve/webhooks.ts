import { DatabaseSync } from "node:sqlite";
import { report, scratch } from "../measure.ts";
import { BenchDaemon } from "./daemon.ts";

const COUNT = 10_000;
const CONNECTIONS = 16;
const PAYLOAD = JSON.stringify({
  ref: "refs/heads/main",
  repository: { name: "demo", id: 12345 },
  commits: [{ id: "a".repeat(40), message: "b".repeat(80) }],
});

/** 10,000 webhooks answered 202, each durable before its answer, against SQLite's own inserts and against `/healthz`. */
export async function benchWebhooks(): Promise<void> {
  await using folder = await scratch();
  await Deno.mkdir(`${folder.path}/pipelines`);
  await Deno.mkdir(`${folder.path}/state`);
  await Deno.writeTextFile(
    `${folder.path}/pipelines/hook.yaml`,
    "name: hook\non: { http: { path: /hooks/hook, auth: none } }\nconcurrency: { group: hook, limit: 1, overlap: queue }\ntasks: [{ id: a, wait: 1h }]\n",
  );
  await Deno.writeTextFile(`${folder.path}/state/settings.yaml`, `runs: { queue: ${COUNT * 2} }\n`);
  await using daemon = await BenchDaemon.start(`${folder.path}/pipelines`, `${folder.path}/state`);
  await asked(1000, () => hook(daemon));
  const accepted = await asked(COUNT, () => hook(daemon));
  const health = await asked(COUNT, () => daemon.ask("GET", "/healthz"));
  const queued = await daemon.metric("executor_queue_length") + await daemon.metric("executor_runs_running");
  const sqlite = insertRate(`${folder.path}/plain.db`);
  const detail = `${accepted.toFixed(0)}/s over ${CONNECTIONS} connections, SQLite ${sqlite.toFixed(0)}/s, ${queued} runs kept`;
  report("10,000 webhooks accepted durably: rate / SQLite inserts", accepted / sqlite, "printed", true, detail);
  report("the same: rate / that of /healthz", accepted / health, "printed", true, `${health.toFixed(0)}/s`);
}

async function hook(daemon: BenchDaemon): Promise<void> {
  const response = await fetch(`${daemon.url}/hooks/hook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: PAYLOAD,
  });
  await response.text();
  if (response.status !== 202) throw new Error(`The webhook answered ${response.status}`);
}

/** Requests a second, so many at once. */
async function asked(count: number, ask: () => Promise<unknown>): Promise<number> {
  let left = count;
  const start = performance.now();
  const one = async () => {
    while (left-- > 0) await ask();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  return count / (performance.now() - start) * 1000;
}

/** Rows as long as ours, one transaction each, with the journal's settings. */
function insertRate(path: string): number {
  const sqlite = new DatabaseSync(path);
  sqlite.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; CREATE TABLE t (id INTEGER PRIMARY KEY, run TEXT UNIQUE, json TEXT)");
  const insert = sqlite.prepare("INSERT INTO t (run, json) VALUES (?, ?)");
  const start = performance.now();
  for (let n = 0; n < COUNT; n++) insert.run(`20261121-114233-${n}`, PAYLOAD);
  const rate = COUNT / (performance.now() - start) * 1000;
  sqlite.close();
  return rate;
}
