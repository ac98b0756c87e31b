import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import { DocumentClient } from "../../src/control/openapi/testing_client.ts";
import { pollUntil } from "../contract/processes_helpers.ts";
import { type Customer, MERGE, serving, test } from "./customer.ts";

const HELLO = "name: hello\non: { http: { path: /hooks/hello, auth: none } }\ntasks: [{ id: a, run: echo hello }]\n";

/** The samples of a metric, by their labels. */
async function samples(customer: Customer, name: string): Promise<Map<string, number>> {
  const { text } = await customer.get("/metrics");
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return new Map(lines.map((line) => [/\{(.*)\}/.exec(line)?.[1] ?? "", Number(line.split(" ").at(-1))]));
}

test("metrics: the names that are promised", async () => {
  await serving({ "hello.yaml": HELLO }, async (customer) => {
    const hook = await customer.ask("POST", "/hooks/hello", { body: {}, token: null });
    await customer.ended(hook.json.run);
    await customer.patch("/api/v1/pipelines/hello", { timeout: "5s" });
    assert.equal((await samples(customer, "executor_module_revision")).get('module="pipelines/hello"'), 2);
    assert.equal((await samples(customer, "executor_runs_total")).get('pipeline="hello",status="succeeded"'), 1);
    const events = await samples(customer, "executor_events_total");
    assert.ok(
      Array.from(events).some(([labels, count]) => labels.includes('kind="http"') && /status="/.test(labels) && count === 1),
      String([...events]),
    );
    const { text, headers } = await customer.get("/metrics");
    assert.match(headers.get("content-type") ?? "", /^text\/plain/);
    assert.match(text, /^# TYPE executor_reload_latency_seconds histogram$/m);
    assert.match(text, /^executor_reload_latency_seconds_bucket\{.*le="/m);
    assert.match(text, /^executor_reload_latency_seconds_count(\{.*\})? [1-9]/m);
  });
});

test("metrics: sandboxes while they are there, and sources as long as they are there", async () => {
  const script = `name: script
tasks:
  - id: a
    script: |
      export default () => new Promise((resolve) => setTimeout(resolve, 3_600_000));
    limits: { time: 2h }
`;
  await serving({ "hello.yaml": HELLO, "script.yaml": script }, async (customer) => {
    const one = async (name: string, labels = "") => (await samples(customer, name)).get(labels);
    assert.equal(await one("executor_sandbox_busy"), 0);
    const { json: { run } } = await customer.ask("POST", "/api/v1/pipelines/script/runs", { body: {} });
    await pollUntil(async () => await one("executor_sandbox_busy") === 1, "a script runs");
    assert.ok((await one("executor_sandbox_alive") ?? 0) >= 1);
    assert.equal((await customer.ask("POST", `/api/v1/runs/${run}/cancel`, { body: {} })).status, 202);
    await customer.ended(run);
    assert.equal(await one("executor_sandbox_busy"), 0);
    assert.equal(await one("executor_source_up", 'source="pipelines/hello/http"'), 1);
    await customer.patch("/api/v1/pipelines/hello", { on: null });
    await pollUntil(async () => await one("executor_source_up", 'source="pipelines/hello/http"') === undefined, "its source is gone");
  });
});

test("openapi.json is valid, covers what answers, and what answers fits it; /docs asks nothing of anybody else", async (t) => {
  await serving({ "hello.yaml": HELLO }, async (customer) => {
    const { json: document, headers } = await customer.get("/api/v1/openapi.json");
    await t.step("a validator takes it", async () => {
      assert.equal(headers.get("content-type"), "application/json");
      const { valid, errors } = await new Validator().validate(structuredClone(document));
      assert.ok(valid, JSON.stringify(errors));
      assert.match(document.openapi, /^3\.1\./);
    });
    await t.step("it covers what section 17 names", () => {
      const named: [string, ...string[]][] = [
        ["/api/v1/pipelines", "get"],
        ["/api/v1/pipelines/{name}", "get", "put", "patch", "delete"],
        ["/api/v1/pipelines/{name}/revisions", "get"],
        ["/api/v1/pipelines/{name}/revisions/{revision}", "get"],
        ["/api/v1/pipelines/{name}/diff", "get"],
        ["/api/v1/pipelines/{name}/rollback", "post"],
        ["/api/v1/pipelines/{name}/runs", "post", "get"],
        ["/api/v1/modules", "patch"],
        ["/api/v1/runs", "get"],
        ["/api/v1/runs/{run}", "get"],
        ["/api/v1/runs/{run}/events", "get"],
        ["/api/v1/runs/{run}/logs", "get"],
        ["/api/v1/runs/{run}/cancel", "post"],
        ["/api/v1/runs/{run}/resume", "post"],
        ["/api/v1/runs/{run}/approve", "post"],
        ["/api/v1/events", "get"],
        ["/api/v1/sources", "get"],
        ["/api/v1/audit", "get"],
        ["/api/v1/tokens", "get", "post"],
        ["/api/v1/tokens/{id}", "get", "delete"],
        ["/api/v1/settings", "get", "patch"],
        ["/api/v1/openapi.json", "get"],
        ["/healthz", "get"],
        ["/readyz", "get"],
        ["/metrics", "get"],
        ["/docs", "get"],
      ];
      for (const [path, ...methods] of named) {
        for (const method of methods) assert.ok(document.paths[path]?.[method] !== undefined, `${method} ${path}`);
      }
    });
    await t.step("answers fit", async () => {
      const client = new DocumentClient(document, async (request) => {
        const { pathname, search } = new URL(request.url);
        const headers = { ...Object.fromEntries(request.headers), authorization: `Bearer ${customer.token}` };
        const body = request.body === null ? {} : { body: await request.text() };
        return await fetch(`${customer.url}${pathname}${search}`, { method: request.method, headers, ...body });
      });
      const hello = { params: { name: "hello" } };
      const { json: { run } } = await client.call("run.start", { ...hello, body: {} });
      await customer.ended(run);
      await client.call("pipeline.patch", { ...hello, body: { timeout: "5s" }, type: MERGE });
      await client.call("pipeline.patch", { ...hello, body: { tasks: 1 }, type: MERGE });
      await client.call("pipeline.patch", { ...hello, query: { dry_run: "true" }, body: { timeout: "6s" }, type: MERGE });
      await client.call("pipeline.rollback", { ...hello, body: { revision: 1 } });
      await client.call("modules.patch", { body: { changes: [{ module: "pipelines/hello", merge: { timeout: "7s" } }] } });
      const { json: { id } } = await client.call("token.create", { body: { role: "viewer" } });
      for (const [operation, params] of [["tokens.get", { id }], ["token.revoke", { id }], ["runs.get", { run }]] as const) {
        await client.call(operation, { params });
      }
      for (const operation of ["pipelines.get", "pipelines.revisions", "pipelines.diff", "pipelines.runs"]) {
        await client.call(operation, hello);
      }
      for (
        const operation of [
          "pipelines.list",
          "runs.list",
          "sources.list",
          "audit.list",
          "tokens.list",
          "settings.get",
          "status",
          "healthz",
          "readyz",
          "metrics",
          "openapi",
          "docs",
        ]
      ) {
        await client.call(operation);
      }
      await client.call("runs.events", { params: { run } });
    });
    await t.step("/docs", async () => {
      const { status, text, headers } = await customer.get("/docs");
      assert.equal(status, 200);
      assert.match(headers.get("content-type") ?? "", /^text\/html/);
      assert.doesNotMatch(text, /(?:src|href)\s*=\s*["']?(?:https?:)?\/\//);
      assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
    });
  });
});
