import assert from "node:assert/strict";
import type { Health, Json } from "../../core/mod.ts";
import { BrokerError, type BrokerReply } from "./operation.ts";
import type { Session } from "./session.ts";
import { bindSourceOperations } from "./source_operations.ts";

/** The operations of a source whose events wait until they are let go. */
function bound() {
  const ending = new AbortController();
  const session = { signal: ending.signal } as Session;
  const payloads: Json[] = [];
  const gate = Promise.withResolvers<void>();
  let check: (() => Promise<Health>) | undefined;
  const operations = bindSourceOperations({
    emit: async (payload) => {
      payloads.push(payload);
      await gate.promise;
      return { run: `r${payloads.length}` };
    },
    started: (ask) => check = ask,
  });
  const ask = async (
    op: string,
    header: Record<string, Json> = {},
    bytes: Uint8Array = new TextEncoder().encode("1"),
  ): Promise<BrokerReply> => await operations.get(op)?.(session, { header, bytes }) ?? assert.fail(op);
  return { ask, end: () => ending.abort(), letGo: gate.resolve, payloads, check: () => check };
}

const told = (name: string) => (error: unknown) => error instanceof BrokerError && error.name === name;

Deno.test("source.emit takes no payload that a script could not have made, and hands none of it over", async (t) => {
  const { ask, payloads } = bound();
  const text = (text: string) => new TextEncoder().encode(text);
  const cases: Readonly<Record<string, readonly [Record<string, Json>, Uint8Array, string]>> = {
    "no JSON": [{}, text("{"), "TypeError"],
    "nothing": [{}, new Uint8Array(0), "TypeError"],
    "no UTF-8": [{}, new Uint8Array([0x22, 0xff, 0x22]), "TypeError"],
    "too deep": [{}, text("[".repeat(201) + "]".repeat(201)), "TypeError"],
    "too long": [{}, new Uint8Array(3 * 1024 * 1024 + 1).fill(0x31), "RangeError"],
    "a number for an id": [{ id: 5 }, text("1"), "TypeError"],
    "too long an id": [{ id: "x".repeat(201) }, text("1"), "TypeError"],
  };
  for (const [name, [header, bytes, error]] of Object.entries(cases)) {
    await t.step(name, () => assert.rejects(ask("source.emit", header, bytes), told(error)));
  }
  assert.deepEqual(payloads, []);
});

Deno.test("source.emit holds a bounded number of events, whatever the sandbox sends", async () => {
  const { ask, payloads, letGo } = bound();
  const asked = Array.from({ length: 100 }, () => ask("source.emit"));
  const refused = await Promise.allSettled(asked.slice(64));
  assert.ok(refused.every(({ status }) => status === "rejected"));
  assert.equal(payloads.length, 64);
  letGo();
  assert.equal((await Promise.all(asked.slice(0, 64))).length, 64);
  await ask("source.emit");
});

Deno.test("source operations let go of the script when its task ends", async () => {
  const { ask, end, check } = bound();
  const waiting = [ask("source.emit"), ask("source.check")];
  const health = check()?.();
  const second = ask("source.check", { reason: "late" }).catch(() => {});
  end();
  for (const each of await Promise.allSettled(waiting)) assert.ok(each.status === "rejected" || each.status === "fulfilled");
  await second;
  assert.equal((await health)?.status, "unhealthy");
  assert.deepEqual(await check()?.(), { status: "unhealthy", reason: "It has ended" });
});

Deno.test("source.check answers one question at a time, and takes no answer that nobody asked for", async () => {
  const { ask, check, end } = bound();
  const first = ask("source.check");
  await assert.rejects(ask("source.check", { reason: "unasked" }), told("Error"));
  const health = check()?.();
  assert.equal(check()?.() === health, true);
  await first;
  const next = ask("source.check", { reason: "x".repeat(10_000) });
  assert.deepEqual(await health, { status: "unhealthy", reason: "x".repeat(500) });
  end();
  await assert.rejects(next, told("AbortError"));
});
