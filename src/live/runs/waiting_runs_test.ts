import assert from "node:assert/strict";
import type { QueuedEntry } from "../../core/mod.ts";
import { WaitingRuns } from "./waiting_runs.ts";

function entry(run: string, module = "pipelines/a", group?: string): QueuedEntry {
  return { run, module, revision: 1, acceptedAt: 0, ...group === undefined ? {} : { group } };
}

/** Takes runs out until none may begin. */
function drain(waiting: WaitingRuns, mayBegin: (entry: QueuedEntry) => boolean): string[] {
  const runs: string[] = [];
  for (let next = waiting.next(mayBegin); next !== undefined; next = waiting.next(mayBegin)) {
    runs.push(next.run);
    waiting.remove(next.run);
  }
  return runs;
}

Deno.test("next() gives the oldest of all that may begin; one that may not holds up its own lane alone", () => {
  const waiting = new WaitingRuns();
  waiting.add(entry("r1", "pipelines/a", "g"));
  waiting.add(entry("r2", "pipelines/a", "g"));
  waiting.add(entry("r3", "pipelines/b"));
  waiting.add(entry("r4", "pipelines/a", "h"));
  waiting.add(entry("r5", "pipelines/b", "g"));
  assert.deepEqual(waiting.ofGroup("g").map(({ run }) => run), ["r1", "r2", "r5"]);
  assert.deepEqual(drain(waiting, ({ group }) => group !== "g"), ["r3", "r4"]);
  assert.deepEqual(waiting.ofModule("pipelines/a").map(({ run }) => run), ["r1", "r2"]);
  assert.deepEqual(drain(waiting, () => true), ["r1", "r2", "r5"]);
  assert.equal(waiting.size, 0);
});

Deno.test("add() at the front puts a run before all others of its lane", () => {
  const waiting = new WaitingRuns();
  waiting.add(entry("r2"));
  waiting.add(entry("r3"));
  waiting.add(entry("r1"), true);
  waiting.remove("none");
  assert.equal(waiting.get("r1")?.run, "r1");
  assert.deepEqual(drain(waiting, () => true), ["r1", "r2", "r3"]);
  assert.equal(waiting.has("r1"), false);
});
