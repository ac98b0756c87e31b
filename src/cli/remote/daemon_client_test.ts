import assert from "node:assert/strict";
import type { AppError, JsonObject } from "../../core/mod.ts";
import { DaemonClient } from "./daemon_client.ts";
import { problem, startTestingServer } from "./testing_server.ts";

Deno.test("DaemonClient sends its token, reads exact integers, and throws a refusal as the error it was there", async () => {
  await using server = await startTestingServer({
    "GET /a": () => ({ n: 9007199254740993n }),
    "POST /b": () =>
      problem(409, "file_changed", "The file changed", { hint: "Look at it", diff: [{ op: "remove", path: "/x", from: 1 }] }),
  }, { token: "right" });
  using client = new DaemonClient({ base: server.url, shown: server.url, token: "right" }, {});
  assert.equal((await client.get<JsonObject>("/a")).n, 9007199254740993n);
  assert.equal(server.seen[0]?.headers.get("authorization"), "Bearer right");
  await assert.rejects(client.post("/b"), {
    code: "file_changed",
    message: "The file changed",
    hint: "Look at it",
    exitCode: 2,
  });
  await assert.rejects(client.post("/b"), ({ details }: AppError) => {
    assert.equal(JSON.stringify(details), '{"diff":[{"op":"remove","path":"/x","from":1}]}');
    return true;
  });
});

Deno.test("DaemonClient says that a token is missing or wrong, exit 4", async () => {
  await using server = await startTestingServer({}, { token: "right" });
  using none = new DaemonClient({ base: server.url, shown: server.url }, {});
  await assert.rejects(none.get("/a"), { code: "unauthorized", exitCode: 4, hint: /EXECUTOR_TOKEN/ });
  using wrong = new DaemonClient({ base: server.url, shown: server.url, token: "wrong" }, {});
  await assert.rejects(wrong.get("/a"), { code: "unauthorized", exitCode: 4 });
});

Deno.test("DaemonClient speaks through a unix socket, whose loss it names", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const socket = `${folder}/s.sock`;
    {
      await using _server = await startTestingServer({ "GET /a": () => ({ ok: true }) }, { socket });
      using client = new DaemonClient({ base: "http://localhost", socket, shown: `unix:${socket}` }, {});
      assert.equal((await client.get<JsonObject>("/a")).ok, true);
    }
    using client = new DaemonClient({ base: "http://localhost", socket, shown: `unix:${socket}` }, {});
    await assert.rejects(client.get("/a"), { code: "daemon_unreachable", exitCode: 4, message: /s\.sock/ });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("DaemonClient tells what answers and is no daemon, or one of another version", async (t) => {
  await using server = await startTestingServer({
    "GET /html": () => new Response("<h1>nginx</h1>", { status: 502, headers: { "content-type": "text/html" } }),
    "GET /page": () => new Response("<h1>hello</h1>", { headers: { "content-type": "text/html" } }),
    "GET /moved": () => new Response(null, { status: 302, headers: { location: "http://example.invalid/" } }),
    "GET /newer": () => problem(409, "release_frozen", "The release is frozen"),
  }, { server: "executor/99.1.0" });
  for (
    const [path, message, hint] of [
      ["/html", /answered 502/, /version 99\.1\.0/],
      ["/page", /does not answer as an Executor daemon does/, /version 99\.1\.0/],
      ["/moved", /answered 302/, /./],
      ["/newer", /release_frozen: The release is frozen/, /version 99\.1\.0/],
    ] as const
  ) {
    await t.step(path, async () => {
      using client = new DaemonClient({ base: server.url, shown: server.url, token: "secret" }, {});
      await assert.rejects(client.get(path), { code: "daemon_foreign", exitCode: 4, message, hint });
    });
  }
});

Deno.test("DaemonClient names the address where nothing listens", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  using client = new DaemonClient({ base: `http://127.0.0.1:${port}`, shown: `http://127.0.0.1:${port}` }, {});
  await assert.rejects(client.get("/"), {
    code: "daemon_unreachable",
    message: `No daemon answers at http://127.0.0.1:${port}: Connection refused`,
  });
});
