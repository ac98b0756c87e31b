import assert from "node:assert/strict";
import { type Daemon, daemonTest, DaemonWorld } from "./daemon_world.ts";

const pipeline = (name: string, n: number) =>
  `name: ${name}\ndescription: number ${n}\non:\n  http: { path: /hooks/${name}, auth: none }\ntasks:\n  - { id: t, wait: 1ms }\n`;
const RELOADS = 300;
const WARM_UP = 100;

interface Use {
  readonly descriptors: number;
  readonly residentMb: number;
  readonly zombies: number;
}

function useOf(pid: number): Use {
  const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter((id) => id !== "");
  return {
    descriptors: Array.from(Deno.readDirSync(`/proc/${pid}/fd`)).length,
    residentMb: Number(/^VmRSS:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]) / 1024,
    zombies: children.filter((id) => /^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${id}/status`))).length,
  };
}

/** Posts to both webhooks in turn until it is told to end. @returns The runs that were answered. */
async function load(daemon: Daemon, worker: number, ends: AbortSignal): Promise<string[]> {
  const runs: string[] = [];
  for (let n = 0; !ends.aborted; n++) {
    const { status, body } = await daemon.send("POST", n % 2 === 0 ? "/hooks/a" : "/hooks/b", { worker, n });
    assert.equal(status, 202, JSON.stringify(body));
    runs.push(body.run);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  return runs;
}

daemonTest("300 reloads under load: each change is answered, each webhook is one run, streams stay, and nothing piles up", async () => {
  if (Deno.build.os !== "linux") return;
  await using world = await DaemonWorld.create({
    "a.yaml": pipeline("a", 0),
    "b.yaml": pipeline("b", 0),
    "long.yaml": "name: long\ntasks:\n  - { id: t, run: 'until [ -e go ]; do echo tick; sleep 0.05; done' }\n",
  });
  await using daemon = await world.start();
  assert.equal((await daemon.send("PATCH", "/api/v1/settings", { reload: { debounce: "5ms" } })).status, 200);
  const { body: { run: long } } = await daemon.send("POST", "/api/v1/pipelines/long/runs", {});
  const ends = new AbortController();
  const streams = new AbortController();
  const told: number[] = [];
  const activated = { a: 0, b: 0 };
  const ofDaemon = await daemon.events("/api/v1/events", streams.signal);
  const following = (async () => {
    for await (const { id, data } of ofDaemon) {
      told.push(Number(id));
      if (data["type"] === "module.state" && data["state"] === "active") {
        if (data["module"] === "pipelines/a") activated.a = Number(data["revision"]);
        if (data["module"] === "pipelines/b") activated.b = Number(data["revision"]);
      }
    }
  })().catch((error) => {
    if (!streams.signal.aborted) throw error;
  });
  following.catch(() => {});
  let lastOfRun = "";
  const ofRun = await daemon.events(`/api/v1/runs/${long}/events`, streams.signal);
  const watching = (async () => {
    for await (const { data } of ofRun) lastOfRun = String(data["type"]);
  })();
  watching.catch(() => {});
  const loading = Promise.all(Array.from({ length: 4 }, (_, worker) => load(daemon, worker, ends.signal)));
  // Should the daemon be ended early, it is for another reason, which is the one to be told.
  loading.catch(() => {});
  let warm: Use | undefined;
  // b is saved, a is patched; b's changes are seen on the event stream.
  for (let n = 1; n <= RELOADS / 2; n++) {
    const before = activated.b;
    world.write(".next", pipeline("b", n));
    Deno.renameSync(world.path(".next"), world.path("b.yaml"));
    const { status, body } = await daemon.send("PATCH", "/api/v1/pipelines/a", { description: `number ${n}` });
    assert.deepEqual([status, body.revision, body.state], [200, n + 1, "active"]);
    await daemon.until(() => Promise.resolve(activated.b), (now) => now > before, "the save is live");
    if (n === WARM_UP / 2) warm = useOf(daemon.pid);
  }
  const late = useOf(daemon.pid);
  ends.abort();
  const runs = (await loading).flat();
  assert.equal(new Set(runs).size, runs.length, "no run was told twice");
  await daemon.until(() => daemon.get("/api/v1/status"), ({ body }) => body.queued === 0 && body.running === 1, "all have run", 60_000);
  const seen: { run: string; status: string }[] = [];
  for (let next: string | null = ""; next !== null;) {
    const { body }: { body: { items: typeof seen; next: string | null } } = await daemon.get(
      `/api/v1/runs?limit=1000${next === "" ? "" : `&cursor=${next}`}`,
    );
    seen.push(...body.items);
    next = body.next;
  }
  const others = seen.filter(({ run }) => run !== long);
  assert.deepEqual(new Set(others.map(({ run }) => run)), new Set(runs), "each event is one run");
  assert.equal(others.length, runs.length);
  assert.deepEqual(others.filter(({ status }) => status !== "succeeded"), []);
  world.write("go", "");
  await daemon.until(() => Promise.resolve(lastOfRun), (type) => type === "run.finished", "the run's stream ends with it");
  streams.abort();
  for (const [index, id] of told.entries()) assert.equal(id, (told[0] ?? 0) + index, "the stream has a hole");
  assert.deepEqual(await daemon.pipelines(), { a: "151", b: "151", long: "1" });
  assert.ok(warm !== undefined && late.descriptors <= warm.descriptors + 8, JSON.stringify({ warm, late }));
  assert.ok(late.residentMb < (warm?.residentMb ?? 0) * 1.3 + 30, JSON.stringify({ warm, late }));
  assert.equal(late.zombies, 0);
});
