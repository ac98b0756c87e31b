import { Validator } from "@seriousme/openapi-schema-validator";
import assert from "node:assert/strict";
import { NO_METRICS } from "../../core/mod.ts";
import { ROUTES } from "../routes.ts";
import { TestingFeed } from "../testing_daemon.ts";
import { opened } from "../testing_app.ts";
import { openApiDocument } from "./document.ts";
import { DocumentClient } from "./testing_client.ts";

Deno.test("openApiDocument() passes a validator of OpenAPI 3.1", async () => {
  const { ask } = opened();
  const served = await ask("GET", "/api/v1/openapi.json");
  const result = await new Validator().validate(served.json);
  assert.deepEqual(result.errors ?? [], []);
  assert.ok(result.valid);
  assert.equal(served.json.openapi, "3.1.0");
});

Deno.test("openApiDocument() names each operation once and every role", () => {
  const ids = ROUTES.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const document = openApiDocument(ROUTES, "1");
  const open = Object.entries(document.paths).filter(([, { get }]) => get?.security.length === 0).map(([path]) => path);
  assert.deepEqual(open, ["/healthz", "/readyz"]);
});

Deno.test("openApiDocument() is true: a client made from it calls every operation, and every answer fits", async () => {
  const { app, daemon, secrets } = opened({
    metrics: { ...NO_METRICS, show: () => Promise.resolve({ text: "x 1\n", contentType: "text/plain; version=0.0.4; charset=utf-8" }) },
  });
  const client = new DocumentClient(openApiDocument(ROUTES, "1"), (request) => {
    request.headers.set("authorization", `Bearer ${secrets.get("admin")}`);
    return app.fetch(request);
  });
  const status = async (...call: Parameters<DocumentClient["call"]>) => (await client.call(...call)).status;
  const a = { params: { name: "a" } };
  const yaml = { body: "n: 1\n", type: "application/yaml" };

  assert.equal(await status("pipelines.list", { query: { limit: "1" } }), 200);
  assert.equal(await status("pipelines.get", a), 200);
  assert.equal(await status("pipelines.get", { ...a, headers: { Accept: "application/yaml" } }), 200);
  assert.equal(await status("pipelines.get", { ...a, headers: { "If-None-Match": '"1"' } }), 304);
  assert.equal(await status("pipelines.get", { params: { name: "none" } }), 404);
  assert.equal(await status("pipeline.put", { params: { name: "b" }, ...yaml }), 201);
  assert.equal(await status("pipeline.put", { params: { name: "b" }, body: { n: 2 }, headers: { "If-Match": '"1"' } }), 200);
  assert.equal(await status("pipeline.patch", { ...a, ...yaml, query: { message: "more" } }), 200);
  assert.equal(await status("pipeline.patch", { ...a, ...yaml, body: "n: 2\n", query: { dry_run: "true" } }), 200);
  assert.equal(await status("pipeline.patch", { ...a, body: [], type: "application/json-patch+json" }), 409);
  assert.equal(await status("pipelines.revisions", a), 200);
  assert.equal(await status("pipelines.revision", { params: { name: "a", revision: "1" } }), 200);
  assert.equal(await status("pipelines.diff", { ...a, query: { from: "1", to: "2" } }), 200);
  assert.equal(await status("pipeline.rollback", { ...a, body: { revision: 1 }, headers: { "Idempotency-Key": "k" } }), 200);
  assert.equal(await status("modules.patch", { body: { changes: [{ module: "pipelines/a", merge: { n: 9 } }] } }), 200);
  assert.equal(await status("reload"), 200);
  assert.equal(await status("run.start", { ...a, body: { params: { x: 1 } } }), 201);
  daemon.feeds.set("run-1", new TestingFeed());
  const run = { params: { run: "run-1" } };
  assert.equal(await status("pipelines.runs", a), 200);
  assert.equal(await status("runs.list", { query: { pipeline: "a" } }), 200);
  assert.equal(await status("runs.get", run), 200);
  for (const id of ["runs.events", "runs.logs"]) assert.equal(await status(id, run), 200);
  for (const id of ["run.cancel", "run.resume", "run.approve"]) assert.equal(await status(id, { ...run, body: {} }), 202);
  assert.equal(await status("events"), 200);
  for (const health of [{ status: "healthy" }, { status: "restarting", reason: "x", retryAt: 1 }] as const) {
    daemon.sourceViews.push({ source: `s${health.status}`, pipeline: "a", kind: "http", health, startedAt: 0, nextAt: null });
  }
  const probe = { probe: "exec", events: 1, waiting: 0, lost: 2 };
  daemon.sourceViews.push({ source: "p", pipeline: "a", kind: "probe", health: { status: "healthy" }, startedAt: 0, nextAt: null, probe });
  assert.equal(await status("sources.list"), 200);
  assert.equal(await status("probes.list"), 200);
  assert.equal(await status("settings.get"), 200);
  assert.equal(await status("settings.put", yaml), 200);
  assert.equal(await status("settings.patch", { ...yaml, body: "n: 3\n" }), 200);
  assert.equal(await status("settings.get"), 200);
  for (const id of ["settings.revisions", "settings.diff"]) assert.equal(await status(id), 200);
  assert.equal(await status("settings.revision", { params: { revision: "1" } }), 200);
  assert.equal(await status("settings.rollback"), 200);
  const made = await client.call("token.create", { body: { role: "viewer", expires_in: "1h" } });
  assert.equal(await status("tokens.list"), 200);
  assert.equal(await status("tokens.get", { params: { id: made.json.id } }), 200);
  assert.equal(await status("token.revoke", { params: { id: made.json.id } }), 204);
  const { json: { id: session } } = await client.call("session.create", { body: { command: ["ls"], idle: "5m", record: true } });
  assert.equal(await status("sessions.list"), 200);
  for (const id of ["sessions.get", "sessions.recording"]) assert.equal(await status(id, { params: { session } }), 200, id);
  // What is no listener's connection cannot be upgraded.
  assert.equal(await status("session.attach", { params: { session }, query: { from: "1" } }), 426);
  assert.equal(await status("session.end", { params: { session } }), 204);
  assert.equal(await status("audit.list"), 200);
  for (const id of ["healthz", "readyz", "metrics", "status", "openapi", "docs"]) assert.equal(await status(id), 200, id);
  assert.equal(await status("pipeline.delete", a), 200);
  assert.deepEqual(client.operations.filter((id) => !client.called.has(id)), []);
});

Deno.test("/docs is one page for people that loads nothing and lets nothing run but its own", async () => {
  const { ask, secrets } = opened();
  const page = await ask("GET", "/docs");
  assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
  const policy = page.headers.get("content-security-policy") ?? "";
  assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/);
  for (const [tag, directive] of [["style", "style-src"], ["script", "script-src"]] as const) {
    const [, text = ""] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page.text) ?? [];
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    assert.ok(policy.includes(`${directive} 'sha256-${btoa(String.fromCharCode(...digest))}'`), tag);
  }
  assert.doesNotMatch(page.text, /(?:src|href)="(?:https?:)?\/\//);
  for (const { path } of ROUTES) assert.ok(page.text.includes(path.replaceAll(/:(\w+)/g, "{$1}")), path);
  const login = await ask("GET", "/docs", { role: null });
  assert.match(login.headers.get("www-authenticate") ?? "", /Basic/);
  const basic = { authorization: `Basic ${btoa(`me:${secrets.get("viewer")}`)}` };
  assert.equal((await ask("GET", "/docs", { headers: basic })).status, 200);
  assert.equal((await ask("GET", "/api/v1/pipelines", { headers: basic })).status, 401);
});
