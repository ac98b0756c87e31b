import { expect } from "expect";
import { createGuardedNet } from "./guarded_net.ts";
import { RawServer, Refused, say, TestingGuard } from "./testing_net.ts";

const never = new AbortController().signal;
const net = createGuardedNet({ resolve: () => Promise.resolve(["127.0.0.1"]) });
const open = (port: number, protocols: readonly string[] = [], signal = never, guard = new TestingGuard()) =>
  net.openSocket({ url: `ws://api.test:${port}/`, protocols }, guard, signal);

/** A server that shakes hands by itself and then sends what a test wants. */
function socketServer(then: (conn: Deno.Conn) => Promise<void>, headers = ""): RawServer {
  return new RawServer(async (conn, head) => {
    const key = /sec-websocket-key: (\S+)/i.exec(head)?.[1];
    const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`));
    const accept = btoa(String.fromCharCode(...new Uint8Array(digest)));
    await say(conn, `HTTP/1.1 101 Yes\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n${headers}\r\n`);
    await then(conn);
  });
}

/** One unmasked frame; longer ones have a length of 64 bits. */
function frame(head: number, payload: Uint8Array, told = payload.length): Uint8Array {
  if (told < 126) return new Uint8Array([head, told, ...payload]);
  const bytes = new Uint8Array(10 + payload.length);
  bytes.set([head, 127]);
  new DataView(bytes.buffer).setBigUint64(2, BigInt(told));
  bytes.set(payload, 10);
  return bytes;
}

async function write(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

const TEXT = 0x81;
const BINARY = 0x82;
const CLOSE = 0x88;
const PING = 0x89;

Deno.test("openSocket() asks the guard before anything is sent", async () => {
  await using canary = new RawServer(() => Promise.resolve());
  await expect(open(canary.port, [], never, new TestingGuard(() => false))).rejects.toThrow(Refused);
  await expect(open(canary.port, [], never, new TestingGuard(undefined, () => false))).rejects.toThrow(Refused);
  expect(canary.connections).toBe(0);
});

Deno.test("openSocket() fails where the server does not do as the standard says", async (t) => {
  const servers: [string, RawServer, string][] = [
    ["no upgrade", new RawServer((conn) => say(conn, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")), "answered with status 200"],
    ["a redirect", new RawServer((conn) => say(conn, "HTTP/1.1 302 X\r\nlocation: ws://denied.test/\r\n\r\n")), "answered with status 302"],
    [
      "a wrong digest",
      new RawServer((conn) => say(conn, "HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: x\r\n\r\n")),
      "does not speak WebSocket",
    ],
    ["a protocol not asked for", socketServer(() => Promise.resolve(), "sec-websocket-protocol: other\r\n"), "which was not asked for"],
    ["an extension", socketServer(() => Promise.resolve(), "sec-websocket-extensions: permessage-deflate\r\n"), "uses an extension"],
    ["no HTTP", new RawServer((conn) => say(conn, "hello\r\n\r\n")), "does not speak HTTP"],
    ["an end", new RawServer((conn) => conn.closeWrite()), "the connection was closed"],
  ];
  for (const [name, server, message] of servers) {
    await t.step(name, async () => {
      await using _ = server;
      await expect(open(server.port, ["mine"])).rejects.toThrow(message);
      await server.closed;
    });
  }
  await t.step("odd protocols and addresses", async () => {
    for (const protocols of [["a b"], ["a", "a"], ["a\r\nb: c"], Array.from({ length: 33 }, (_, index) => `p${index}`)]) {
      await expect(open(1, protocols)).rejects.toThrow("its protocols are not");
    }
    for (const url of ["http://api.test/", "file:///x", "x", "ws://u:p@api.test/"]) {
      await expect(net.openSocket({ url, protocols: [] }, new TestingGuard(), never)).rejects.toMatchObject({ code: "http_failed" });
    }
  });
});

Deno.test("receive() gives messages, answers pings and tells the end", async () => {
  const heard: number[] = [];
  await using server = socketServer(async (conn) => {
    await write(conn, frame(TEXT, new TextEncoder().encode("ä")));
    await write(conn, frame(PING, new Uint8Array([7])));
    // In two parts.
    await write(conn, frame(0x02, new Uint8Array([1])));
    await write(conn, frame(0x80, new Uint8Array([2])));
    const pong = new Uint8Array(7);
    await conn.read(pong);
    heard.push(pong[0] ?? 0);
    await write(conn, frame(CLOSE, new Uint8Array([0x0f, 0xa0, 111, 107])));
    const goodbye = new Uint8Array(100);
    await conn.read(goodbye);
    heard.push(goodbye[0] ?? 0);
  });
  const socket = await open(server.port);
  expect(await socket.receive()).toMatchObject({ kind: "text", data: new TextEncoder().encode("ä") });
  expect([...(await socket.receive() as { data: Uint8Array }).data]).toEqual([1, 2]);
  const end = { kind: "closed", code: 4000, reason: "ok", wasClean: true };
  expect(await socket.receive()).toEqual(end);
  expect(await socket.receive()).toEqual(end);
  await server.closed;
  expect(heard).toEqual([0x8a, CLOSE]);
});

Deno.test("receive() ends the socket where the server breaks the rules", async (t) => {
  const frames: [string, Uint8Array, string][] = [
    ["a message that is too large", frame(BINARY, new Uint8Array(10), 17 * 1024 * 1024), "larger than 16 MiB"],
    ["parts that are too large together", frame(0x02, new Uint8Array(16 * 1024 * 1024)), "larger than 16 MiB"],
    [
      "too many parts",
      new Uint8Array(20_000 * 3).map((_, index) => [index === 0 ? 0x02 : 0x00, 1, 9][index % 3] ?? 0),
      "Too many message fragments",
    ],
    ["a text that is none", frame(TEXT, new Uint8Array([0xff, 0xfe])), "invalid UTF-8"],
    ["a masked frame", new Uint8Array([TEXT, 0x81, 1, 2, 3, 4, 5]), "MASK must be clear"],
    ["a reserved bit", new Uint8Array([0xc1, 1, 65]), "RSV1 must be clear"],
    ["an unknown kind", new Uint8Array([0x83, 0]), "invalid opcode"],
    ["a length of 2^63", new Uint8Array([BINARY, 127, 255, 255, 255, 255, 255, 255, 255, 255]), "payload length > 2^53"],
  ];
  for (const [name, bytes, message] of frames) {
    await t.step(name, async () => {
      await using server = socketServer(async (conn) => {
        await write(conn, bytes);
        if (name.startsWith("parts")) await write(conn, frame(0x00, new Uint8Array(1)));
      });
      const socket = await open(server.port);
      const end = await socket.receive();
      expect(end).toMatchObject({ kind: "closed", code: 1006, wasClean: false });
      expect((end as { message: string }).message).toContain(message);
      await server.closed;
    });
  }
  await t.step("an end in the middle of a message", async () => {
    await using server = socketServer(async (conn) => {
      await write(conn, frame(BINARY, new Uint8Array(10), 100));
      await conn.closeWrite();
    });
    expect(await (await open(server.port)).receive()).toMatchObject({ kind: "closed", code: 1006, wasClean: false });
    await server.closed;
  });
});

Deno.test("receive() holds a flood back: nothing is taken while nobody waits", async () => {
  let sent = 0;
  await using server = socketServer(async (conn) => {
    const flood = new Uint8Array(64 * 1024);
    for (let at = 0; at + 64 <= flood.length; at += 64) flood.set([BINARY, 62], at);
    for (;;) sent += await conn.write(flood);
  });
  const socket = await open(server.port);
  expect(await socket.receive()).toMatchObject({ kind: "binary" });
  let before = -1;
  while (before !== sent) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(sent).toBeLessThan(32 * 1024 * 1024);
  socket.abort();
  await server.closed;
});

Deno.test("receive() does not let a flood of pings fill memory with answers", async () => {
  let pongs = 0;
  const done = Promise.withResolvers<void>();
  await using server = socketServer(async (conn) => {
    const count = 100_000;
    const flood = new Uint8Array(count * 2).map((_, index) => index % 2 === 0 ? PING : 0);
    await write(conn, flood);
    await write(conn, frame(TEXT, new Uint8Array([65])));
    await done.promise;
    const buffer = new Uint8Array(1024 * 1024);
    pongs = (await conn.read(buffer) ?? 0) / 6;
  });
  const socket = await open(server.port);
  expect(await socket.receive()).toMatchObject({ kind: "text" });
  done.resolve();
  socket.abort();
  await server.closed;
  expect(pongs).toBeLessThan(1000);
});

Deno.test("close() drops what comes after it, and a server that says no goodbye", async () => {
  await using server = socketServer(async (conn) => {
    const flood = frame(BINARY, new Uint8Array(60_000));
    for (;;) await write(conn, flood);
  });
  const socket = await open(server.port);
  await socket.receive();
  socket.close(1000, "bye");
  await socket.send("text", new Uint8Array(3));
  expect(await socket.receive()).toMatchObject({ kind: "closed", code: 1006, wasClean: false });
  await server.closed;
});

Deno.test("openSocket() ends with its signal, before and after it is open", async () => {
  const early = new AbortController();
  await using silent = new RawServer(() => Promise.resolve(early.abort(new Error("enough"))));
  await expect(open(silent.port, [], early.signal)).rejects.toThrow("enough");
  await silent.closed;
  const late = new AbortController();
  await using server = socketServer(() => Promise.resolve());
  const socket = await open(server.port, [], late.signal);
  const pending = socket.receive();
  late.abort();
  expect(await pending).toMatchObject({ kind: "closed", code: 1006 });
  await server.closed;
});
