import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type Ask, assertProblem, serving, test } from "./customer.ts";

const hook = (name: string, http: string, rest = "") =>
  `name: ${name}\n${rest}on:\n  http: ${http}\ntasks:\n  - id: a\n    run: echo "who={{ event.payload.who | default('nobody') }}" >> "$EXECUTOR_OUTPUT"\n`;
const FILES = {
  "open.yaml": hook("open", "{ path: /hooks/open, auth: none }"),
  "put.yaml": hook("put", "{ path: /hooks/put, method: PUT, auth: none }"),
  "ours.yaml": hook("ours", "{ path: /hooks/ours }"),
  "signed.yaml": hook("signed", "{ path: /hooks/signed, hmac: key }", "secrets: { key: { env: HOOK_KEY } }\n"),
};

test("webhooks: exact path and method, signature, token or none, 202, the same key the same run", async (t) => {
  await serving(FILES, async (customer) => {
    const send = (path: string, ask: Ask = {}, method = "POST") => customer.ask(method, path, { token: null, ...ask });
    await t.step("none: 202 with the run, whose event has the payload", async () => {
      const { status, json, headers } = await send("/hooks/open", { body: { who: "me" } });
      assert.deepEqual([status, Object.keys(json), headers.get("location")], [202, ["run"], `/api/v1/runs/${json.run}`]);
      const run = await customer.ended(json.run);
      assert.deepEqual([run.pipeline, run.status, run.tasks[0].outputs.who], ["open", "succeeded", "me"]);
    });
    await t.step("exactly its path and its method", async () => {
      for (const path of ["/hooks/open/", "/hooks/OPEN", "/hooks/open/x", "/hooks"]) {
        assert.equal((await send(path, { body: {} })).status, 401, path);
        assert.equal((await send(path, { body: {}, token: customer.token })).status, 404, path);
      }
      assert.equal((await send("/hooks/open?x=1", { body: {} })).status, 202);
      const wrong = await send("/hooks/open", {}, "GET");
      assertProblem(wrong, 405, "method_not_allowed", "/hooks/open");
      assert.match(wrong.headers.get("allow") ?? "", /POST/);
      assert.equal((await send("/hooks/put", { body: {} })).status, 405);
      assert.equal((await send("/hooks/put", { body: {} }, "PUT")).status, 202);
    });
    await t.step("an operator's token where nothing else is written", async () => {
      assertProblem(await send("/hooks/ours", { body: {} }), 401, "unauthorized", "/hooks/ours");
      const make = async (body: unknown) => (await customer.ask("POST", "/api/v1/tokens", { body })).json.token;
      assert.equal((await send("/hooks/ours", { body: {}, token: await make({ role: "viewer" }) })).status, 403);
      assert.equal(
        (await send("/hooks/ours", { body: {}, token: await make({ role: "operator", scopes: ["pipelines/open"] }) })).status,
        403,
      );
      assert.equal(
        (await send("/hooks/ours", { body: {}, token: await make({ role: "operator", scopes: ["pipelines/ours"] }) })).status,
        202,
      );
    });
    await t.step("a signature", async () => {
      const body = JSON.stringify({ who: "signer" });
      const digest = createHmac("sha256", "s3cret").update(body).digest("hex");
      for (const headers of [{ "x-hub-signature-256": `sha256=${digest}` }, { "x-signature": digest }]) {
        const { status, json } = await send("/hooks/signed", { body, headers });
        assert.equal(status, 202);
        assert.equal((await customer.ended(json.run)).tasks[0].outputs.who, "signer");
      }
      for (
        const headers of [{}, { "x-hub-signature-256": `sha256=${digest.replace(/^./, (c) => c === "0" ? "1" : "0")}` }, {
          "x-hub-signature-256": "sha256=",
        }]
      ) {
        assertProblem(
          await send("/hooks/signed", { body, headers: headers as Record<string, string> }),
          401,
          "signature_wrong",
          "/hooks/signed",
        );
      }
      assert.equal((await send("/hooks/signed", { body, token: customer.token })).status, 401, "a token is no signature");
    });
    await t.step("Idempotency-Key", async () => {
      for (const [path, ask] of [["/hooks/open", {}], ["/hooks/ours", { token: customer.token }]] as const) {
        const once = (body: unknown, key = "k") => send(path, { ...ask, body, headers: { "idempotency-key": key } });
        const [first, again] = [await once({ who: 1 }), await once({ who: 1 })];
        assert.deepEqual([again.status, again.json], [202, first.json]);
        const many = await Promise.all(Array.from({ length: 6 }, () => once({ who: 2 }, "many")));
        assert.equal(new Set(many.map(({ json }) => json.run)).size, 1);
        assert.notEqual((await once({ who: 1 }, "other")).json.run, first.json.run);
      }
      const body = "{}";
      const headers = { "x-signature": createHmac("sha256", "s3cret").update(body).digest("hex"), "idempotency-key": "s" };
      const signed = [await send("/hooks/signed", { body, headers }), await send("/hooks/signed", { body, headers })];
      assert.deepEqual(signed[1]?.json, signed[0]?.json);
    });
    await t.step("payloads that are no JSON", async () => {
      assert.equal((await send("/hooks/open", { body: "plain", type: "text/plain" })).status, 202);
      assert.equal((await send("/hooks/open")).status, 202);
      assert.equal((await send("/hooks/open", { body: "{" })).status, 400);
    });
    await t.step("a path that is another's, or ours", async () => {
      const put = (path: string) =>
        customer.ask("PUT", "/api/v1/pipelines/thief", { body: hook("thief", `{ path: ${path}, auth: none }`), type: "application/yaml" });
      for (const path of ["/hooks/open", "/api/v1/pipelines", "/healthz"]) {
        const { status } = await put(path);
        assert.ok([409, 422].includes(status), `${path} ${status}`);
      }
      assert.equal((await customer.get("/api/v1/pipelines/thief")).status, 404);
      await assert.rejects(customer.file("thief.yaml"), Deno.errors.NotFound);
    });
    await t.step("gone with its pipeline, moved with its path", async () => {
      await customer.patch("/api/v1/pipelines/open", { on: { http: { path: "/hooks/moved" } } });
      assert.equal((await send("/hooks/open", { body: {}, token: customer.token })).status, 404);
      assert.equal((await send("/hooks/moved", { body: {} })).status, 202);
      await customer.ask("DELETE", "/api/v1/pipelines/open");
      assert.equal((await send("/hooks/moved", { body: {}, token: customer.token })).status, 404);
    });
    await t.step("sources show them", async () => {
      const { items } = (await customer.get("/api/v1/sources")).json;
      const row = items.find(({ pipeline }: { pipeline: string }) => pipeline === "signed");
      for (const key of ["source", "pipeline", "kind", "health", "started_at", "next_at"]) assert.ok(key in row, key);
      assert.deepEqual([row.kind, row.health, row.next_at], ["http", "healthy", null]);
    });
  }, { env: { HOOK_KEY: "s3cret" } });
});
