import assert from "node:assert/strict";
import type { JournalEvent } from "../../core/mod.ts";
import { foldRun, isJournalEvent } from "./fold.ts";

const pipeline = { name: "p", tasks: [{ id: "a", command: ["true"] }] };
const started: JournalEvent = { type: "run.started", time: 1, run: "r", pipeline: "p", tasks: ["a", "b"] };

Deno.test("foldRun() lists the pipeline's tasks before the run started", () => {
  assert.deepEqual(foldRun(pipeline, []), { status: undefined, tasks: [{ id: "a", status: "pending", attempts: 0 }] });
});

Deno.test("foldRun() puts tasks in the order of run.started and hooks after them", () => {
  const folded = foldRun(pipeline, [
    started,
    { type: "task.started", time: 2, run: "r", task: "hook", attempt: 1 },
    { type: "task.started", time: 3, run: "r", task: "b", attempt: 1 },
  ]);
  assert.deepEqual(folded.tasks.map(({ id }) => id), ["a", "b", "hook"]);
});

Deno.test("foldRun() forgets an earlier end once the run is resumed, and keeps its first start", () => {
  const folded = foldRun(pipeline, [
    started,
    { type: "run.finished", time: 5, run: "r", status: "interrupted", duration_ms: 4, counts: {}, error: { code: "x", message: "y" } },
    { ...started, time: 9, resumed: true },
  ]);
  assert.equal(folded.status, undefined);
  assert.equal(folded.startedAt, 1);
  assert.deepEqual([folded.finishedAt, folded.durationMs, folded.error], [undefined, undefined, undefined]);
});

Deno.test("foldRun() takes durations from the events when the clock jumped back", () => {
  const folded = foldRun(pipeline, [
    { ...started, time: 1000 },
    { type: "task.started", time: 900, run: "r", task: "a", attempt: 1 },
    { type: "task.finished", time: 100, run: "r", task: "a", attempt: 1, status: "succeeded", duration_ms: 12, outputs: {} },
    { type: "run.finished", time: 50, run: "r", status: "succeeded", duration_ms: 30, counts: {} },
  ]);
  assert.equal(folded.tasks[0]?.durationMs, 12);
  assert.equal(folded.durationMs, 30);
});

Deno.test("isJournalEvent() refuses what cannot be folded", () => {
  assert.equal(isJournalEvent(started), true);
  for (
    const value of [null, 1, "x", [], {}, { ...started, time: "1" }, { ...started, tasks: "a" }, { type: "task.started", time: 1 }, {
      type: "task.output",
      time: 1,
    }]
  ) {
    assert.equal(isJournalEvent(value), false, JSON.stringify(value));
  }
});
