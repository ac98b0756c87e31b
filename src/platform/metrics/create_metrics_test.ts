import assert from "node:assert/strict";
import { NO_METRICS, type SourceReading } from "../../core/mod.ts";
import { createMetrics } from "./create_metrics.ts";

/** Samples by their name with labels. */
async function samples(metrics: { show(accept?: string): Promise<{ text: string }> }, accept?: string): Promise<Record<string, number>> {
  const { text } = await metrics.show(accept);
  return Object.fromEntries(
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

Deno.test("createMetrics() counts under the names that are promised", async () => {
  const metrics = await createMetrics({ version: "1.2.3" });
  metrics.reloaded(0.004, "active");
  metrics.module("pipelines/a", 7, false);
  metrics.module("pipelines/b", null, true);
  metrics.event("http", "accepted");
  metrics.event("http", "accepted");
  metrics.ranPipeline("a", "succeeded", 2);
  metrics.ranTask("script", 0.2);
  metrics.restarted("pipelines/a/schedule[0]");
  metrics.request("/api/v1/runs/:id", "GET", 200, 0.003);
  metrics.request("/api/v1/runs/:id", "BREW", 405, 0.003);
  let queued = 3;
  metrics.watch({
    runs: () => ({ running: 2, queued, queueLimit: 100 }),
    sessions: () => 6,
    sandboxes: () => ({ alive: 4, busy: 1 }),
    sources: () => [{ source: "pipelines/a/schedule[0]", isUp: true }],
  });
  queued = 5;
  const found = await samples(metrics);
  const expected = {
    'executor_reload_latency_seconds_bucket{le="0.0025",outcome="active"}': 0,
    'executor_reload_latency_seconds_bucket{le="0.005",outcome="active"}': 1,
    'executor_reload_latency_seconds_count{outcome="active"}': 1,
    'executor_module_revision{module="pipelines/a"}': 7,
    'executor_module_error{module="pipelines/a"}': 0,
    'executor_module_revision{module="pipelines/b"}': 0,
    'executor_module_error{module="pipelines/b"}': 1,
    'executor_events_total{kind="http",status="accepted"}': 2,
    'executor_runs_total{pipeline="a",status="succeeded"}': 1,
    'executor_run_duration_seconds_sum{pipeline="a"}': 2,
    'executor_task_duration_seconds_count{kind="script"}': 1,
    'executor_source_up{source="pipelines/a/schedule[0]"}': 1,
    'executor_source_restarts_total{source="pipelines/a/schedule[0]"}': 1,
    'executor_http_requests_total{route="/api/v1/runs/:id",method="GET",status="200"}': 1,
    'executor_http_requests_total{route="/api/v1/runs/:id",method="OTHER",status="405"}': 1,
    'executor_http_request_duration_seconds_count{route="/api/v1/runs/:id"}': 2,
    executor_runs_running: 2,
    executor_queue_length: 5,
    executor_queue_limit: 100,
    executor_sessions: 6,
    executor_sandbox_alive: 4,
    executor_sandbox_busy: 1,
    'executor_build_info{version="1.2.3"}': 1,
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, found[name]])), expected);
});

Deno.test("createMetrics() tells how its process does", async () => {
  const metrics = await createMetrics();
  const first = await samples(metrics);
  const until = performance.now() + 30;
  while (performance.now() < until);
  const second = await samples(metrics);
  assert.ok((second["process_cpu_seconds_total"] ?? 0) > (first["process_cpu_seconds_total"] ?? 0));
  assert.ok((first["process_resident_memory_bytes"] ?? 0) > 1e7);
  assert.ok(Math.abs((first["process_start_time_seconds"] ?? 0) - Date.now() / 1000) < 3600);
  if (Deno.build.os === "linux") {
    const openFiles = async () => (await samples(metrics))["process_open_fds"] ?? 0;
    // What other tests left to be closed may go meanwhile.
    for (const began = performance.now();;) {
      const before = await openFiles();
      using _open = Deno.openSync("/dev/null");
      if (await openFiles() === before + 1) break;
      assert.ok(performance.now() - began < 20_000, "a file that is opened is not counted");
    }
  }
});

Deno.test("createMetrics() counts what sources count, also of one that began anew, and forgets those that are gone", async () => {
  const metrics = await createMetrics();
  let sources: readonly SourceReading[] = [];
  metrics.watch({
    runs: () => ({ running: 0, queued: 0, queueLimit: 1 }),
    sessions: () => 0,
    sandboxes: () => ({ alive: 0, busy: 0 }),
    sources: () => sources,
  });
  const shown = async (source: string) =>
    Object.entries(await samples(metrics)).filter(([name]) => name.includes(`"${source}"`)).map(([name, value]) =>
      `${name.replace(/\{.*/, "")} ${value}`
    ).sort();
  const probe = (events: number, lost: number) => ({ source: "p/probe", isUp: true, probe: { probe: "exec", events, lost } });
  metrics.restarted("p/probe");
  for (const [events, lost, total] of [[5, 0, 5], [7, 1, 7], [2, 0, 9]] as const) {
    sources = [probe(events, lost), { source: "p/http", isUp: false }];
    assert.deepEqual(await shown("p/probe"), [
      `executor_probe_events_total ${total}`,
      `executor_probe_lost_total ${total === 5 ? 0 : 1}`,
      "executor_source_restarts_total 1",
      "executor_source_up 1",
    ]);
  }
  assert.deepEqual(await shown("p/http"), ["executor_source_up 0"]);
  sources = [];
  assert.deepEqual([await shown("p/probe"), await shown("p/http")], [[], []]);
});

Deno.test("createMetrics() bounds the values of a label, and forgets modules that are gone", async () => {
  const metrics = await createMetrics({ mostValues: 3 });
  for (let i = 0; i < 50; i++) metrics.ranPipeline(`p${i}`, i % 2 === 0 ? "succeeded" : "failed", 1);
  const found = await samples(metrics);
  assert.deepEqual(Object.keys(found).filter((name) => name.startsWith("executor_runs_total")), [
    'executor_runs_total{pipeline="p0",status="succeeded"}',
    'executor_runs_total{pipeline="p1",status="failed"}',
    'executor_runs_total{pipeline="p2",status="succeeded"}',
    'executor_runs_total{pipeline="other",status="failed"}',
    'executor_runs_total{pipeline="other",status="succeeded"}',
  ]);
  assert.equal(found['executor_runs_total{pipeline="other",status="failed"}'], 24);
  metrics.module("pipelines/p1", 1, false);
  metrics.forgetModule("pipelines/p1");
  metrics.forgetModule("pipelines/never");
  assert.doesNotMatch((await metrics.show()).text, /p1/);
  // There is room for another now.
  metrics.ranPipeline("new", "failed", 1);
  assert.equal((await samples(metrics))['executor_runs_total{pipeline="new",status="failed"}'], 1);
});

Deno.test("createMetrics() shows strange label values so that they stay one sample a line", async () => {
  const metrics = await createMetrics();
  for (const name of ['a"b', "a\\b", "a\n\nexecutor_evil 1", "__proto__", "# EOF", ""]) metrics.event(name, "failed");
  const { text } = await metrics.show();
  assert.equal(text.split("\n").filter((line) => line.startsWith("executor_events_total{")).length, 6);
  assert.doesNotMatch(text, /^(?:executor_evil|# EOF)/m);
  assert.match(text, /kind="a\\"b"/);
});

Deno.test("createMetrics() shows OpenMetrics to who prefers it, and either format again and again", async () => {
  const metrics = await createMetrics();
  metrics.event("http", "accepted");
  metrics.reloaded(0.1, "active");
  const open = "application/openmetrics-text";
  const accepts: [string | undefined, boolean][] = [
    [undefined, false],
    [`${open};version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`, true],
    ["text/plain", false],
    [`${open};q=0.3, text/plain;q=0.9`, false],
    ["*/*", false],
    [open, true],
    [`${open};q=0`, false],
    ["application/json", false],
  ];
  for (const [accept, isOpen] of accepts) {
    const { text, contentType } = await metrics.show(accept);
    assert.equal(contentType.split(";")[0], isOpen ? open : "text/plain", `asked for ${accept}`);
    assert.match(text, isOpen ? /^# TYPE executor_events counter$/m : /^# TYPE executor_events_total counter$/m);
    assert.match(text, /^executor_events_total\{kind="http",status="accepted"\} 1$/m);
    assert.match(text, isOpen ? /le="10\.0"/ : /le="10"/);
    assert.equal(text.endsWith("# EOF\n"), isOpen);
    assert.doesNotMatch(text, /\n\n/);
  }
});

Deno.test("createMetrics() takes no value that is none, and NO_METRICS shows nothing", async () => {
  const metrics = await createMetrics();
  metrics.ranTask("run", NaN);
  metrics.reloaded(Infinity, "active");
  assert.doesNotMatch((await metrics.show()).text, /executor_(?:task|reload)/);
  NO_METRICS.ranTask("run", 1);
  assert.equal((await NO_METRICS.show()).text, "");
});
