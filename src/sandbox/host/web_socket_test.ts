import { expect } from "expect";
import { createGuardedNet } from "../../platform/mod.ts";
import { type NetPolicy, NetSession } from "../broker/net/mod.ts";
import { TestingAsker } from "../broker/net/testing_asker.ts";
import { createWebSocket } from "./web_socket.ts";

const policy: NetPolicy = {
  host: (host, port) =>
    host === "denied.test" ? { allowed: false, by: "document", message: `Requires net access to "${host}:${port}"` } : { allowed: true },
  address: () => ({ allowed: true }),
};

/** A script's WebSocket and a server at "api.test". */
class Bench implements AsyncDisposable {
  readonly session = new NetSession({ net: createGuardedNet({ resolve: () => Promise.resolve(["127.0.0.1"]) }), policy });
  readonly asker = new TestingAsker(this.session);
  readonly task = new AbortController();
  readonly WebSocket = createWebSocket(this.asker, this.task.signal);
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(serve: (socket: WebSocket) => void, options: Deno.UpgradeWebSocketOptions = {}) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      if (request.headers.get("upgrade") !== "websocket") return new Response("no", { status: 404 });
      const { socket, response } = Deno.upgradeWebSocket(request, options);
      socket.binaryType = "arraybuffer";
      serve(socket);
      return response;
    });
    this.url = `ws://api.test:${this.#server.addr.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.end();
    await this.#server.shutdown();
  }
}

function next<K extends keyof WebSocketEventMap>(socket: WebSocket, kind: K): Promise<WebSocketEventMap[K]> {
  return new Promise((resolve) => socket.addEventListener(kind, resolve, { once: true }));
}

const echo = (socket: WebSocket) => socket.onmessage = ({ data }) => socket.send(data);

Deno.test("WebSocket sends and receives text and bytes", async () => {
  await using bench = new Bench(echo, { protocol: "chat" });
  const socket = new bench.WebSocket(bench.url, ["other", "chat"]);
  expect([socket.readyState, socket.url, socket.binaryType, socket instanceof EventTarget]).toEqual([0, bench.url, "blob", true]);
  expect(() => socket.send("early")).toThrow("not open yet");
  await next(socket, "open");
  expect([socket.readyState, socket.protocol, socket.extensions, socket.OPEN, bench.WebSocket.CLOSED]).toEqual([1, "chat", "", 1, 3]);
  const got: unknown[] = [];
  const all = Promise.withResolvers<void>();
  socket.onmessage = ({ data, origin }) => {
    expect(origin).toBe(bench.url.slice(0, -1));
    if (got.push(data) === 5) all.resolve();
  };
  socket.binaryType = "arraybuffer";
  socket.send("ä text");
  socket.send(new Uint8Array([1, 2, 3]).subarray(1));
  socket.send(new Uint8Array([4]).buffer);
  socket.send(new Blob(["blob"]));
  socket.send("");
  expect(socket.bufferedAmount).toBe(7 + 2 + 1 + 4);
  await all.promise;
  expect(got.map((data) => data instanceof ArrayBuffer ? [...new Uint8Array(data)] : data)).toEqual(["ä text", [2, 3], [4], [
    98,
    108,
    111,
    98,
  ], ""]);
  expect(socket.bufferedAmount).toBe(0);
  socket.close(4001, "bye");
  expect(socket.readyState).toBe(2);
  const { code, reason, wasClean } = await next(socket, "close");
  expect([code, reason, wasClean, socket.readyState, bench.session.open]).toEqual([4001, "bye", true, 3, 0]);
});

Deno.test("WebSocket tells how the server ended it", async (t) => {
  await t.step("with a code", async () => {
    await using bench = new Bench((server) =>
      server.onopen = () => {
        server.send("last");
        server.close(3456, "done");
      }
    );
    const socket = new bench.WebSocket(bench.url);
    const [{ data }, { code, reason, wasClean }] = await Promise.all([next(socket, "message"), next(socket, "close")]);
    expect([data, code, reason, wasClean]).toEqual(["last", 3456, "done", true]);
  });
  await t.step("with no WebSocket at all", async () => {
    await using bench = new Bench(echo);
    const url = new URL(bench.url);
    await using plain = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response("no", { status: 404 }));
    url.port = String(plain.addr.port);
    const socket = new bench.WebSocket(url);
    const [error, { code, wasClean }] = await Promise.all([next(socket, "error") as Promise<ErrorEvent>, next(socket, "close")]);
    expect(error.message).toBe(`The WebSocket ${url} was not opened: the server answered with status 404`);
    expect([code, wasClean, socket.readyState, bench.session.open]).toEqual([1006, false, 3, 0]);
  });
});

Deno.test("WebSocket to what is not allowed fails with NotCapable and reaches nobody", async () => {
  await using bench = new Bench(echo);
  const socket = new bench.WebSocket("wss://denied.test/");
  const [event] = await Promise.all([next(socket, "error") as Promise<ErrorEvent>, next(socket, "close")]);
  expect(event.error).toMatchObject({ name: "NotCapable", message: 'Requires net access to "denied.test:443"' });
});

Deno.test("WebSocket refuses what the standard refuses", async () => {
  await using bench = new Bench(echo);
  for (const url of ["nonsense", "ftp://api.test/", "ws://api.test/#x", "file:///etc/passwd"]) {
    expect(() => new bench.WebSocket(url)).toThrow(DOMException);
  }
  for (const protocols of ["", "a b", ["a", "a"], ["a\r\nb"]]) {
    expect(() => new bench.WebSocket(bench.url, protocols)).toThrow(DOMException);
  }
  const socket = new bench.WebSocket(bench.url);
  for (const code of [0, 999, 1001, 1006, 2999, 5000, NaN]) expect(() => socket.close(code)).toThrow(DOMException);
  expect(() => socket.close(1000, "x".repeat(124))).toThrow(DOMException);
  socket.close();
  const { code, wasClean } = await next(socket, "close");
  expect([code, wasClean, bench.session.open]).toEqual([1006, false, 0]);
});

Deno.test("WebSocket asks for a message once the script has dealt with the last one", async () => {
  await using bench = new Bench((server) => server.onopen = () => Array.from({ length: 1000 }, (_, index) => server.send(String(index))));
  const socket = new bench.WebSocket(bench.url);
  let seen = 0;
  await new Promise<void>((resolve) =>
    socket.onmessage = ({ data }) => {
      expect(data).toBe(String(seen++));
      expect(bench.asker.asked.filter((op) => op === "socket.read")).toHaveLength(seen);
      if (seen === 1000) resolve();
    }
  );
  expect(socket.bufferedAmount).toBe(0);
});

Deno.test("WebSocket ends with the task", async () => {
  const gone = Promise.withResolvers<void>();
  await using bench = new Bench((server) => server.onclose = server.onerror = () => gone.resolve());
  const socket = new bench.WebSocket(bench.url);
  await next(socket, "open");
  const closed = next(socket, "close");
  bench.task.abort(new Error("cancelled"));
  expect((await closed).code).toBe(1006);
  await gone.promise;
  expect(bench.session.open).toBe(0);
});

Deno.test("WebSocket keeps working while listeners are exchanged and what is sent lies", async () => {
  await using bench = new Bench(echo);
  const socket = new bench.WebSocket(bench.url);
  await next(socket, "open");
  const calls: string[] = [];
  socket.onmessage = () => void calls.push("first");
  socket.onmessage = () => void calls.push("second");
  socket.dispatchEvent = () => {
    throw new Error("mine");
  };
  class Piece extends Uint8Array {
    override get byteLength(): number {
      throw new Error("length");
    }
  }
  expect(() =>
    socket.send({
      toString() {
        throw new Error("text");
      },
    } as never)
  ).toThrow("text");
  socket.send(new Piece(1));
  await next(socket, "message");
  expect([calls, socket.onmessage instanceof Function, socket.onclose]).toEqual([["second"], true, null]);
  socket.onmessage = null;
  socket.send("x");
  await next(socket, "message");
  expect(calls).toEqual(["second"]);
  socket.close();
  expect((await next(socket, "close")).code).toBe(1005);
});
