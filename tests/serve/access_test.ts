import assert from "node:assert/strict";
import { request } from "node:http";
import { runProgram, startServing, withFiles } from "../serving.ts";
import { assertProblem, type Customer, MERGE, serving, test, YAML } from "./customer.ts";

const named = (name: string) => `name: ${name}\ntasks: [{ id: a, run: "true" }]\n`;
const FILES = { "ours.yaml": named("ours"), "theirs.yaml": named("theirs") };

async function modeOf(path: string): Promise<number> {
  return (await Deno.stat(path)).mode ?? 0;
}

async function tokenFor(customer: Customer, body: unknown): Promise<{ id: string; token: string; expires_at: string | null }> {
  const { status, json, text } = await customer.ask("POST", "/api/v1/tokens", { body });
  assert.equal(status, 201, text);
  return json;
}

test("tokens: made, listed without their secrets, expiring, revoked", async (t) => {
  await serving(FILES, async (customer) => {
    await t.step("made", async () => {
      const { status, headers, json } = await customer.ask("POST", "/api/v1/tokens", { body: { role: "viewer", expires_in: "30d" } });
      assert.deepEqual([status, headers.get("location"), json.role], [201, `/api/v1/tokens/${json.id}`, "viewer"]);
      const left = Date.parse(json.expires_at) - Date.now();
      assert.ok(left > 29.9 * 86_400_000 && left <= 30 * 86_400_000);
      assert.equal((await tokenFor(customer, { role: "operator", scopes: ["pipelines/ours"] })).expires_at, null);
    });
    await t.step("listed", async () => {
      const { items } = (await customer.get("/api/v1/tokens")).json;
      assert.equal(items.length, 3);
      for (const item of items) assert.ok(!("token" in item) && !JSON.stringify(item).includes(customer.token));
      for (const file of Deno.readDirSync(`${customer.folder}/state`)) {
        if (!file.isFile || file.name === "token") continue;
        const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(`${customer.folder}/state/${file.name}`));
        assert.ok(!bytes.includes(customer.token), `${file.name} holds a secret`);
      }
    });
    await t.step("wrong requests", async () => {
      for (
        const body of [{}, { role: "king" }, { role: "viewer", expires_in: "x" }, { role: "viewer", nope: 1 }, {
          role: "viewer",
          expires_in: -1,
        }]
      ) {
        assertProblem(await customer.ask("POST", "/api/v1/tokens", { body }), 422, "body_invalid", "/api/v1/tokens");
      }
    });
    await t.step("expired", async () => {
      const { token } = await tokenFor(customer, { role: "viewer", expires_in: "1ms" });
      for (const end = Date.now() + 2; Date.now() < end;);
      assertProblem(await customer.get("/api/v1/pipelines", { token }), 401, "unauthorized", "/api/v1/pipelines");
    });
    await t.step("revoked", async () => {
      const { id, token } = await tokenFor(customer, { role: "viewer" });
      assert.equal((await customer.get("/api/v1/pipelines", { token })).status, 200);
      assert.equal((await customer.get(`/api/v1/tokens/${id}`)).json.id, id);
      assert.equal((await customer.ask("DELETE", `/api/v1/tokens/${id}`)).status, 204);
      assertProblem(await customer.get("/api/v1/pipelines", { token }), 401, "unauthorized", "/api/v1/pipelines");
      assert.equal((await customer.ask("DELETE", "/api/v1/tokens/nope")).status, 404);
    });
  });
});

test("roles: viewers read, operators start and change in their scope, settings and tokens are the admin's", async (t) => {
  await serving(FILES, async (customer) => {
    const viewer = (await tokenFor(customer, { role: "viewer" })).token;
    const operator = (await tokenFor(customer, { role: "operator" })).token;
    const scoped = (await tokenFor(customer, { role: "operator", scopes: ["pipelines/ours*"] })).token;
    // It has ended: there is nothing to cancel.
    const run = (await customer.run("theirs")).run;
    const change = { body: { timeout: "9s" }, type: MERGE };
    const rows: [string, string, object, number, number, number][] = [
      ["GET", "/api/v1/pipelines/ours", {}, 200, 200, 200],
      ["GET", "/api/v1/pipelines/theirs", {}, 200, 200, 200],
      ["GET", "/api/v1/runs", {}, 200, 200, 200],
      ["GET", "/api/v1/sources", {}, 200, 200, 200],
      ["GET", "/api/v1/audit", {}, 200, 200, 200],
      ["GET", "/metrics", {}, 200, 200, 200],
      ["GET", "/api/v1/openapi.json", {}, 200, 200, 200],
      ["POST", "/api/v1/pipelines/ours/runs", {}, 403, 201, 201],
      ["POST", "/api/v1/pipelines/theirs/runs", {}, 403, 201, 403],
      ["PATCH", "/api/v1/pipelines/ours", change, 403, 200, 200],
      ["PATCH", "/api/v1/pipelines/theirs", change, 403, 200, 403],
      ["PUT", "/api/v1/pipelines/ours2", { body: named("ours2"), type: YAML }, 403, 201, 200],
      ["PUT", "/api/v1/pipelines/more", { body: named("more"), type: YAML }, 403, 201, 403],
      ["DELETE", "/api/v1/pipelines/theirs?dry_run=true", {}, 403, 200, 403],
      ["POST", "/api/v1/pipelines/theirs/rollback?dry_run=true", {}, 403, 200, 403],
      ["POST", `/api/v1/runs/${run}/cancel`, {}, 403, 409, 403],
      [
        "PATCH",
        "/api/v1/modules",
        { body: { changes: [{ module: "pipelines/ours", merge: {} }, { module: "pipelines/theirs", merge: {} }] } },
        403,
        200,
        403,
      ],
      ["PATCH", "/api/v1/modules", { body: { changes: [{ module: "settings", merge: {} }] } }, 403, 403, 403],
      ["GET", "/api/v1/settings", {}, 403, 403, 403],
      ["PATCH", "/api/v1/settings", { body: {}, type: MERGE }, 403, 403, 403],
      ["GET", "/api/v1/tokens", {}, 403, 403, 403],
      ["POST", "/api/v1/tokens", { body: { role: "admin" } }, 403, 403, 403],
    ];
    for (const [method, path, ask, ...expected] of rows) {
      await t.step(`${method} ${path}`, async () => {
        const found = [];
        for (const token of [viewer, operator, scoped]) {
          const answer = await customer.ask(method, path, { ...ask, token });
          if (answer.status === 403) assertProblem(answer, 403, "forbidden", path.split("?")[0] ?? "");
          found.push(answer.status);
        }
        assert.deepEqual(found, expected);
      });
    }
    await t.step("what was refused stands in the audit", async () => {
      const { items } = (await customer.get("/api/v1/audit?limit=1000")).json;
      assert.ok(
        items.some(({ action, module }: { action: string; module: string }) => /refused/.test(action) && module === "pipelines/theirs"),
      );
    });
  });
});

test("who asks: addresses, wrong tokens, hosts, origins", async (t) => {
  await serving(FILES, async (customer) => {
    const { port } = new URL(customer.url);
    await t.step("tokens in addresses are not taken", async () => {
      for (const name of ["token", "access_token"]) {
        assert.equal((await customer.get(`/api/v1/pipelines?${name}=${customer.token}`, { token: null })).status, 401);
      }
    });
    await t.step("only /healthz and /readyz need none", async () => {
      for (const path of ["/healthz", "/readyz"]) assert.equal((await customer.get(path, { token: null })).status, 200);
      for (const path of ["/", "/docs", "/metrics", "/api/v1/openapi.json", "/api/v1/events", "/api/v1/status", "/nope"]) {
        assert.equal((await customer.get(path, { token: null })).status, 401, path);
      }
    });
    await t.step("hosts and origins", async () => {
      const status = async (headers: Record<string, string>) => (await customer.get("/api/v1/pipelines", { headers })).status;
      for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) assert.equal(await status({ host }), 200, host);
      for (const host of ["evil.example", `evil.example:${port}`, "169.254.169.254"]) assert.equal(await status({ host }), 421, host);
      assert.equal(await status({ origin: customer.url }), 200);
      for (const origin of ["https://evil.example", "null", `http://localhost:1`]) assert.equal(await status({ origin }), 403, origin);
      await customer.patch("/api/v1/settings", { api: { hosts: ["box.example"], origins: ["https://pages.example"] } });
      assert.equal(await status({ host: "box.example" }), 200);
      const paged = await customer.get("/api/v1/pipelines", { headers: { origin: "https://pages.example" } });
      assert.deepEqual([paged.status, paged.headers.get("access-control-allow-origin")], [200, "https://pages.example"]);
    });
    await t.step("over 20 wrong tokens a minute: 429, while right ones work", async () => {
      for (let i = 0; i < 20; i++) assert.equal((await customer.get("/api/v1/pipelines", { token: `guess${i}` })).status, 401);
      const answer = await customer.get("/api/v1/pipelines", { token: "guess" });
      assertProblem(answer, 429, "too_many_failures", "/api/v1/pipelines");
      const seconds = Number(answer.headers.get("retry-after"));
      assert.ok(seconds >= 1 && seconds <= 60);
      assert.equal((await customer.get("/api/v1/pipelines")).status, 200);
    });
  });
});

test("the ready line, what lies in the state folder, and the unix socket are its owner's", async (t) => {
  await withFiles(FILES, async (folder) => {
    await t.step("--json", async () => {
      await using daemon = startServing(folder, { args: ["--json", "--listen", "127.0.0.1:0"] });
      const line = await daemon.out.find((line) => line.includes("ready"));
      const { type, url } = JSON.parse(line);
      assert.deepEqual([type, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/.test(url)], ["ready", true]);
      assert.deepEqual(JSON.parse(await Deno.readTextFile(`${folder}/state/endpoint.json`)), { url, pid: daemon.pid });
      assert.equal(await modeOf(`${folder}/state`) & 0o077, 0);
      for (const name of ["token", "endpoint.json"]) assert.equal(await modeOf(`${folder}/state/${name}`) & 0o777, 0o600);
      daemon.kill("SIGTERM");
      assert.equal((await daemon.ended()).code, 0);
    });
    await t.step("a unix socket", async () => {
      const token = (await Deno.readTextFile(`${folder}/state/token`)).trim();
      await using daemon = startServing(folder, { args: ["--listen", "unix:x.sock"] });
      assert.match(await daemon.ready(), /^unix:\/.*x\.sock$/);
      assert.equal(await modeOf(`${folder}/x.sock`) & 0o077, 0);
      assert.equal((await Deno.readTextFile(`${folder}/state/token`)).trim(), token, "the token stays the same");
      const status = await new Promise<number>((resolve, reject) => {
        const asked = request({ socketPath: `${folder}/x.sock`, path: "/api/v1/pipelines/ours" }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        asked.on("error", reject).end();
      });
      assert.equal(status, 200);
      for (const verb of [["status"], ["show", "nope"]]) {
        const { code } = await daemon.run(...verb);
        assert.equal(code, verb[0] === "status" ? 0 : 2, verb.join(" "));
      }
    });
    assert.equal((await runProgram(folder, ["status", "--state", "state"])).code, 4);
  });
});
