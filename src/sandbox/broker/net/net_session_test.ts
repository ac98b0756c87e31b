import { expect } from "expect";
import type { GuardedNet, JsonObject, NetAnswer, NetSocket } from "../../../core/mod.ts";
import { BrokerError } from "../operation.ts";
import { netOperations, type NetPolicy, NetSession } from "./mod.ts";

const policy: NetPolicy = { host: () => ({ allowed: true }), address: () => ({ allowed: true }) };

/** A network whose answers a test gives, and that tells what was closed. */
class ScriptedNet implements GuardedNet {
  readonly calls: unknown[] = [];
  closed = 0;
  answer: (signal: AbortSignal) => Promise<NetAnswer> = () => Promise.resolve(this.endless());

  request(call: unknown, _guard: unknown, signal: AbortSignal): Promise<NetAnswer> {
    this.calls.push(call);
    return this.answer(signal);
  }

  openSocket(call: unknown): Promise<NetSocket> {
    this.calls.push(call);
    const end = Promise.withResolvers<never>();
    end.promise.catch(() => {});
    return Promise.resolve({
      protocol: "",
      receive: () => end.promise,
      send: () => end.promise,
      close: () => {},
      abort: () => {
        this.closed++;
        end.reject(new BrokerError("AbortError", "closed"));
      },
    });
  }

  endless(): NetAnswer {
    const end = Promise.withResolvers<never>();
    end.promise.catch(() => {});
    return {
      url: "http://api.test/",
      redirected: false,
      status: 200,
      statusText: "OK",
      headers: [],
      read: () => end.promise,
      close: () => {
        this.closed++;
        end.reject(new BrokerError("AbortError", "closed"));
      },
    };
  }
}

function ask(session: NetSession, op: string, header: unknown, bytes = new Uint8Array(0)) {
  return Promise.try(() => netOperations[op]?.(session, { header: header as JsonObject, bytes }));
}

const open = (id: unknown, more: object = {}) => ({
  id,
  url: "http://api.test/",
  method: "GET",
  headers: [],
  redirect: "follow",
  body: "none",
  ...more,
});

Deno.test("netOperations() answer every hostile frame with an error of the broker and nothing else", async (t) => {
  const net = new ScriptedNet();
  const session = new NetSession({ net, policy });
  const odd: unknown[] = [
    undefined,
    null,
    true,
    -1,
    0,
    1.5,
    NaN,
    2 ** 60,
    "1",
    [],
    {},
    ["x"],
    [["a"]],
    [["a", 1]],
    [["a", "b", "c"]],
    "x".repeat(100_000),
  ];
  const frames: [string, Record<string, unknown>][] = [
    ["fetch.open", open(1)],
    ["fetch.write", { id: 1, end: "no" }],
    ["fetch.read", { id: 1 }],
    ["fetch.close", { id: 1 }],
    ["socket.open", { id: 1, url: "ws://api.test/", protocols: [] }],
    ["socket.write", { id: 1, kind: "text" }],
    ["socket.read", { id: 1 }],
    ["socket.close", { id: 1, code: 1000, reason: "" }],
    ["socket.abort", { id: 1 }],
  ];
  for (const [op, good] of frames) {
    for (const field of Object.keys(good)) {
      await t.step(`${op} with an odd ${field}`, async () => {
        for (const value of odd) {
          const isFine = value === undefined && field === "code" || field === "url" && typeof value === "string" && value.length < 100 ||
            field === "method" && value === "1" || field === "reason" && value === "1" ||
            field === "protocols" && Array.isArray(value) && value.every((item) => typeof item === "string") ||
            field === "headers" && Array.isArray(value) && value.length === 0;
          if (!isFine) await expect(ask(session, op, { ...good, [field]: value })).rejects.toThrow(BrokerError);
        }
      });
    }
    await t.step(`${op} without any field`, async () => {
      await expect(ask(session, op, {})).rejects.toThrow(BrokerError);
      await expect(ask(session, op, JSON.parse('{"__proto__":{"id":1,"url":"http://x/"}}'))).rejects.toThrow(BrokerError);
    });
  }
  expect([net.calls, session.open]).toEqual([[], 0]);
});

Deno.test("netOperations() refuse numbers that are in use, unknown, or of another kind", async () => {
  const net = new ScriptedNet();
  const session = new NetSession({ net, policy });
  await ask(session, "fetch.open", open(1));
  await expect(ask(session, "fetch.open", open(1))).rejects.toThrow("in use");
  await expect(ask(session, "socket.open", { id: 1, url: "ws://a/", protocols: [] })).rejects.toThrow("in use");
  for (const [op, more] of [["socket.read", {}], ["socket.write", { kind: "text" }], ["fetch.write", { end: "no" }]] as const) {
    await expect(ask(session, op, { id: 1, ...more })).rejects.toMatchObject({ name: "TypeError" });
  }
  for (const op of ["fetch.read", "socket.read"]) await expect(ask(session, op, { id: 2 })).rejects.toMatchObject({ name: "BadResource" });
  expect([session.open, net.calls.length]).toEqual([1, 1]);
  await session.end();
});

Deno.test("netOperations() let one read and one write of a thing be under way", async () => {
  const net = new ScriptedNet();
  const session = new NetSession({ net, policy });
  await ask(session, "fetch.open", open(1, { method: "POST", body: "stream" }));
  const read = ask(session, "fetch.read", { id: 1 });
  await expect(ask(session, "fetch.read", { id: 1 })).rejects.toThrow("Another read");
  const write = ask(session, "fetch.write", { id: 1, end: "no" }, new Uint8Array(3));
  await expect(ask(session, "fetch.write", { id: 1, end: "no" }, new Uint8Array(3))).rejects.toThrow("Another write");
  await ask(session, "fetch.close", { id: 1 });
  await expect(read).rejects.toMatchObject({ name: "AbortError" });
  await write;
  expect([session.open, net.closed]).toEqual([0, 1]);
  // Both sides may close.
  await ask(session, "fetch.close", { id: 1 });
});

Deno.test("NetSession.end() closes what is open and what is just being opened, and opens nothing more", async () => {
  const net = new ScriptedNet();
  const session = new NetSession({ net, policy });
  await ask(session, "fetch.open", open(1));
  await ask(session, "socket.open", { id: 2, url: "ws://a/", protocols: [] });
  const read = ask(session, "socket.read", { id: 2 });
  net.answer = (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const opening = ask(session, "fetch.open", open(3));
  expect(session.open).toBe(3);
  await Promise.all([session.end(), expect(opening).rejects.toMatchObject({ name: "AbortError" }), expect(read).rejects.toThrow("closed")]);
  expect([session.open, net.closed]).toEqual([0, 2]);
  await expect(ask(session, "fetch.open", open(4))).rejects.toMatchObject({ name: "BadResource" });
});

Deno.test("socket.close checks codes and reasons", async () => {
  const session = new NetSession({ net: new ScriptedNet(), policy });
  await ask(session, "socket.open", { id: 1, url: "ws://a/", protocols: [] });
  for (const more of [{ code: 1001, reason: "" }, { code: 2999, reason: "" }, { reason: "x" }, { code: 1000, reason: "ä".repeat(62) }]) {
    await expect(ask(session, "socket.close", { id: 1, ...more })).rejects.toThrow(BrokerError);
  }
  await expect(ask(session, "socket.write", { id: 1, kind: "text" }, new Uint8Array(17 * 1024 * 1024))).rejects.toMatchObject({
    name: "RangeError",
  });
  await ask(session, "socket.close", { id: 1, code: 3000, reason: "ä" });
  await session.end();
});
