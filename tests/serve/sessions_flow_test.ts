import assert from "node:assert/strict";
import { isAlive, pollUntil } from "../contract/processes_helpers.ts";
import { type Customer, serving } from "./customer.ts";
import { CAN_ATTACH, Terminal } from "./terminal.ts";

const SESSIONS = "/api/v1/sessions";
const MIB = 1024 * 1024;

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: Deno.build.os !== "linux" || !CAN_ATTACH, fn });
}

async function start(customer: Customer, command: readonly string[]): Promise<{ readonly id: string; readonly pid: number }> {
  const answer = await customer.ask("POST", SESSIONS, { body: { command } });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

async function residentMib(pid: number): Promise<number> {
  return Number(/VmRSS:\s+(\d+)/.exec(await Deno.readTextFile(`/proc/${pid}/status`))?.[1]) / 1024;
}

function descriptors(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

test("a client that does not read holds the command back and costs no memory; another one sets it free and is not held up", () =>
  serving({}, async (customer) => {
    const { pid } = customer.daemon;
    const { id } = await start(customer, ["sh", "-c", "read -r x; head -c 50000000 /dev/zero | tr '\\0' x; echo END"]);
    const bytes = async () => (await customer.get(`${SESSIONS}/${id}`)).json.bytes as number;
    using slow = await Terminal.attach(customer, id);
    slow.pause();
    slow.type("\r");
    const before = await residentMib(pid);
    let last = -1;
    // It is held back once nothing more is written from one look to the next.
    for (let now = await bytes(); now === 0 || now !== last; now = await bytes()) {
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    assert.ok(last < 20 * MIB, `${last} bytes were written though nobody reads`);
    using fast = await Terminal.attach(customer, id);
    await fast.frame("exit");
    assert.ok(fast.shown.endsWith("xEND\r\n"));
    assert.equal(fast.frames[0].offset + fast.size, await bytes(), "the fast one misses nothing");
    assert.equal(fast.frames.filter(({ type }) => type === "attached").length, 1);
    assert.ok(await residentMib(pid) < before + 40, `from ${before} to ${await residentMib(pid)} MiB`);
    slow.resume();
    await slow.frame("exit");
    const skips = slow.frames.filter(({ type }) => type === "attached").map(({ offset }) => offset);
    assert.equal(skips.length, 2, "the slow one is told where it goes on");
    assert.ok(slow.shown.endsWith("xEND\r\n"));
  }));

test("with nobody attached the command runs on, and the last mebibyte is kept", () =>
  serving({}, async (customer) => {
    const { id } = await start(customer, ["sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x; echo END"]);
    let total = 0;
    do {
      const { json } = await customer.get(`${SESSIONS}/${id}`);
      total = json.state === "exited" ? json.bytes : 0;
    } while (total === 0);
    assert.equal(total, 5_000_005);
    for (const [from, offset] of [[undefined, total - MIB], [0, total - MIB], [total - 5, total - 5], [10 ** 12, total]] as const) {
      using terminal = await Terminal.attach(customer, id, from === undefined ? {} : { from });
      await terminal.frame("exit");
      assert.equal(await terminal.closed(), 1000);
      assert.deepEqual([terminal.frames[0].offset, terminal.size], [offset, total - offset]);
    }
  }));

test("200 sessions and 1,000 who attach leave no process, descriptor or thread behind, and one more is refused", () =>
  serving({}, async (customer) => {
    const { pid } = customer.daemon;
    // What is opened once and stays.
    const first = await start(customer, ["cat"]);
    await customer.ask("DELETE", `${SESSIONS}/${first.id}`);
    const threads = () => [...Deno.readDirSync(`/proc/${pid}/task`)].length;
    const before = { descriptors: descriptors(pid), threads: threads() };
    const all: { readonly id: string; readonly pid: number }[] = [];
    for (let n = 0; n < 200; n++) all.push(await start(customer, ["cat"]));
    const refused = await customer.ask("POST", SESSIONS, { body: { command: ["cat"] } });
    assert.deepEqual([refused.status, refused.json.code, refused.headers.get("retry-after")], [503, "sessions_full", "1"]);
    for (let round = 0; round < 4; round++) {
      const terminals = await Promise.all(all.map(({ id }) => Terminal.attach(customer, id)));
      for (const terminal of terminals) terminal.close();
    }
    const terminals = await Promise.all(all.map(({ id }) => Terminal.attach(customer, id)));
    for (const { id } of all.slice(0, 100)) assert.equal((await customer.ask("DELETE", `${SESSIONS}/${id}`)).status, 204);
    for (const terminal of terminals.slice(100)) terminal.type("\x04");
    for (const terminal of terminals) assert.equal(await terminal.closed(), 1000);
    assert.ok(all.every((session) => !isAlive(session.pid)));
    // The runtime lets threads go that had nothing to do for 10 s.
    await pollUntil(() => descriptors(pid) <= before.descriptors + 5 && threads() <= before.threads + 4, "all was closed", 60_000);
    const children = new TextDecoder().decode(
      (await new Deno.Command("ps", { args: ["-o", "stat=", "--ppid", String(pid)] }).output()).stdout,
    );
    assert.doesNotMatch(children, /Z/);
  }));

test("sessions end with the daemon: told when it stops, and also when it is killed", async () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    await serving({}, async (customer) => {
      const { id, pid } = await start(customer, ["bash", "-c", "setsid sleep 1000 & echo pid $!; set -m; sleep 1000 & cat"]);
      using terminal = await Terminal.attach(customer, id);
      await terminal.until("\r\n");
      const stray = Number(/pid (\d+)/.exec(terminal.shown)?.[1]);
      assert.ok(isAlive(pid) && isAlive(stray));
      customer.daemon.kill(signal);
      if (signal === "SIGTERM") {
        await terminal.frame("error", ({ code }) => code === "stopping");
        assert.deepEqual(await terminal.frame("exit"), { type: "exit", code: 129 });
        assert.equal(await terminal.closed(), 1000);
        assert.equal((await customer.daemon.ended()).code, 0);
      }
      await pollUntil(() => !isAlive(pid) && !isAlive(stray), "all has gone");
    });
  }
});
