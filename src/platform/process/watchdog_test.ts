import assert from "node:assert/strict";
import type { RawProcesses } from "./raw_processes.ts";
import { Watchdog } from "./watchdog.ts";

/** Watchdogs that only remember what each was told; the last one is gone when `isGone` is set. */
function fake() {
  const told: string[][] = [];
  const state = { isGone: false, isMissing: false };
  const raw: RawProcesses = {
    start: () => Promise.reject(new Error("unused")),
    startWatchdog: () => {
      if (state.isMissing) return undefined;
      state.isGone = false;
      const lines: string[] = [];
      told.push(lines);
      return {
        pid: told.length,
        add(group) {
          if (!state.isGone) lines.push(`+${group}`);
          return !state.isGone;
        },
        remove: (group) => void lines.push(`-${group}`),
        close: (how) => void lines.push(how),
      };
    },
  };
  return { raw, told, state };
}

Deno.test("Watchdog is told of each group once, and to quit at the end", () => {
  const { raw, told } = fake();
  const watchdog = new Watchdog(raw, "owner");
  watchdog.start();
  watchdog.start();
  watchdog.add(10);
  watchdog.add(11);
  watchdog.remove(10);
  watchdog.remove(10);
  watchdog.stop();
  watchdog.stop();
  assert.deepEqual(told, [["+10", "+11", "-10", "quit"]]);
});

Deno.test("Watchdog starts again with the groups that live when it is gone", () => {
  const { raw, told, state } = fake();
  const watchdog = new Watchdog(raw, "owner");
  watchdog.start();
  watchdog.add(10);
  watchdog.add(11);
  watchdog.remove(10);
  state.isGone = true;
  watchdog.add(12);
  assert.deepEqual(told, [["+10", "+11", "-10", "quit"], ["+11", "+12"]]);
});

Deno.test("Watchdog looks once more where children may still be on their way", () => {
  const { raw, told } = fake();
  const watchdog = new Watchdog(raw, "owner");
  watchdog.start();
  watchdog.stop("look");
  assert.deepEqual(told, [["look"]]);
});

Deno.test("Watchdog does without where none can be started", () => {
  const { raw, told, state } = fake();
  state.isMissing = true;
  const watchdog = new Watchdog(raw, "owner");
  watchdog.start();
  watchdog.add(10);
  watchdog.remove(10);
  watchdog.stop();
  assert.deepEqual([told, watchdog.pid], [[], undefined]);
});
