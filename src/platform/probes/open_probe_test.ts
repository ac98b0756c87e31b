import assert from "node:assert/strict";
import { tryBpf } from "../../../ffi/facilities/mod.ts";
import { openProbe, type ProbeEvent } from "./mod.ts";

/** Root on Linux, with the kernel's permission. */
const ignore = Deno.build.os !== "linux" || tryBpf() !== "done";
/** The thread that waits for rings may still do so when a test ends. */
const options = { ignore, sanitizeOps: false, sanitizeResources: false } as const;

async function runTrue(times: number): Promise<void> {
  for (let time = 0; time < times; time++) await new Deno.Command("true").output();
}

Deno.test({
  ...options,
  name: "openProbe() hands over what happens, waits while its taker is busy, and ends with what it saw",
  async fn() {
    const seen: ProbeEvent[] = [];
    let busy = 0;
    const probe = openProbe({
      probe: "exec",
      comm: "true",
      where: `ppid == ${Deno.pid}`,
      async onEvents(batch) {
        assert.equal(busy++, 0);
        await Promise.resolve();
        seen.push(...batch);
        busy--;
      },
    });
    await runTrue(5);
    const end = await probe.close();
    assert.deepEqual(end, { events: 5, lost: 0, maps: new Map(), remarks: {} });
    assert.equal(seen.length, 5);
    assert.deepEqual(probe.stats(), end);
    assert.equal(await probe.close(), end);
  },
});

Deno.test({
  ...options,
  name: "openProbe() ends at most events, and rejects when its taker fails",
  async fn() {
    let count = 0;
    const probe = openProbe({ probe: "exec", comm: "true", most: 2, onEvents: (batch) => void (count += batch.length) });
    await runTrue(3);
    await probe.enough;
    assert.equal((await probe.close()).events, 2);
    assert.equal(count, 2);
    const failing = openProbe({
      probe: "exec",
      comm: "true",
      onEvents() {
        throw new Error("taker");
      },
    });
    await runTrue(1);
    await assert.rejects(failing.enough, /taker/);
    await assert.rejects(failing.close(), /taker/);
  },
});

Deno.test("openProbe() refuses what is wrong before anything is loaded", () => {
  const open = (probe: string, more: { readonly where?: string; readonly syscall?: string } = {}) => () =>
    openProbe({ probe, ...more, onEvents: () => {} });
  assert.throws(open("exce"), { code: "probe_unknown" });
  assert.throws(open("exec", { where: "port == 80" }), { code: "probe_invalid" });
  assert.throws(open("exec", { syscall: "read" }), { code: "probe_invalid" });
  assert.throws(open("syscall", { syscall: "raed" }), { code: "probe_invalid", hint: 'Did you mean "read"?' });
});
