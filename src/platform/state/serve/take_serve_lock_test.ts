import assert from "node:assert/strict";
import { withFolder } from "../../../../tests/fixtures/state/helpers.ts";
import { writeEndpoint } from "../endpoint.ts";

Deno.test("serveLock() is held by one at a time, within a process as well", () =>
  withFolder(async (dir, open) => {
    const one = await open();
    const other = await open();
    const lock = one.serveLock();
    const taken = {
      code: "daemon_running",
      exitCode: 4,
      message: `A daemon already serves from the state folder "${dir}": process ${Deno.pid}`,
    };
    for (const state of [one, other]) assert.throws(() => state.serveLock(), taken);
    lock[Symbol.dispose]();
    lock[Symbol.dispose]();
    using _next = other.serveLock();
    lock[Symbol.dispose]();
    assert.throws(() => one.serveLock(), taken);
  }));

Deno.test("serveLock() is freed when its state folder is closed, in whatever order", () =>
  withFolder(async (_dir, open) => {
    const one = await open();
    const lock = one.serveLock();
    one[Symbol.dispose]();
    lock[Symbol.dispose]();
    const other = await open();
    using _lock = other.serveLock();
  }));

Deno.test("serveLock() names the address of its holder, not that of one before", () =>
  withFolder(async (dir, open) => {
    const state = await open();
    using _lock = state.serveLock();
    await Deno.writeTextFile(`${dir}/endpoint.json`, JSON.stringify({ url: "http://127.0.0.1:1", pid: Deno.ppid }));
    assert.throws(() => state.serveLock(), (error: Error) => !error.message.includes("http"));
    writeEndpoint(dir, "http://127.0.0.1:7400");
    assert.throws(() => state.serveLock(), /at http:\/\/127\.0\.0\.1:7400$/);
  }));

Deno.test("runs of other processes go on beside a daemon", () =>
  withFolder(async (_dir, open) => {
    const daemon = await open();
    using _lock = daemon.serveLock();
    const run = await open();
    assert.ok(run.slots.tryAcquire("g", 1, "r1"));
  }));
