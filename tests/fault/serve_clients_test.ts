import assert from "node:assert/strict";
import { type Daemon, daemonTest, DaemonWorld } from "./daemon_world.ts";

const FILES = {
  "a.yaml": "name: a\non:\n  http: { path: /hooks/a, auth: none }\ntasks:\n  - { id: t, run: echo one }\n",
};

/** Resident memory of a process, in MiB. */
function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]) / 1024;
}

function connect({ url }: Daemon): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
}

async function write(connection: Deno.Conn, text: string): Promise<void> {
  await connection.write(new TextEncoder().encode(text));
}

/** Others are answered meanwhile: a read, a change and a webhook. */
async function answersOthers(daemon: Daemon): Promise<void> {
  const answers = await Promise.all([
    daemon.get("/healthz"),
    daemon.get("/api/v1/pipelines/a"),
    daemon.send("PATCH", "/api/v1/pipelines/a", { max_parallel: 2 }),
    daemon.send("POST", "/hooks/a", {}),
  ]);
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 202]);
}

/** A body of so many bytes that says its length, or does not. */
function body(bytes: number): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(64 * 1024).fill(32);
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(chunk.subarray(0, Math.min(left, chunk.length)));
      left -= chunk.length;
    },
  });
}

const linuxTest = (name: string, fn: () => Promise<void>) => daemonTest(name, () => Deno.build.os === "linux" ? fn() : Promise.resolve());

linuxTest("twelve bodies of 100 MB at once are refused with 413, others are answered meanwhile, and memory stays", async () => {
  await using world = await DaemonWorld.create(FILES);
  await using daemon = await world.start();
  await answersOthers(daemon);
  const before = residentMb(daemon.pid);
  let isOver = false;
  const sent = Array(4).fill(["/api/v1/pipelines/a", "/api/v1/pipelines/b", "/hooks/a"]).flat().map(async (path) => {
    const method = path.startsWith("/hooks") ? "POST" : "PUT";
    const headers = { ...daemon.authorization, "content-type": "application/json" };
    // A sender that is cut off before it has sent all may see only that.
    const answer = await fetch(`${daemon.url}${path}`, { method, headers, body: body(100_000_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.status ?? 413;
  });
  const all = Promise.all(sent).finally(() => isOver = true);
  let most = before;
  while (!isOver) {
    await answersOthers(daemon);
    most = Math.max(most, residentMb(daemon.pid));
  }
  assert.deepEqual(await all, Array(12).fill(413));
  assert.ok(most - before < 250, `${Math.round(before)} MiB, then ${Math.round(most)} MiB`);
});

linuxTest("floods of header lines and heads without end are cut off, and half-open and slow clients hold up nobody", async () => {
  await using world = await DaemonWorld.create(FILES);
  await using daemon = await world.start();
  const open: Deno.Conn[] = [];
  try {
    // Half a head, half a body, nothing at all, and an answer that nobody reads.
    for (let n = 0; n < 50; n++) {
      const connections = await Promise.all([connect(daemon), connect(daemon), connect(daemon), connect(daemon)]);
      open.push(...connections);
      const [head, rest, , unread] = connections;
      await write(head, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
      await write(rest, "POST /hooks/a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{");
      const get = `GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${daemon.authorization["authorization"]}\r\n\r\n`;
      await write(unread, get.repeat(5));
    }
    await answersOthers(daemon);
    const before = residentMb(daemon.pid);
    for (let n = 0; n < 4; n++) {
      const flood = await connect(daemon);
      open.push(flood);
      const line = `X-Flood-${"y".repeat(2000)}: ${"z".repeat(6000)}\r\n`;
      try {
        await write(flood, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for (let sent = 0; sent < 20_000_000; sent += line.length) await write(flood, line);
        const buffer = new Uint8Array(100);
        const count = await flood.read(buffer);
        assert.match(new TextDecoder().decode(buffer.subarray(0, count ?? 0)), /^(HTTP\/1\.1 4\d\d .*|)/);
      } catch (error) {
        assert.ok(error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe, String(error));
      }
      await answersOthers(daemon);
    }
    assert.ok(residentMb(daemon.pid) - before < 100, `${before} MiB, then ${residentMb(daemon.pid)} MiB`);
  } finally {
    for (const connection of open) connection.close();
  }
});

linuxTest("1,000 connections that rest keep nobody new from being answered", async () => {
  await using world = await DaemonWorld.create(FILES);
  await using daemon = await world.start();
  await answersOthers(daemon);
  const before = residentMb(daemon.pid);
  const open: Deno.Conn[] = [];
  try {
    for (let n = 0; n < 1100; n++) open.push(await connect(daemon));
    await answersOthers(daemon);
    assert.ok(residentMb(daemon.pid) - before < 150, `${before} MiB, then ${residentMb(daemon.pid)} MiB`);
  } finally {
    for (const connection of open) connection.close();
  }
  await answersOthers(daemon);
});

linuxTest("an event stream that nobody reads neither holds up changes nor makes memory grow", async () => {
  await using world = await DaemonWorld.create(FILES);
  await using daemon = await world.start();
  const streams = await Promise.all(Array.from({ length: 20 }, () => connect(daemon)));
  try {
    const head = `Host: 127.0.0.1\r\nAccept: text/event-stream\r\nAuthorization: ${daemon.authorization["authorization"]}\r\n\r\n`;
    for (const stream of streams) await write(stream, `GET /api/v1/events HTTP/1.1\r\n${head}`);
    const change = async (n: number) => {
      const { status } = await daemon.send("PATCH", "/api/v1/pipelines/a", { max_parallel: 1 + n % 2, description: "x".repeat(n % 50) });
      assert.equal(status, 200);
    };
    for (let n = 0; n < 20; n++) await change(n);
    const before = residentMb(daemon.pid);
    for (let n = 0; n < 120; n++) await change(n);
    assert.ok(residentMb(daemon.pid) - before < 100, `${before} MiB, then ${residentMb(daemon.pid)} MiB`);
  } finally {
    for (const stream of streams) stream.close();
  }
});
