import assert from "node:assert/strict";
import type { RunEvent } from "../core/mod.ts";
import { LOCAL_CALLER } from "./caller.ts";
import { opened } from "./testing_app.ts";
import { TestingFeed } from "./testing_daemon.ts";

const JSON_BODY = { "content-type": "application/json" };

Deno.test("createApp() starts runs, and shows one that waits", async () => {
  const { ask, daemon } = opened();
  const started = await ask("POST", "/api/v1/pipelines/a/runs", {
    body: '{"params":{"n":9223372036854775807,"constructor":1}}',
    headers: JSON_BODY,
  });
  assert.deepEqual([started.status, started.json, started.headers.get("location")], [201, { run: "run-1" }, "/api/v1/runs/run-1"]);
  assert.deepEqual({ ...daemon.started[0]?.params }, { n: 9223372036854775807n, constructor: 1 });
  const shown = await ask("GET", "/api/v1/runs/run-1");
  assert.match(shown.text, /"n":9223372036854775807/);
  assert.deepEqual([shown.json.status, shown.json.tasks, shown.json.started_at], ["queued", [], null]);
  assert.equal((await ask("POST", "/api/v1/pipelines/none/runs")).status, 404);
  await ask("POST", "/api/v1/pipelines/a/runs");
  const page = (await ask("GET", "/api/v1/runs?pipeline=a&status=queued&limit=1")).json;
  assert.deepEqual(page.items.map((run: { run: string }) => run.run), ["run-2"]);
  assert.deepEqual((await ask("GET", `/api/v1/pipelines/a/runs?cursor=${page.next}`)).json, {
    items: [{ ...shown.json, tasks: undefined, params: { n: 9223372036854775807, constructor: 1 } }].map(({ tasks: _, ...run }) => run),
    next: null,
  });
  await ask("POST", "/api/v1/runs/run-1/approve", { body: '{"task":"t","approve":false}', headers: JSON_BODY });
  await ask("POST", "/api/v1/runs/run-1/resume");
  assert.deepEqual(daemon.asked, ["approve run-1 t false", "resume run-1"]);
});

Deno.test("createApp() starts one run under one Idempotency-Key, however often and however soon it is asked", async () => {
  const { ask, daemon } = opened();
  const start = (key: string, body = "{}", role: "operator" | "admin" = "operator") =>
    ask("POST", "/api/v1/pipelines/a/runs", { body, headers: { ...JSON_BODY, "idempotency-key": key }, role });
  const answers = await Promise.all(Array.from({ length: 20 }, () => start("k1")));
  assert.deepEqual(new Set(answers.map(({ text, status }) => `${status} ${text}`)), new Set(['201 {"run":"run-1"}']));
  assert.equal(answers[19]?.headers.get("location"), "/api/v1/runs/run-1");
  const other = await start("k1", '{"params":{}}');
  assert.deepEqual([other.status, other.json.code], [409, "idempotency_conflict"]);
  assert.deepEqual((await start("k2")).json, { run: "run-2" });
  assert.deepEqual((await start("k1", "{}", "admin")).json, { run: "run-3" });
  assert.equal((await start("x".repeat(256))).status, 400);
  assert.equal(daemon.started.length, 3);
  const failing = () => ask("POST", "/api/v1/pipelines/none/runs", { headers: { "idempotency-key": "k3" } });
  assert.equal((await failing()).status, 404);
  daemon.serve("none", {});
  assert.equal((await failing()).status, 201);
});

const output = (line: string, task = "t"): RunEvent => ({
  type: "task.output",
  time: 0,
  run: "run-1",
  task,
  attempt: 1,
  stream: "stdout",
  bytes: new TextEncoder().encode(`${line}\n`),
});
const finished: RunEvent = { type: "run.finished", time: 0, run: "run-1", status: "succeeded", duration_ms: 1.6, counts: {} };

async function withRun() {
  const app = opened();
  await app.daemon.runs.start({ pipeline: "a", params: {} });
  const feed = new TestingFeed();
  app.daemon.feeds.set("run-1", feed);
  const open = (path: string, headers: Record<string, string> = {}, signal = new AbortController().signal) => {
    const request = new Request(`http://localhost${path}`, {
      headers: { authorization: `Bearer ${app.secrets.get("viewer")}`, ...headers },
    });
    return app.app.fetch(request, { ...LOCAL_CALLER, closing: signal });
  };
  return { ...app, feed, open };
}

Deno.test("createApp() streams a run's events until it ends, and goes on behind the last id", async () => {
  const { feed, open, daemon } = await withRun();
  feed.push({ id: 5, event: output('a "b"') }, { id: 9, event: output("second", "other") }, { id: 12, event: finished });
  feed.end();
  const all = await open("/api/v1/runs/run-1/events");
  assert.equal(all.headers.get("content-type"), "text/event-stream");
  assert.equal(
    await all.text(),
    [
      "retry: 1000",
      'id: 5\nevent: task.output\ndata: {"type":"task.output","time":"1970-01-01T00:00:00.000Z","run":"run-1","task":"t","attempt":1,"stream":"stdout","line":"a \\"b\\""}',
      'id: 9\nevent: task.output\ndata: {"type":"task.output","time":"1970-01-01T00:00:00.000Z","run":"run-1","task":"other","attempt":1,"stream":"stdout","line":"second"}',
      'id: 12\nevent: run.finished\ndata: {"type":"run.finished","time":"1970-01-01T00:00:00.000Z","run":"run-1","status":"succeeded","duration_ms":2,"counts":{}}',
      "",
    ].join("\n\n"),
  );
  const ids = async (path: string, headers = {}) =>
    [...(await (await open(path, headers)).text()).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  assert.deepEqual(await ids("/api/v1/runs/run-1/events", { "last-event-id": "5" }), [9, 12]);
  assert.deepEqual(await ids("/api/v1/runs/run-1/events?after=9"), [12]);
  assert.deepEqual(await ids("/api/v1/runs/run-1/events?after=1", { "last-event-id": "9" }), [12]);
  assert.deepEqual(await ids("/api/v1/runs/run-1/logs"), [5, 9]);
  assert.deepEqual(await ids("/api/v1/runs/run-1/logs?task=other"), [9]);
  for (const id of ["x", "-1", "1.5", "99999999999999999999"]) {
    assert.equal((await open("/api/v1/runs/run-1/events", { "last-event-id": id })).status, 400, id);
  }
  assert.equal((await open("/api/v1/runs/none/events")).status, 404);
  assert.equal((await open("/api/v1/runs/run-1/events", { accept: "application/json" })).status, 406);
  // Who has all of an ended run is told not to come back.
  const view = daemon.runViews.get("run-1");
  daemon.runViews.set("run-1", { ...view, status: "succeeded" } as never);
  assert.equal((await open("/api/v1/runs/run-1/events", { "last-event-id": "12" })).status, 204);
  assert.deepEqual(await ids("/api/v1/runs/run-1/events", { "last-event-id": "9" }), [12]);
  assert.equal(feed.readers, 0);
});

Deno.test("createApp() asks for no more of a run than its reader takes, and for nothing once he is gone", async () => {
  const { feed, open } = await withRun();
  feed.push(...Array.from({ length: 10_000 }, (_, i) => ({ id: i + 1, event: output("x".repeat(1000)) })));
  const stream = await open("/api/v1/runs/run-1/events");
  const reader = stream.body?.getReader();
  await reader?.read();
  await reader?.read();
  assert.ok(feed.taken < 200, `${feed.taken} were taken`);
  await reader?.cancel();
  while (feed.readers > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.ok(feed.taken < 200);
});

Deno.test("createApp() shows that a silent stream lives, and ends it with the listener", async () => {
  const { daemon, app, secrets } = opened({ limits: { heartbeatMs: 10 } });
  const closing = new AbortController();
  const request = () => new Request("http://localhost/api/v1/events", { headers: { authorization: `Bearer ${secrets.get("viewer")}` } });
  daemon.emit({ type: "daemon.state", time: 0, state: "ready" });
  const stream = await app.fetch(request(), { ...LOCAL_CALLER, closing: closing.signal });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const until = async (part: string) => {
    while (!text.includes(part)) text += (await reader?.read())?.value ?? "";
  };
  await until(":\n\n");
  daemon.emit({ type: "module.state", time: 0, module: "pipelines/a", state: "active", revision: 3 });
  await until("revision");
  assert.doesNotMatch(text, /daemon.state/);
  assert.match(
    text,
    /id: 2\nevent: module.state\ndata: {"type":"module.state","time":"1970-01-01T00:00:00.000Z","module":"pipelines\/a","state":"active","revision":3}\n\n/,
  );
  closing.abort();
  while ((await reader?.read())?.done === false);
  assert.equal(daemon.listeners, 0);
  const kept = await app.fetch(new Request("http://localhost/api/v1/events?after=0", request()), LOCAL_CALLER);
  const first = kept.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  while (!seen.includes("id: 2")) seen += (await first?.read())?.value ?? "";
  assert.match(seen, /id: 1\nevent: daemon.state/);
  await first?.cancel();
});

Deno.test("createApp() breaks off a stream whose reader takes nothing", async () => {
  const { daemon, app, secrets } = opened({ limits: { stalledMs: 30 } });
  await daemon.runs.start({ pipeline: "a", params: {} });
  const feed = new TestingFeed();
  feed.push(...Array.from({ length: 1000 }, (_, i) => ({ id: i + 1, event: output("x".repeat(1000)) })));
  daemon.feeds.set("run-1", feed);
  const headers = { authorization: `Bearer ${secrets.get("viewer")}` };
  const stream = await app.fetch(new Request("http://localhost/api/v1/runs/run-1/events", { headers }));
  const reader = stream.body?.getReader();
  await assert.rejects(async () => await reader?.closed, /takes nothing/);
  assert.ok(feed.taken < 200);
});

Deno.test("createApp() hands webhooks to their pipelines, held to a token, a signature or nothing", async () => {
  const { ask, daemon } = opened();
  const seen: unknown[] = [];
  const hook = (path: string, auth: "hmac" | "token" | "none") =>
    daemon.webhooks.set(path, {
      pipeline: "a",
      method: "POST",
      auth,
      receive: (request) => {
        seen.push([request.path, request.query, request.headers["x-n"], new TextDecoder().decode(request.body)]);
        return Promise.resolve({ run: `r${seen.length}` });
      },
    });
  hook("/hooks/open", "none");
  hook("/hooks/token", "token");
  hook("/hooks/signed", "hmac");
  hook("/api/v1/own", "none");
  const post = (path: string, more: Parameters<typeof ask>[2] = {}) => ask("POST", path, { body: "hi", ...more });
  const open = await post("/hooks/open?q=1&q=2", { role: null, headers: { "x-n": "5" } });
  assert.deepEqual([open.status, open.json], [202, { run: "r1" }]);
  assert.deepEqual(seen[0], ["/hooks/open", { q: "2" }, "5", "hi"]);
  assert.equal((await post("/hooks/signed", { role: null })).status, 202);
  assert.equal((await post("/hooks/token", { role: null })).status, 401);
  assert.equal((await post("/hooks/token", { role: "viewer" })).status, 403);
  assert.equal((await post("/hooks/token")).status, 202);
  assert.equal((await post("/hooks/open/", { role: null })).status, 401);
  assert.equal((await post("/api/v1/own", { role: null })).status, 401);
  assert.equal((await post("/hooks/open", { role: null, headers: { origin: "https://evil.example" } })).status, 403);
  assert.equal((await post("/hooks/open", { role: null, body: "x".repeat(1025) })).status, 413);
  const get = await ask("GET", "/hooks/open", { role: null });
  assert.deepEqual([get.status, get.headers.get("allow")], [405, "POST"]);
  const once = () => post("/hooks/open", { role: null, headers: { "idempotency-key": "k" } });
  assert.deepEqual([(await once()).json, (await once()).json], [{ run: "r4" }, { run: "r4" }]);
  assert.equal((await post("/hooks/open", { role: null, body: "other", headers: { "idempotency-key": "k" } })).status, 409);
});

Deno.test("createApp() asks senders to come again when the webhooks of a daemon that stops are gone", async () => {
  const { ask, daemon } = opened();
  daemon.phase = "stopping";
  const { status, json, headers } = await ask("POST", "/hooks/gone", { role: null, body: "hi" });
  assert.deepEqual([status, json.code, headers.get("retry-after")], [503, "stopping", "1"]);
  assert.equal((await ask("GET", "/api/v1/none", { role: null })).status, 401);
});

Deno.test("createApp() makes tokens, shows their secrets once and revokes them", async () => {
  const { ask, app, daemon } = opened({ now: () => 1_000_000 });
  const create = (body: unknown) => ask("POST", "/api/v1/tokens", { role: "admin", body: JSON.stringify(body), headers: JSON_BODY });
  const made = await create({ role: "operator", scopes: ["pipelines/reports-*"], expires_in: "1h" });
  assert.equal(made.status, 201);
  assert.equal(made.json.expires_at, "1970-01-01T01:16:40.000Z");
  const { token, id } = made.json;
  const use = async () =>
    (await app.fetch(new Request("http://localhost/api/v1/pipelines", { headers: { authorization: `Bearer ${token}` } }))).status;
  assert.equal(await use(), 200);
  const list = await ask("GET", "/api/v1/tokens", { role: "admin" });
  assert.doesNotMatch(list.text, new RegExp(token));
  assert.doesNotMatch(JSON.stringify(daemon.auditRows), new RegExp(token));
  assert.deepEqual((await ask("GET", `/api/v1/tokens/${id}`, { role: "admin" })).json.scopes, ["pipelines/reports-*"]);
  assert.equal((await ask("DELETE", `/api/v1/tokens/${id}`, { role: "admin" })).status, 204);
  assert.equal(await use(), 401);
  assert.equal((await ask("DELETE", `/api/v1/tokens/${id}`, { role: "admin" })).status, 404);
  for (
    const body of [
      {},
      { role: "root" },
      { role: "admin", scopes: ["*"] },
      { role: "viewer", expires_in: "soon" },
      { role: "viewer", expires_in: 0 },
      { role: "viewer", expires_in: "-1h" },
      { role: "operator", scopes: [] },
      { role: "viewer", expire_in: "1h" },
    ]
  ) {
    assert.equal((await create(body)).status, 422, JSON.stringify(body));
  }
  assert.equal((await create({ role: "viewer", expires_in: 60 })).json.expires_at, "1970-01-01T00:17:40.000Z");
});
