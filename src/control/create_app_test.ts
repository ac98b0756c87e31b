import assert from "node:assert/strict";
import type { Role } from "../core/mod.ts";
import { opened } from "./testing_app.ts";

Deno.test("createApp() shows a pipeline with its tag, and its text when YAML is wanted", async () => {
  const { ask } = opened();
  const shown = await ask("GET", "/api/v1/pipelines/a", { role: "viewer" });
  assert.equal(shown.status, 200);
  assert.equal(shown.headers.get("etag"), '"1"');
  const { name, revision, hash, origin, state, document, error } = shown.json;
  assert.deepEqual({ name, revision, hash, origin, state, document, error }, {
    name: "a",
    revision: 1,
    hash: "sha256:0",
    origin: "file",
    state: "active",
    document: { name: "a", tasks: [1] },
    error: null,
  });
  const text = await ask("GET", "/api/v1/pipelines/a", { headers: { accept: "application/yaml" } });
  assert.equal(text.text, "name: a # keep\ntasks: [1]\n");
  assert.match(text.headers.get("content-type") ?? "", /^application\/yaml/);
  assert.equal(text.headers.get("etag"), '"1"');
  assert.equal((await ask("GET", "/api/v1/pipelines/a", { headers: { accept: "text/html" } })).status, 406);
  const unchanged = await ask("GET", "/api/v1/pipelines/a", { headers: { "if-none-match": '"9", "1"' } });
  assert.equal(unchanged.status, 304);
  assert.equal(unchanged.text, "");
  assert.equal(unchanged.headers.get("etag"), '"1"');
  assert.equal((await ask("GET", "/api/v1/pipelines/a", { headers: { "if-none-match": '"2"' } })).status, 200);
});

Deno.test("createApp() patches a pipeline and acknowledges what became of it", async () => {
  const { ask, patch, daemon } = opened();
  const done = await patch("/api/v1/pipelines/a?message=more", { tasks: [2], n: 1 }, { "if-match": '"1"' });
  assert.equal(done.status, 200);
  assert.equal(done.headers.get("etag"), '"2"');
  const { revision, previous, state, timeline, duration_ms, warnings, persisted } = done.json;
  assert.deepEqual([revision, previous, state, duration_ms, warnings, persisted], [2, 1, "active", 1.25, [], true]);
  assert.deepEqual(timeline[1], { state: "active", time: "1970-01-01T00:00:00.001Z" });
  assert.equal(daemon.changes[0]?.options.message, "more");
  assert.equal((await patch("/api/v1/pipelines/a", { n: 1 })).json.changed, false);
  const stale = await patch("/api/v1/pipelines/a", { n: 2 }, { "if-match": '"1"' });
  assert.equal(stale.status, 412);
  assert.equal(stale.json.code, "etag_stale");
  assert.equal(stale.headers.get("content-type"), "application/problem+json");
  for (const tag of ['W/"2"', '"x"']) assert.equal((await patch("/api/v1/pipelines/a", { n: 2 }, { "if-match": tag })).status, 412);
  for (const tag of ["*", '"7", "2"']) assert.equal((await patch("/api/v1/pipelines/a", { n: 1 }, { "if-match": tag })).status, 200);
  assert.equal((await patch("/api/v1/pipelines/a", { n: 2 }, { "if-match": "2" })).status, 400);
  const yaml = await ask("PATCH", "/api/v1/pipelines/a", { body: "n: 5 # why\n", headers: { "content-type": "application/yaml" } });
  assert.equal(yaml.status, 200);
  assert.deepEqual((await ask("GET", "/api/v1/pipelines/a")).json.document, { name: "a", tasks: [2], n: 5 });
});

Deno.test("createApp() answers a dry run with the diff and the tag of what still serves", async () => {
  const { ask, patch } = opened();
  const dry = await patch("/api/v1/pipelines/a?dry_run=true", { n: 1 });
  assert.equal(dry.status, 200);
  assert.equal(dry.json.dry_run, true);
  assert.deepEqual(dry.json.diff[0].to, { name: "a", tasks: [1], n: 1 });
  assert.equal(dry.headers.get("etag"), '"1"');
  assert.equal((await ask("GET", "/api/v1/pipelines/a")).json.revision, 1);
  const lost = await patch("/api/v1/pipelines/a?persist=none", { n: 1 });
  assert.equal(lost.json.persisted, false);
  const put = await ask("PUT", "/api/v1/pipelines/b?dry_run=true", {
    body: '{"name":"b"}',
    headers: { "content-type": "application/yaml" },
  });
  assert.deepEqual([put.status, put.headers.get("etag")], [200, '"0"']);
});

Deno.test("createApp() makes, refuses to make twice, rolls back and deletes a pipeline", async () => {
  const { ask } = opened();
  const yaml = { "content-type": "application/yaml" };
  const made = await ask("PUT", "/api/v1/pipelines/b", { body: '{"name":"b"}', headers: { ...yaml, "if-none-match": "*" } });
  assert.equal(made.status, 201);
  assert.equal(made.headers.get("location"), "/api/v1/pipelines/b");
  assert.equal(made.headers.get("etag"), '"1"');
  assert.equal((await ask("PUT", "/api/v1/pipelines/b", { body: "{}", headers: { ...yaml, "if-none-match": "*" } })).status, 412);
  assert.equal((await ask("PUT", "/api/v1/pipelines/b", { body: "{}", headers: { ...yaml, "if-none-match": '"1"' } })).status, 412);
  assert.equal(
    (await ask("PUT", "/api/v1/pipelines/b", { body: '{"name":"b","x":1}', headers: { "content-type": "application/json" } })).status,
    200,
  );
  const back = await ask("POST", "/api/v1/pipelines/b/rollback");
  assert.deepEqual([back.status, back.json.revision, back.json.previous], [200, 3, 2]);
  const rows = (await ask("GET", "/api/v1/pipelines/b/revisions?limit=2")).json;
  assert.deepEqual(rows.items.map((row: { revision: number }) => row.revision), [3, 2]);
  assert.deepEqual(Object.keys(rows.items[0]).slice(0, 6), ["revision", "hash", "origin", "author", "time", "message"]);
  assert.deepEqual((await ask("GET", `/api/v1/pipelines/b/revisions?cursor=${rows.next}`)).json.items.length, 1);
  assert.deepEqual((await ask("GET", "/api/v1/pipelines/b/revisions/2")).json.document, { name: "b", x: 1 });
  assert.equal((await ask("GET", "/api/v1/pipelines/b/revisions/9")).status, 404);
  assert.equal((await ask("GET", "/api/v1/pipelines/b/revisions/x")).status, 404);
  const diff = (await ask("GET", "/api/v1/pipelines/b/diff?from=1&to=2")).json;
  assert.deepEqual([diff.from, diff.to, diff.diff[0].op], [1, 2, "replace"]);
  assert.deepEqual((await ask("GET", "/api/v1/pipelines/b/diff")).json.from, 2);
  assert.equal((await ask("DELETE", "/api/v1/pipelines/b", { headers: { "if-match": '"1"' } })).status, 412);
  assert.equal((await ask("DELETE", "/api/v1/pipelines/b")).json.state, "retired");
  assert.equal((await ask("GET", "/api/v1/pipelines/b")).status, 404);
});

Deno.test("createApp() tells in its status which files are served as no module, and why", async () => {
  const { ask, daemon } = opened();
  daemon.strays.set("/p/twin.yaml", {
    code: "name_taken",
    message: "It is called a, as another",
    diagnostics: [],
    sources: new Map(),
    time: 0,
  });
  const { json } = await ask("GET", "/api/v1/status");
  assert.deepEqual(json.files, [{
    file: "/p/twin.yaml",
    error: { code: "name_taken", message: "It is called a, as another", errors: [], time: "1970-01-01T00:00:00.000Z" },
  }]);
});

Deno.test("createApp() asks for If-Match once the settings do", async () => {
  const { daemon, ask, patch } = opened();
  daemon.current = { ...daemon.current, api: { ...daemon.current.api, require_if_match: true } };
  const refused = await patch("/api/v1/pipelines/a", { n: 1 });
  assert.equal(refused.status, 428);
  assert.match(refused.json.hint, /"1"/);
  assert.equal((await ask("DELETE", "/api/v1/pipelines/a")).status, 428);
  assert.equal((await patch("/api/v1/pipelines/a", { n: 1 }, { "if-match": '"1"' })).status, 200);
  const several = { changes: [{ module: "pipelines/a", merge: { n: 2 } }] };
  const json = { "content-type": "application/json" };
  assert.equal((await ask("PATCH", "/api/v1/modules", { body: JSON.stringify(several), headers: json })).status, 428);
  const made = await ask("PUT", "/api/v1/pipelines/b", { body: "{}", headers: { "content-type": "application/yaml" } });
  assert.equal(made.status, 201);
});

Deno.test("createApp() changes several modules in one call and names the one that is refused", async () => {
  const { daemon, ask } = opened();
  daemon.serve("b", { name: "b" });
  const change = (changes: unknown, role: Role = "operator") =>
    ask("PATCH", "/api/v1/modules", { body: JSON.stringify({ changes }), headers: { "content-type": "application/json" }, role });
  const done = await change([{ module: "pipelines/a", merge: { n: 1 }, if_match: '"1"' }, {
    module: "pipelines/b",
    merge: { n: 1 },
    if_match: 1,
  }]);
  assert.deepEqual([done.status, done.json.changes.map((each: { module: string }) => each.module)], [200, ["pipelines/a", "pipelines/b"]]);
  const stale = await change([{ module: "pipelines/a", merge: { n: 2 } }, { module: "pipelines/b", merge: { n: 2 }, if_match: '"1"' }]);
  assert.deepEqual([stale.status, stale.json.module], [412, "pipelines/b"]);
  assert.deepEqual((await ask("GET", "/api/v1/pipelines/a")).json.revision, 2);
  for (
    const [wrong, code] of [
      [[], "body_invalid"],
      [[{ module: "pipelines/a" }], "body_invalid"],
      [[{ module: "pipelines/a", merge: {}, patch: [] }], "body_invalid"],
      [[{ module: "pipelines/a", merge: {} }, { module: "pipelines/a", merge: {} }], "body_invalid"],
      [[{ module: "pipelines/a", merge: {}, if_match: "x" }], "body_invalid"],
      [[{ module: "plans/a", merge: {} }], "body_invalid"],
      [[{ module: "pipelines/a", merge: {}, x: 1 }], "body_invalid"],
      [[{ module: "pipelines/a", patch: [] }], "patch_conflict"],
      [[{ module: "settings", merge: {} }], "forbidden"],
    ] as const
  ) assert.equal((await change(wrong)).json.code, code, JSON.stringify(wrong));
  assert.equal((await change([{ module: "pipelines/a", merge: null }])).status, 200);
});
