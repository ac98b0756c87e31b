import assert from "node:assert/strict";
import { createApp } from "../create_app.ts";
import { TestingDaemon } from "../testing_daemon.ts";
import { listen } from "./listen.ts";
import { listening, RawClient } from "./testing_listen.ts";

Deno.test("listen() answers on a free port and on a socket that only its owner can open", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/executor.sock`;
  const opened = await listening(["127.0.0.1:0", `unix:${path}`]);
  assert.match(opened.url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  assert.equal(opened.server.urls[1], `unix:${path}`);
  assert.deepEqual(await (await fetch(`${opened.url}/healthz`)).json(), { status: "ok" });
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  using client = Deno.createHttpClient({ proxy: { transport: "unix", path } });
  const made = await fetch("http://any.host/api/v1/tokens", {
    client,
    method: "POST",
    body: '{"role":"viewer"}',
    headers: { "content-type": "application/json" },
  });
  assert.equal(made.status, 201);
  await made.body?.cancel();
  assert.deepEqual(opened.daemon.auditRows.map(({ actor, action, from }) => [actor, action, from]), [["local", "token.create", "unix"]]);
  await opened.server.close();
  assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("listen() lets a token decide also on a socket", async () => {
  const folder = Deno.makeTempDirSync();
  await using opened = await listening([`unix:${folder}/s`]);
  using client = Deno.createHttpClient({ proxy: { transport: "unix", path: `${folder}/s` } });
  const viewer = opened.daemon.tokens.create({ role: "viewer" }).secret;
  const status = async (token: string) => {
    const response = await fetch("http://x/api/v1/tokens", { client, headers: { authorization: `Bearer ${token}` } });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await status(viewer), 403);
  assert.equal(await status("wrong"), 401);
  await opened.server.close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("listen() replaces a socket file left behind, and no other one", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/s`;
  // A process that is killed leaves its file there.
  const code = `Deno.listen({ transport: "unix", path: ${JSON.stringify(path)} }); Deno.kill(Deno.pid, "SIGKILL");`;
  await new Deno.Command(Deno.execPath(), { args: ["eval", "--no-lock", code], stdout: "null", stderr: "null" }).output();
  assert.equal(Deno.lstatSync(path).isSocket, true);
  const first = await listening([`unix:${path}`]);
  await assert.rejects(listening([`unix:${path}`]), { code: "port_taken", message: /another process listens/ });
  // Who closes takes away its own file alone.
  Deno.removeSync(path);
  const second = await listening([`unix:${path}`]);
  await first.server.close();
  assert.equal(Deno.lstatSync(path).isSocket, true);
  await second.server.close();
  Deno.writeTextFileSync(path, "precious");
  await assert.rejects(listening([`unix:${path}`]), { code: "port_taken", message: /no socket/ });
  assert.equal(Deno.readTextFileSync(path), "precious");
  await assert.rejects(listening([`unix:${folder}/none/s`]), { code: "port_taken" });
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("listen() listens on all addresses or on none", async () => {
  await using taken = await listening();
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr;
  free.close();
  await assert.rejects(listening([`127.0.0.1:${port}`, `127.0.0.1:${taken.port}`]), { code: "port_taken" });
  await using again = await listening([`127.0.0.1:${port}`]);
  assert.equal(again.port, port);
});

Deno.test("listen() opens nothing beyond the loopback without TLS, unless told to", async () => {
  await assert.rejects(listening(["0.0.0.0:0"]), { code: "usage", message: /Other machines can reach/ });
  await assert.rejects(listening(["[::]:0"]), { code: "usage" });
  await using opened = await listening(["0.0.0.0:0"], { insecure: true });
  assert.match(opened.url, /^http:\/\/127\.0\.0\.1:/);
  const host = async (name: string) => {
    using client = await RawClient.open(opened.port);
    await client.say(`GET /healthz HTTP/1.1\r\nhost: ${name}\r\nconnection: close\r\n\r\n`);
    return (await client.hear()).split("\r\n")[0];
  };
  assert.equal(await host("10.1.2.3:1"), "HTTP/1.1 200 OK");
  assert.equal(await host("evil.example"), "HTTP/1.1 421 Misdirected Request");
});

Deno.test("listen() ends who does not finish the head of a request, and who rests too long", async () => {
  await using hasty = await listening(undefined, { limits: { headMs: 200 } });
  using slow = await RawClient.open(hasty.port);
  using silent = await RawClient.open(hasty.port);
  await slow.say("GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
  // Another one, where nothing is late that comes at once on a slow machine.
  await using opened = await listening(undefined, { limits: { idleMs: 400 } });
  using resting = await RawClient.open(opened.port);
  await resting.say("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
  assert.match(await resting.hear((text) => text.includes("}")), /^HTTP\/1\.1 200/);
  assert.deepEqual(await Promise.all([slow.hear(), silent.hear(), resting.hear()]), ["", "", ""]);
});

Deno.test("listen() refuses a body that is not there in time, and one that drips for ever", async () => {
  await using opened = await listening(undefined, {}, { bodyMs: 200 });
  using client = await RawClient.open(opened.port);
  await client.say(
    `PUT /api/v1/pipelines/a HTTP/1.1\r\nhost: localhost\r\nauthorization: ${opened.token}\r\ncontent-type: application/yaml\r\ncontent-length: 100\r\n\r\n`,
  );
  const dripping = setInterval(() => void client.say("#"), 20);
  const answer = await client.hear((text) => text.includes("body_slow"));
  clearInterval(dripping);
  assert.match(answer, /^HTTP\/1\.1 408 /);
});

Deno.test("listen() survives floods of headers and long addresses, and goes on answering", async () => {
  await using opened = await listening();
  const floods = [
    `GET /healthz HTTP/1.1\r\nhost: localhost\r\n${Array.from({ length: 100_000 }, (_, i) => `h${i}: x\r\n`).join("")}\r\n`,
    `GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ${"x".repeat(5_000_000)}\r\n\r\n`,
    `GET /${"x".repeat(5_000_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
    `GET /healthz HTTP/1.1\r\n${"host: localhost\r\n".repeat(50)}\r\n`,
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  ];
  for (const flood of floods) {
    using client = await RawClient.open(opened.port);
    const saying = client.say(flood);
    const answer = await client.hear((text) => text.includes("\r\n"));
    assert.doesNotMatch(answer, /^HTTP\/1\.1 2/, flood.slice(0, 60));
    client[Symbol.dispose]();
    await saying;
    assert.equal((await (await fetch(`${opened.url}/healthz`)).json()).status, "ok");
  }
});

Deno.test("listen() answers what is too large with why, also when nothing says how large it is", async () => {
  await using opened = await listening();
  const piece = new Uint8Array(1_000_000).fill(35);
  let left = 100;
  const body = new ReadableStream({ pull: (controller) => left-- > 0 ? controller.enqueue(piece) : controller.close() });
  for (const sent of [body, new Uint8Array(100_000_000)]) {
    const response = await fetch(`${opened.url}/api/v1/pipelines/a`, {
      method: "PUT",
      body: sent,
      headers: { "content-type": "application/yaml", authorization: opened.token },
    });
    assert.equal(response.status, 413);
    assert.equal((await response.json()).code, "body_too_large");
  }
});

Deno.test("listen() makes room for who comes by ending who rests, and refuses when all are at work", async () => {
  await using opened = await listening(undefined, { limits: { atOnce: 3 } });
  // One after the other: the first has rested longest.
  const resting: RawClient[] = [];
  for (let i = 0; i < 3; i++) resting.push(await RawClient.open(opened.port));
  for (const client of resting) await client.say("GET /healthz HTTP/1.1\r\n");
  assert.equal((await (await fetch(`${opened.url}/healthz`)).json()).status, "ok");
  assert.equal(await resting[0]?.hear(), "");
  const streams: RawClient[] = [];
  for (let i = 0; i < 3; i++) {
    const client = await RawClient.open(opened.port);
    streams.push(client);
    await client.say(`GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: ${opened.token}\r\n\r\n`);
    await client.hear((text) => text.includes("retry:"));
  }
  assert.equal(opened.server.connections, 3);
  using late = await RawClient.open(opened.port);
  await late.say("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
  assert.equal(await late.hear(), "");
  for (const client of [...resting, ...streams]) client[Symbol.dispose]();
});

Deno.test("listen() keeps no connection of those that are gone", async () => {
  await using opened = await listening(undefined, { limits: { headMs: 400 } });
  for (let i = 0; i < 50; i++) {
    using client = await RawClient.open(opened.port);
    await client.say("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
    if (i % 2 === 0) await client.hear((text) => text.includes("}"));
  }
  using last = await RawClient.open(opened.port);
  await last.say("GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
  await last.hear();
  using silent = await RawClient.open(opened.port);
  await silent.hear();
  while (opened.server.connections > 0) await new Promise((resolve) => setTimeout(resolve, 1));
});

Deno.test("listen() ends streams when it closes and lets requests under way be answered", async () => {
  const daemon = new TestingDaemon();
  const gate = Promise.withResolvers<{ run: string }>();
  const reached = Promise.withResolvers<void>();
  daemon.webhooks.set("/hook", { pipeline: "a", method: "POST", auth: "none", receive: () => (reached.resolve(), gate.promise) });
  const { secret } = daemon.tokens.create({ role: "viewer" });
  const server = await listen(createApp(daemon, { version: "0" }), ["127.0.0.1:0"]);
  const url = server.urls[0];
  const stream = await fetch(`${url}/api/v1/events`, { headers: { authorization: `Bearer ${secret}` } });
  const hooked = fetch(`${url}/hook`, { method: "POST", body: "x" });
  await reached.promise;
  const closed = server.close(10_000);
  assert.equal(await stream.text(), "retry: 1000\n\n");
  gate.resolve({ run: "r1" });
  assert.deepEqual(await (await hooked).json(), { run: "r1" });
  await closed;
  await assert.rejects(fetch(`${url}/healthz`));
  assert.equal(daemon.listeners, 0);
});

Deno.test("listen() gives answers as they are, with strong tags, also to who would take them compressed", async () => {
  await using opened = await listening();
  opened.daemon.serve("long", { name: "x".repeat(5000) });
  const headers = { authorization: opened.token, "accept-encoding": "gzip, br" };
  const answer = await fetch(`${opened.url}/api/v1/pipelines/long`, { headers });
  assert.equal(answer.headers.get("etag"), '"1"');
  assert.equal(answer.headers.get("content-encoding"), null);
  assert.equal((await answer.json()).revision, 1);
});
