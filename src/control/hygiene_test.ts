import assert from "node:assert/strict";
import type { Log } from "../core/mod.ts";
import { NO_LOG } from "../core/mod.ts";
import { LOCAL_CALLER } from "./caller.ts";
import { opened } from "./testing_app.ts";

const JSON_BODY = { "content-type": "application/json" };
const MERGE = { "content-type": "application/merge-patch+json" };

Deno.test("createApp() lets nobody in without a token but to /healthz and /readyz", async () => {
  const { ask, daemon } = opened();
  for (const path of ["/healthz", "/readyz"]) {
    assert.equal((await ask("GET", path, { role: null })).status, 200);
    assert.equal((await ask("HEAD", path, { role: null })).status, 200);
  }
  const paths = [
    "/",
    "/docs",
    "/metrics",
    "/api/v1/openapi.json",
    "/api/v1/pipelines",
    "/api/v1/runs",
    "/api/v1/nothing",
    "/nothing",
    "/healthz/",
    "/HEALTHZ",
  ];
  for (const path of paths) {
    const answer = await ask("GET", path, { role: null });
    assert.equal(answer.status, 401, path);
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
    assert.equal((await ask("POST", path, { role: null })).status, 401, path);
  }
  assert.equal((await ask("GET", "/nothing")).status, 404);
  daemon.phase = "stopping";
  const stopping = await ask("GET", "/readyz", { role: null });
  assert.deepEqual([stopping.status, stopping.json], [503, { status: "stopping", phase: "stopping" }]);
});

Deno.test("createApp() takes no token from an address, a cookie or another scheme", async () => {
  const { ask, secrets } = opened();
  const token = secrets.get("admin") ?? "";
  assert.equal((await ask("GET", `/api/v1/pipelines?token=${token}&access_token=${token}`, { role: null })).status, 401);
  for (
    const authorization of [
      token,
      `Basic ${btoa(`x:${token}`)}`,
      `Token ${token}`,
      `Bearer`,
      `Bearer ${token} x`,
      `Bearer ${"x".repeat(600)}`,
    ]
  ) {
    assert.equal((await ask("GET", "/api/v1/pipelines", { headers: { authorization } })).status, 401, authorization);
  }
  assert.equal((await ask("GET", "/api/v1/pipelines", { role: null, headers: { cookie: `token=${token}` } })).status, 401);
  assert.equal((await ask("GET", "/api/v1/pipelines", { headers: { authorization: `bearer  ${token}` } })).status, 200);
});

Deno.test("createApp() holds roles and scopes", async (t) => {
  const { ask, app, daemon } = opened();
  daemon.serve("reports-x", { name: "reports-x" });
  await daemon.runs.start({ pipeline: "a", params: {} });
  const rows: [string, string, number, number, number][] = [
    ["GET", "/api/v1/pipelines/a", 200, 200, 200],
    ["GET", "/api/v1/audit", 200, 200, 200],
    ["GET", "/api/v1/settings", 403, 403, 200],
    ["GET", "/api/v1/tokens", 403, 403, 200],
    ["POST", "/api/v1/pipelines/a/runs", 403, 201, 201],
    ["POST", "/api/v1/runs/run-1/cancel", 403, 202, 202],
    ["POST", "/api/v1/reload", 403, 200, 200],
    ["POST", "/api/v1/settings/rollback", 403, 403, 404],
    ["DELETE", "/api/v1/tokens/x", 403, 403, 404],
    ["DELETE", "/api/v1/pipelines/a?dry_run=true", 403, 200, 200],
  ];
  for (const [method, path, ...expected] of rows) {
    await t.step(`${method} ${path}`, async () => {
      const found = [];
      for (const role of ["viewer", "operator", "admin"] as const) found.push((await ask(method, path, { role })).status);
      assert.deepEqual(found, expected);
    });
  }
  const scoped = { authorization: `Bearer ${daemon.tokens.create({ role: "operator", scopes: ["pipelines/reports-*"] }).secret}` };
  const status = async (method: string, path: string, body?: string, type = JSON_BODY) =>
    (await app.fetch(
      new Request(`http://localhost${path}`, { method, headers: { ...scoped, ...type }, ...(body === undefined ? {} : { body }) }),
    )).status;
  assert.equal(await status("GET", "/api/v1/pipelines/a"), 200);
  assert.equal(await status("POST", "/api/v1/pipelines/reports-x/runs"), 201);
  assert.equal(await status("POST", "/api/v1/pipelines/a/runs"), 403);
  assert.equal(await status("POST", "/api/v1/runs/run-1/cancel"), 403);
  assert.equal(await status("PATCH", "/api/v1/pipelines/a", "{}", MERGE), 403);
  assert.equal(await status("PUT", "/api/v1/pipelines/new", "{}"), 403);
  assert.equal(await status("PATCH", "/api/v1/pipelines/reports-x", "{}", MERGE), 200);
  const several = { changes: [{ module: "pipelines/reports-x", merge: { n: 1 } }, { module: "pipelines/a", merge: { n: 1 } }] };
  assert.equal(await status("PATCH", "/api/v1/modules", JSON.stringify(several)), 403);
  assert.equal(daemon.modules.get("pipelines/reports-x")?.active?.revision, 1);
});

Deno.test("createApp() slows down who guesses tokens, and nobody else", async () => {
  let now = 1_000_000;
  const { ask } = opened({ now: () => now });
  const guess = (from = "10.0.0.9") =>
    ask("GET", "/healthy", { headers: { authorization: "Bearer guess" }, caller: { ...LOCAL_CALLER, from } });
  for (let i = 0; i < 20; i++) assert.equal((await guess()).status, 401);
  const slowed = await guess();
  assert.deepEqual([slowed.status, slowed.headers.get("retry-after"), slowed.json.code], [429, "60", "too_many_failures"]);
  assert.equal((await guess("10.0.0.8")).status, 401);
  assert.equal((await ask("GET", "/api/v1/pipelines", { caller: { ...LOCAL_CALLER, from: "10.0.0.9" } })).status, 200);
  assert.equal((await ask("GET", "/api/v1/pipelines", { role: null, caller: { ...LOCAL_CALLER, from: "10.0.0.9" } })).status, 401);
  now += 60_000;
  assert.equal((await guess()).status, 401);
});

Deno.test("createApp() answers for no other host and no page of another origin", async () => {
  const { ask, daemon } = opened();
  const get = (headers: HeadersInit, path = "/api/v1/pipelines", method = "GET") => ask(method, path, { headers });
  assert.equal((await get({ host: "evil.example" })).status, 421);
  assert.equal((await get({ host: "evil.example" }, "/healthz")).status, 421);
  assert.equal((await get({ host: "localhost, evil.example" })).status, 421);
  assert.equal((await get({ origin: "https://evil.example" })).status, 403);
  assert.equal((await get({ origin: "null" })).json.code, "origin_foreign");
  assert.equal((await get({ origin: "https://evil.example" }, "/healthz")).status, 200);
  assert.equal((await get({ host: "localhost:7400", origin: "http://localhost:7400" })).status, 200);
  const preflight = { origin: "https://good.example", "access-control-request-method": "PATCH" };
  assert.equal((await get(preflight, "/api/v1/pipelines/a", "OPTIONS")).status, 403);
  daemon.current = { ...daemon.current, api: { ...daemon.current.api, hosts: ["exec.example"], origins: ["https://good.example"] } };
  assert.equal((await get({ host: "exec.example" })).status, 200);
  const allowed = await get({ origin: "https://good.example" });
  assert.deepEqual([allowed.status, allowed.headers.get("access-control-allow-origin")], [200, "https://good.example"]);
  const asked = await ask("OPTIONS", "/api/v1/pipelines/a", { role: null, headers: preflight });
  assert.equal(asked.status, 204);
  assert.match(asked.headers.get("access-control-allow-methods") ?? "", /PATCH/);
  assert.equal(asked.headers.get("access-control-allow-credentials"), null);
});

Deno.test("createApp() refuses bodies that are not what they should be", async (t) => {
  const { ask, daemon } = opened();
  const rows: [string, string, BodyInit, Record<string, string>, number, string][] = [
    ["PATCH", "/api/v1/pipelines/a", "{", MERGE, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", '{"a":1,"a":2}', MERGE, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", "[".repeat(201) + "]".repeat(201), MERGE, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", '{"a":'.repeat(100_000), MERGE, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", new Uint8Array([0x22, 0xff, 0x22]), MERGE, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", "", MERGE, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", "a: [", { "content-type": "application/yaml" }, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", "a: 1\na: 2\n", { "content-type": "application/yaml" }, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", "a: .inf", { "content-type": "application/yaml" }, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", "", { "content-type": "application/yaml" }, 400, "body_malformed"],
    ["PATCH", "/api/v1/pipelines/a", "{}", { "content-type": "text/plain" }, 415, "media_type_unsupported"],
    [
      "PATCH",
      "/api/v1/pipelines/a",
      "{}",
      { "content-type": "application/merge-patch+json; charset=utf-16" },
      415,
      "media_type_unsupported",
    ],
    ["PATCH", "/api/v1/pipelines/a", "{}", { ...MERGE, "content-encoding": "gzip" }, 415, "media_type_unsupported"],
    ["PATCH", "/api/v1/pipelines/a", "x".repeat(8 * 2 ** 20 + 1), MERGE, 413, "body_too_large"],
    ["POST", "/api/v1/pipelines/a/runs", '{"parms":{}}', JSON_BODY, 422, "body_invalid"],
    ["POST", "/api/v1/pipelines/a/runs", '{"params":[]}', JSON_BODY, 422, "body_invalid"],
    ["POST", "/api/v1/pipelines/a/runs", "null", JSON_BODY, 422, "body_invalid"],
    ["POST", "/api/v1/pipelines/a/runs", "{}", { "content-type": "text/plain" }, 415, "media_type_unsupported"],
    ["PUT", "/api/v1/pipelines/a%2Fb", "{}", JSON_BODY, 422, "name_invalid"],
    ["PUT", "/api/v1/pipelines/..%2f..%2fetc", "{}", JSON_BODY, 422, "name_invalid"],
    ["PATCH", "/api/v1/pipelines/none", "{}", MERGE, 404, "module_unknown"],
  ];
  for (const [method, path, body, headers, status, code] of rows) {
    await t.step(`${method} ${path} ${String(body).slice(0, 20)} ${headers["content-type"]}`, async () => {
      const answer = await ask(method, path, { body, headers });
      assert.deepEqual([answer.status, answer.json.code], [status, code], answer.text);
      assert.deepEqual([answer.json.status, answer.json.instance], [status, path]);
      assert.ok(answer.json.type && answer.json.title && answer.json.detail);
    });
  }
  assert.equal(daemon.started.length, 0);
  const wrong = await ask("PATCH", "/api/v1/pipelines/a", { body: "{}", headers: { "content-type": "text/plain" } });
  assert.match(wrong.headers.get("accept-patch") ?? "", /application\/merge-patch\+json, application\/json-patch\+json/);
  assert.match((await ask("POST", "/api/v1/pipelines/a/runs", { body: '{"parms":{}}', headers: JSON_BODY })).json.hint, /params/);
});

Deno.test("createApp() refuses queries that it would not follow", async () => {
  const { ask, patch, daemon } = opened();
  for (
    const query of [
      "dryrun=true",
      "dry_run=yes",
      "dry_run=true&dry_run=false",
      "persist=disk",
      `message=${"x".repeat(1001)}`,
      "constructor=1",
    ]
  ) {
    const answer = await patch(`/api/v1/pipelines/a?${query}`, { n: 1 });
    assert.deepEqual([answer.status, answer.json.code], [400, "query_invalid"], query);
  }
  assert.equal(daemon.changes.length, 0);
  assert.match((await patch("/api/v1/pipelines/a?dryrun=true", {})).json.hint, /dry_run/);
  for (const query of ["limit=0", "limit=1001", "limit=x", "cursor=%25", "cursor=!"]) {
    assert.equal((await ask("GET", `/api/v1/pipelines?${query}`)).status, 400, query);
  }
});

Deno.test("createApp() answers wrong methods, OPTIONS and HEAD", async () => {
  const { ask } = opened();
  const wrong = await ask("DELETE", "/api/v1/pipelines");
  assert.deepEqual([wrong.status, wrong.headers.get("allow"), wrong.json.code], [405, "GET, HEAD, OPTIONS", "method_not_allowed"]);
  assert.equal((await ask("POST", "/healthz", { role: null })).headers.get("allow"), "GET, HEAD, OPTIONS");
  const options = await ask("OPTIONS", "/api/v1/pipelines/a");
  assert.deepEqual([options.status, options.headers.get("allow")], [204, "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"]);
  assert.match(options.headers.get("accept-patch") ?? "", /json-patch/);
  const get = await ask("GET", "/api/v1/pipelines/a");
  const head = await ask("HEAD", "/api/v1/pipelines/a");
  assert.deepEqual([head.status, head.text, head.headers.get("etag")], [200, "", '"1"']);
  assert.equal(head.headers.get("content-length"), String(get.text.length));
  assert.equal((await ask("HEAD", "/api/v1/events")).status, 200);
});

Deno.test("createApp() gives every answer the headers that harden it", async () => {
  const { ask } = opened();
  for (
    const [method, path, role] of [["GET", "/healthz", null], ["GET", "/api/v1/pipelines/a", "viewer"], ["GET", "/x", null], [
      "DELETE",
      "/docs",
      "admin",
    ]] as const
  ) {
    const { headers } = await ask(method, path, { role });
    assert.equal(headers.get("cache-control"), "no-store, no-transform");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert.equal(headers.get("server"), "executor/1.2.3");
  }
});

Deno.test("createApp() tells nobody but the log about a defect", async () => {
  const lines: string[] = [];
  const log: Log = { ...NO_LOG, error: (message, fields) => void lines.push(`${message} ${JSON.stringify(fields)}`) };
  const { ask, daemon } = opened({ log });
  daemon.runs.get = () => {
    throw new Error("the password is hunter2");
  };
  const answer = await ask("GET", "/api/v1/runs/x");
  assert.deepEqual([answer.status, answer.json.code], [500, "internal"]);
  assert.doesNotMatch(answer.text, /hunter2/);
  assert.ok(lines[0]?.includes(answer.json.id) && lines[0].includes("hunter2"));
});

Deno.test("createApp() writes every write to the audit, the refused ones too", async () => {
  const { ask, patch, daemon } = opened();
  await patch("/api/v1/pipelines/a", { n: 1 });
  await patch("/api/v1/pipelines/a?dry_run=true", { n: 2 });
  await patch("/api/v1/pipelines/a", { n: 2 }, { "if-match": '"9"' });
  await patch("/api/v1/pipelines/a", { n: 2 }, {}, "viewer");
  await ask("POST", "/api/v1/pipelines/a/runs");
  await ask("POST", "/api/v1/runs/run-1/cancel");
  await ask("POST", "/api/v1/runs/none/cancel");
  await ask("DELETE", "/api/v1/pipelines/a");
  await ask("GET", "/api/v1/pipelines/none");
  await ask("POST", "/api/v1/tokens", { role: null });
  await ask("POST", "/api/v1/tokens", { role: "admin", body: '{"role":"viewer"}', headers: JSON_BODY });
  assert.deepEqual(daemon.auditRows.map(({ actor, action, module, before, after, from }) => [actor, action, module, before, after, from]), [
    ["tok_0000002", "pipeline.patch", "pipelines/a", "sha256:0", "sha256:1", "127.0.0.1"],
    ["tok_0000002", "pipeline.patch.refused", "pipelines/a", null, null, "127.0.0.1"],
    ["tok_0000001", "pipeline.patch.refused", "pipelines/a", null, null, "127.0.0.1"],
    ["tok_0000002", "run.start", "runs/run-1", null, null, "127.0.0.1"],
    ["tok_0000002", "run.cancel", "runs/run-1", null, null, "127.0.0.1"],
    ["tok_0000002", "run.cancel.refused", "runs/none", null, null, "127.0.0.1"],
    ["tok_0000002", "pipeline.delete", "pipelines/a", "sha256:1", null, "127.0.0.1"],
    ["tok_0000003", "token.create", "tokens/tok_0000004", null, null, "127.0.0.1"],
  ]);
  const page = (await ask("GET", "/api/v1/audit?limit=2")).json;
  assert.equal(page.items[0].action, "token.create");
  assert.match(page.items[0].time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal((await ask("GET", `/api/v1/audit?cursor=${page.next}`)).json.items[0].action, "run.cancel.refused");
});
