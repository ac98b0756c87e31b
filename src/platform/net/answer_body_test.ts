import { expect } from "expect";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { NetAnswer, NetCall } from "../../core/mod.ts";
import { createGuardedNet } from "./guarded_net.ts";
import { RawServer, say, TestingGuard, textOf } from "./testing_net.ts";

const never = new AbortController().signal;
const net = createGuardedNet({ resolve: () => Promise.resolve(["127.0.0.1"]) });
const get = (port: number, more: Partial<NetCall> = {}, signal = never) =>
  net.request({ url: `http://api.test:${port}/`, method: "GET", headers: [], redirect: "follow", ...more }, new TestingGuard(), signal);

/** Answers with a head and these bytes. */
function bytesServer(head: string, bytes: Uint8Array): RawServer {
  return new RawServer(async (conn) => {
    await say(conn, `HTTP/1.1 200 OK\r\n${head}\r\n\r\n`);
    for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
    await conn.closeWrite();
  });
}

async function sizeOf(answer: NetAnswer): Promise<{ readonly all: number; readonly longest: number }> {
  let all = 0;
  let longest = 0;
  for (let piece = await answer.read(); piece !== undefined; piece = await answer.read()) {
    all += piece.length;
    longest = Math.max(longest, piece.length);
  }
  return { all, longest };
}

const knowsBrotli = (() => {
  try {
    return new DecompressionStream("brotli" as CompressionFormat) !== undefined;
  } catch {
    return false;
  }
})();

Deno.test("read() unpacks what the answer says is packed", async (t) => {
  const text = "hello ".repeat(50_000);
  const bytes = new TextEncoder().encode(text);
  const cases: [string, Uint8Array][] = [
    ["gzip", gzipSync(bytes)],
    ["x-gzip", gzipSync(bytes)],
    ["deflate", deflateSync(bytes)],
    ["deflate", deflateRawSync(bytes)],
    ["deflate, gzip", gzipSync(deflateSync(bytes))],
    ["identity", bytes],
    ...(knowsBrotli ? [["br", brotliCompressSync(bytes)] as [string, Uint8Array]] : []),
  ];
  for (const [encoding, packed] of cases) {
    await t.step(encoding, async () => {
      await using server = bytesServer(`content-encoding: ${encoding}\r\ncontent-length: ${packed.length}\r\nx-a: b`, packed);
      const answer = await get(server.port);
      const names = answer.headers.map(([name]) => name);
      expect(names.includes("content-encoding")).toBe(encoding === "identity");
      expect(names).toContain("x-a");
      expect(await textOf(answer)).toBe(text);
      await server.closed;
    });
  }
  await t.step("a coding that is not known stays as it is", async () => {
    await using server = bytesServer("content-encoding: zstd", bytes);
    const answer = await get(server.port);
    expect([new Map(answer.headers).get("content-encoding"), await textOf(answer)]).toEqual(["zstd", text]);
  });
  await t.step("nothing is packed as nothing", async () => {
    await using server = bytesServer("content-encoding: gzip\r\ncontent-length: 0", new Uint8Array(0));
    expect(await textOf(await get(server.port))).toBe("");
  });
  await t.step("no packing", async () => {
    await using server = bytesServer("content-encoding: gzip", bytes);
    await expect(textOf(await get(server.port))).rejects.toThrow('cannot be unpacked: it is not what its content-encoding "gzip" says');
    await server.closed;
  });
  await t.step("cut off", async () => {
    const packed = gzipSync(crypto.getRandomValues(new Uint8Array(50_000)));
    await using server = bytesServer("content-encoding: gzip", packed.subarray(0, 30_000));
    await expect(textOf(await get(server.port))).rejects.toThrow("cannot be unpacked");
  });
});

Deno.test("read() unpacks a bomb only as far as it is read", async (t) => {
  const zeros = new Uint8Array(64 * 1024 * 1024);
  const bombs: [string, Uint8Array][] = [["gzip", gzipSync(zeros)], ["deflate", deflateSync(zeros)]];
  if (knowsBrotli) bombs.push(["br", brotliCompressSync(zeros)]);
  for (const [encoding, bomb] of bombs) {
    await t.step(encoding, async () => {
      await using server = bytesServer(`content-encoding: ${encoding}\r\ncontent-length: ${bomb.length}`, bomb);
      const answer = await get(server.port);
      // A piece is at most 1 MiB and a little: nothing was unpacked ahead of it.
      for (let count = 0; count < 20; count++) expect((await answer.read())?.length).toBeLessThan(1.1 * 1024 * 1024);
      answer.close();
      await server.closed;
      expect(await answer.read()).toBe(undefined);
    });
  }
});

Deno.test("read() gives a large body in pieces that are small", async () => {
  const size = 64 * 1024 * 1024;
  await using server = new RawServer(async (conn) => {
    await say(conn, `HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`);
    const piece = new Uint8Array(1024 * 1024);
    for (let sent = 0; sent < size; sent += piece.length) for (let at = 0; at < piece.length;) at += await conn.write(piece.subarray(at));
  });
  const { all, longest } = await sizeOf(await get(server.port));
  expect(all).toBe(size);
  expect(longest).toBeLessThan(256 * 1024);
});

Deno.test("read() goes on where the server was held back", async () => {
  const bytes = new Uint8Array(4 * 1024 * 1024).map((_, index) => index % 251);
  await using server = bytesServer(`content-length: ${bytes.length}`, bytes);
  const answer = await get(server.port);
  let at = 0;
  for (let piece = await answer.read(); piece !== undefined; piece = await answer.read()) {
    expect(piece.every((byte, index) => byte === (at + index) % 251)).toBe(true);
    at += piece.length;
    // Turns of the event loop in which more comes than is taken.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  expect(at).toBe(bytes.length);
});

Deno.test("read() joins what a server sends in tiny chunks", async () => {
  await using server = new RawServer((conn) =>
    say(conn, `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${"1\r\na\r\n".repeat(20_000)}0\r\n\r\n`)
  );
  const answer = await get(server.port);
  let pieces = 0;
  let all = 0;
  for (let piece = await answer.read(); piece !== undefined; piece = await answer.read()) {
    pieces++;
    all += piece.length;
  }
  expect(all).toBe(20_000);
  expect(pieces).toBeLessThan(200);
});

Deno.test("read() fails where the body is broken off or no chunks", async (t) => {
  const bodies: [string, string][] = [
    ["too short", "content-length: 10\r\n\r\nabc"],
    ["no last chunk", "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"],
    ["garbage for a chunk", "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n"],
    ["a chunk of endless size", "transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc"],
  ];
  for (const [name, rest] of bodies) {
    await t.step(name, async () => {
      await using server = new RawServer(async (conn) => {
        await say(conn, `HTTP/1.1 200 OK\r\n${rest}`);
        await conn.closeWrite();
      });
      const answer = get(server.port).then(textOf);
      await expect(answer).rejects.toThrow(/answered in part|got no answer/);
      await expect(answer).rejects.toMatchObject({ code: "http_failed" });
    });
  }
});

Deno.test("read() fails with the signal's reason, and the connection is closed", async (t) => {
  await t.step("in the middle of the body", async () => {
    const controller = new AbortController();
    await using server = new RawServer((conn) => say(conn, "HTTP/1.1 200 OK\r\n\r\nabc"));
    const answer = await get(server.port, {}, controller.signal);
    expect(new TextDecoder().decode(await answer.read())).toBe("abc");
    const pending = answer.read();
    controller.abort(new Error("enough"));
    await expect(pending).rejects.toThrow("enough");
    await expect(answer.read()).rejects.toThrow("enough");
    await server.closed;
  });
  await t.step("before the head", async () => {
    const controller = new AbortController();
    await using server = new RawServer(() => Promise.resolve(controller.abort(new Error("enough"))));
    await expect(get(server.port, {}, controller.signal)).rejects.toThrow("enough");
    await server.closed;
  });
  await t.step("while the host is looked up", async () => {
    const controller = new AbortController();
    const slow = createGuardedNet({
      resolve: () => {
        controller.abort(new Error("enough"));
        return new Promise(() => {});
      },
    });
    const call = { url: "http://api.test/", method: "GET", headers: [], redirect: "follow" } as const;
    await expect(slow.request(call, new TestingGuard(), controller.signal)).rejects.toThrow("enough");
  });
  await t.step("while TLS is agreed on", async () => {
    const controller = new AbortController();
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const sent = net.request(
      { url: `https://api.test:${listener.addr.port}/`, method: "GET", headers: [], redirect: "follow" },
      new TestingGuard(),
      controller.signal,
    );
    using conn = await listener.accept();
    await conn.read(new Uint8Array(10));
    controller.abort(new Error("enough"));
    await expect(sent).rejects.toThrow("enough");
    // What is left of the greeting, then the end.
    const rest = new Uint8Array(65536);
    while (await conn.read(rest) !== null);
  });
});

Deno.test("request() sends a body of pieces as fast as the server takes it, and ends with it", async (t) => {
  const counted = (most: number) => {
    const state = { asked: 0, isOver: false };
    const pieces = (async function* () {
      try {
        while (state.asked < most) {
          state.asked++;
          yield new Uint8Array(64 * 1024);
        }
      } finally {
        state.isOver = true;
      }
    })();
    return { state, pieces };
  };
  await t.step("a server that does not read holds it back", async () => {
    const controller = new AbortController();
    const { state, pieces } = counted(Infinity);
    const gate = Promise.withResolvers<void>();
    await using server = new RawServer(() => gate.promise);
    const sent = get(server.port, { method: "POST", body: pieces }, controller.signal);
    let before = -1;
    while (before !== state.asked) {
      before = state.asked;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(state.asked).toBeLessThan(512);
    controller.abort(new Error("enough"));
    await expect(sent).rejects.toThrow("enough");
    gate.resolve();
    await server.closed;
  });
  await t.step("with its size", async () => {
    const { pieces } = counted(3);
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
      const { byteLength } = await request.arrayBuffer();
      return new Response(`${request.headers.get("content-length")} ${byteLength}`);
    });
    const answer = await get(server.addr.port, { method: "PUT", body: pieces, sizeBytes: 3 * 64 * 1024 });
    expect(await textOf(answer)).toBe("196608 196608");
  });
  await t.step("with a size that is wrong", async () => {
    const { pieces } = counted(3);
    await using server = new RawServer(() => Promise.resolve());
    await expect(get(server.port, { method: "PUT", body: pieces, sizeBytes: 100 })).rejects.toThrow("got no answer");
  });
  await t.step("an answer before its end", async () => {
    const { pieces } = counted(Infinity);
    await using server = new RawServer(async (conn) => {
      await say(conn, "HTTP/1.1 413 Too much\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno");
    });
    const answer = await get(server.port, { method: "POST", body: pieces });
    expect([answer.status, await textOf(answer)]).toEqual([413, "no"]);
    await server.closed;
  });
});
