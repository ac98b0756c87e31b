import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Ask, assertProblem, JSON_PATCH, MERGE, serving, test, YAML } from "./customer.ts";

const HELLO = "name: hello\ntasks:\n  - id: greet\n    run: echo hello\n";
const PATH = "/api/v1/pipelines/hello";
const NESTED = (levels: number) => `{"meta":${"[".repeat(levels)}${"]".repeat(levels)}}`;

const ROWS: readonly [string, string, string, Ask, number, string][] = [
  ["no JSON", "PATCH", PATH, { body: "{nope", type: MERGE }, 400, "body_malformed"],
  ["no JSON in a JSON Patch", "PATCH", PATH, { body: "[", type: JSON_PATCH }, 400, "body_malformed"],
  ["no YAML", "PATCH", PATH, { body: "a: [", type: YAML }, 400, "body_malformed"],
  ["an empty body", "PATCH", PATH, { body: "", type: MERGE }, 400, "body_malformed"],
  ["an empty YAML body", "PATCH", PATH, { body: "", type: YAML }, 400, "body_malformed"],
  ["no UTF-8", "PATCH", PATH, { body: new Uint8Array([0x22, 0xff, 0x22]), type: MERGE }, 400, "body_malformed"],
  ["a key twice", "PATCH", PATH, { body: '{"meta":1,"meta":2}', type: MERGE }, 400, "body_malformed"],
  ["JSON nested over 200", "PATCH", PATH, { body: NESTED(201), type: MERGE }, 400, "body_malformed"],
  ["YAML nested over 200", "PATCH", PATH, { body: `meta: ${"[".repeat(201)}${"]".repeat(201)}`, type: YAML }, 400, "body_malformed"],
  ["PUT nested over 200", "PUT", PATH, { body: NESTED(201) }, 400, "body_malformed"],
  ["malformed If-Match", "PATCH", PATH, { body: {}, type: MERGE, headers: { "if-match": "1" } }, 400, "header_malformed"],
  ["stale If-Match", "PATCH", PATH, { body: {}, type: MERGE, headers: { "if-match": '"9"' } }, 412, "etag_stale"],
  ["a weak tag", "PATCH", PATH, { body: {}, type: MERGE, headers: { "if-match": 'W/"1"' } }, 412, "etag_stale"],
  ["a list that has it not", "PATCH", PATH, { body: {}, type: MERGE, headers: { "if-match": '"8", "9"' } }, 412, "etag_stale"],
  ["stale If-Match of a DELETE", "DELETE", PATH, { headers: { "if-match": '"9"' } }, 412, "etag_stale"],
  ["stale If-Match of a PUT", "PUT", PATH, { body: HELLO, type: YAML, headers: { "if-match": '"9"' } }, 412, "etag_stale"],
  ["stale If-Match of a roll-back", "POST", `${PATH}/rollback`, { headers: { "if-match": '"9"' } }, 412, "etag_stale"],
  ["If-Match of none", "PUT", "/api/v1/pipelines/none", { body: HELLO, type: YAML, headers: { "if-match": "*" } }, 412, "etag_stale"],
  ["If-None-Match: *", "PUT", PATH, { body: HELLO, type: YAML, headers: { "if-none-match": "*" } }, 412, "etag_stale"],
  ["a wrong document", "PATCH", PATH, { body: { tasks: [{ id: "a", rum: "x" }] }, type: MERGE }, 422, "document_invalid"],
  ["a wrong document put", "PUT", PATH, { body: "name: hello\ntasks: [{ id: a, rum: x }]\n", type: YAML }, 422, "document_invalid"],
  ["no document put", "PUT", PATH, { body: "a: [", type: YAML }, 422, "document_invalid"],
  ["a list put", "PUT", PATH, { body: [1] }, 422, "document_invalid"],
  ["a bad name put", "PUT", "/api/v1/pipelines/-x", { body: HELLO, type: YAML }, 422, "name_invalid"],
  ["a long name put", "PUT", `/api/v1/pipelines/${"x".repeat(101)}`, { body: HELLO, type: YAML }, 422, "name_invalid"],
  ["a path put", "PUT", "/api/v1/pipelines/..%2fx", { body: HELLO, type: YAML }, 422, "name_invalid"],
  ["JSON Patch without its place", "PATCH", PATH, { body: [{ op: "remove", path: "/nope" }], type: JSON_PATCH }, 409, "patch_conflict"],
  ["JSON Patch test", "PATCH", PATH, { body: [{ op: "test", path: "/name", value: "x" }], type: JSON_PATCH }, 409, "patch_conflict"],
  ["no operation", "PATCH", PATH, { body: [{ op: "jump", path: "/name" }], type: JSON_PATCH }, 422, "patch_invalid"],
  ["no list", "PATCH", PATH, { body: { op: "remove" }, type: JSON_PATCH }, 422, "patch_invalid"],
  ["no pointer", "PATCH", PATH, { body: [{ op: "remove", path: "name" }], type: JSON_PATCH }, 422, "patch_invalid"],
  ["another type", "PATCH", PATH, { body: "x", type: "text/plain" }, 415, "media_type_unsupported"],
  ["another charset", "PATCH", PATH, { body: "{}", type: `${MERGE}; charset=utf-16` }, 415, "media_type_unsupported"],
  ["PUT of another type", "PUT", PATH, { body: "x", type: "text/plain" }, 415, "media_type_unsupported"],
  [
    "a compressed body",
    "PATCH",
    PATH,
    { body: gzipSync("{}"), type: MERGE, headers: { "content-encoding": "gzip" } },
    415,
    "media_type_unsupported",
  ],
  ["no type to answer in", "GET", PATH, { headers: { accept: "text/html" } }, 406, "not_acceptable"],
  ["no such method", "POST", PATH, { body: {} }, 405, "method_not_allowed"],
  ["no such method of lists", "DELETE", "/api/v1/runs", {}, 405, "method_not_allowed"],
  ["no such pipeline", "GET", "/api/v1/pipelines/helo", {}, 404, "module_unknown"],
  ["no such pipeline to patch", "PATCH", "/api/v1/pipelines/helo", { body: [], type: JSON_PATCH }, 404, "module_unknown"],
  ["no such pipeline to merge", "PATCH", "/api/v1/pipelines/helo", { body: { max_parallel: 2 }, type: MERGE }, 404, "module_unknown"],
  ["no such pipeline to delete", "DELETE", "/api/v1/pipelines/helo", {}, 404, "module_unknown"],
  ["no such pipeline to run", "POST", "/api/v1/pipelines/helo/runs", {}, 404, "module_unknown"],
  ["revisions of none", "GET", "/api/v1/pipelines/helo/revisions", {}, 404, "module_unknown"],
  ["no such revision", "GET", `${PATH}/revisions/9`, {}, 404, "revision_unknown"],
  ["a revision that is no number", "GET", `${PATH}/revisions/x`, {}, 404, "revision_unknown"],
  ["no such run", "GET", "/api/v1/runs/none", {}, 404, "run_unknown"],
  ["events of no run", "GET", "/api/v1/runs/none/events", {}, 404, "run_unknown"],
  ["no such route", "GET", "/api/v1/nope", {}, 404, "route_unknown"],
  ["no such path", "GET", "/nope", {}, 404, "route_unknown"],
  ["a bad limit", "GET", "/api/v1/pipelines?limit=0", {}, 400, "query_invalid"],
  ["a bad cursor", "GET", "/api/v1/pipelines?cursor=%25", {}, 400, "query_invalid"],
  ["a bad cursor of runs", "GET", "/api/v1/runs?cursor=abc", {}, 400, "query_invalid"],
  ["a bad cursor of revisions", "GET", `${PATH}/revisions?cursor=abc`, {}, 400, "query_invalid"],
  ["a bad cursor of the audit", "GET", "/api/v1/audit?cursor=abc", {}, 400, "query_invalid"],
  ["an unknown query", "GET", "/api/v1/pipelines?limt=1", {}, 400, "query_invalid"],
  ["an unknown parameter", "POST", `${PATH}/runs`, { body: { params: { who: 1 } } }, 422, "param_unknown"],
  ["an unknown member", "POST", `${PATH}/runs`, { body: { parms: {} } }, 422, "body_invalid"],
  ["a run's body that is none", "POST", `${PATH}/runs`, { body: "{" }, 400, "body_malformed"],
  ["no Last-Event-ID", "GET", "/api/v1/events", { headers: { "last-event-id": "x" } }, 400, "header_malformed"],
  ["no token", "GET", PATH, { token: null }, 401, "unauthorized"],
  ["a wrong token", "GET", PATH, { token: "wrong" }, 401, "unauthorized"],
  ["another host", "GET", PATH, { headers: { host: "evil.example" } }, 421, "host_unknown"],
  ["another origin", "GET", PATH, { headers: { origin: "https://evil.example" } }, 403, "origin_foreign"],
  ["the origin null", "GET", PATH, { headers: { origin: "null" } }, 403, "origin_foreign"],
];

test("what is refused is refused with its status, its code and its shape, and changes nothing", async (t) => {
  await serving({ "hello.yaml": HELLO }, async (customer) => {
    for (const [name, method, path, ask, status, code] of ROWS) {
      await t.step(name, async () => assertProblem(await customer.ask(method, path, ask), status, code, path.split("?")[0] ?? ""));
    }
    await t.step("a body over 8 MiB", async () => {
      const body = `{"meta":"${"x".repeat(8 * 2 ** 20)}"}`;
      assertProblem(await customer.patch(PATH, body), 413, "body_too_large", PATH);
      const chunked = await customer.ask("PATCH", PATH, { body, type: MERGE, headers: { "transfer-encoding": "chunked" } });
      assertProblem(chunked, 413, "body_too_large", PATH);
    });
    await t.step("headers that say what would do", async () => {
      const unsupported = await customer.patch(PATH, "x", "text/plain");
      assert.match(unsupported.headers.get("accept-patch") ?? "", /application\/merge-patch\+json.*application\/json-patch\+json/);
      const compressed = await customer.ask("PATCH", PATH, { body: gzipSync("{}"), type: MERGE, headers: { "content-encoding": "gzip" } });
      assert.match(compressed.headers.get("accept-patch") ?? "identity", /json|identity/);
      const allow = (await customer.ask("POST", PATH, { body: {} })).headers.get("allow") ?? "";
      for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE"]) assert.ok(allow.includes(method), allow);
      assert.match((await customer.get(PATH, { token: null })).headers.get("www-authenticate") ?? "", /^Bearer/);
    });
    await t.step("errors are diagnostics", async () => {
      const { json } = await customer.patch(PATH, { tasks: [{ id: "a", rum: "x" }, { id: "a", run: "x" }] });
      assert.ok(json.errors.length >= 2, JSON.stringify(json));
      for (const error of json.errors) {
        const { type, severity, code, message, file, line, column, end_line, end_column } = error;
        assert.deepEqual([type, severity], ["diagnostic", "error"]);
        for (const text of [code, message, file]) assert.equal(typeof text, "string");
        for (const number of [line, column, end_line, end_column]) assert.ok(Number.isInteger(number) && number >= 1);
      }
      assert.ok(json.errors.some((error: { hint?: string }) => error.hint?.includes("run")));
    });
    await t.step("If-Match that holds", async () => {
      for (const tag of ['"1"', "*", '"7", "1"', 'W/"1", "1"']) {
        const { status } = await customer.patch(PATH, { name: "hello" }, MERGE, { "if-match": tag });
        assert.equal(status, 200, tag);
      }
    });
    await t.step("If-Match where it is required", async () => {
      assert.equal((await customer.patch("/api/v1/settings", { api: { require_if_match: true } })).status, 200);
      const put = { body: HELLO, type: YAML };
      const asked = [
        [await customer.patch(PATH, {}), PATH],
        [await customer.ask("PUT", PATH, put), PATH],
        [await customer.ask("DELETE", PATH), PATH],
        [await customer.ask("POST", `${PATH}/rollback`), `${PATH}/rollback`],
        [
          await customer.patch("/api/v1/modules", { changes: [{ module: "pipelines/hello", merge: {} }] }, "application/json"),
          "/api/v1/modules",
        ],
        [await customer.patch("/api/v1/settings", {}), "/api/v1/settings"],
      ] as const;
      for (const [answer, path] of asked) assertProblem(answer, 428, "etag_required", path);
      assert.equal((await customer.patch(PATH, {}, MERGE, { "if-match": '"1"' })).status, 200);
      const made = await customer.ask("PUT", "/api/v1/pipelines/fresh", { body: "tasks: [{ id: a, run: 'true' }]\n", type: YAML });
      assert.equal(made.status, 201, "a new one has nothing to match");
      const tag = (await customer.get("/api/v1/settings")).headers.get("etag") ?? "";
      const off = await customer.patch("/api/v1/settings", { api: { require_if_match: false } }, MERGE, { "if-match": tag });
      assert.equal(off.status, 200);
      assert.equal((await customer.patch(PATH, {})).status, 200);
    });
    const { revision, document } = (await customer.get(PATH)).json;
    assert.deepEqual([revision, document.tasks.length, await customer.file("hello.yaml")], [1, 1, HELLO]);
  });
});
