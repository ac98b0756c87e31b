import assert from "node:assert/strict";
import { openState, type State } from "./state.ts";

async function withState(run: (state: State, dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "executor-removal-" });
  try {
    using state = await openState({ dir, env: {} });
    await run(state, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

interface Made {
  readonly ended?: number;
  readonly parent?: { readonly run: string; readonly task: string };
  readonly events?: number;
  readonly isOpen?: boolean;
}

/** A run with output, ended at a time; `isOpen` keeps its lease. */
function make(state: State, run: string, { ended, parent, events = 1, isOpen }: Made): Disposable {
  const lease = state.journal.create({
    run,
    pipeline: { name: "p", tasks: [{ id: "a" }] },
    file: "-",
    folder: "/",
    revision: null,
    params: {},
    config: {},
    createdAt: ended ?? 1,
    ...parent === undefined ? {} : { parent },
  });
  lease.append({ type: "run.started", time: ended ?? 1, run, pipeline: "p", tasks: ["a"] });
  for (let n = 0; n < events; n++) lease.append({ type: "task.started", time: 1, run, task: "a", attempt: n + 1 });
  state.outputs.append({ run, task: "a", attempt: 1 }, "stdout", new TextEncoder().encode("text\n"));
  state.outputs.close({ run, task: "a", attempt: 1 });
  if (ended !== undefined) lease.append({ type: "run.finished", time: ended, run, status: "succeeded", duration_ms: 0, counts: {} });
  if (isOpen !== true) lease[Symbol.dispose]();
  return lease;
}

async function removeAll(state: State): Promise<number> {
  let steps = 0;
  while (await state.removal.step()) steps++;
  return steps;
}

function runs(state: State): string[] {
  return Array.from(state.journal.list({ children: true }), ({ run }) => run).sort();
}

function folders(dir: string): string[] {
  return Array.from(Deno.readDirSync(`${dir}/runs`), ({ name }) => name).sort();
}

Deno.test("prune() forgets the runs that ended first, with their sub-runs, and what they leave goes in small steps", () =>
  withState(async (state, dir) => {
    for (let n = 1; n <= 5; n++) make(state, `r${n}`, { ended: 100 + n });
    make(state, "late", { ended: 90, events: 1200 });
    make(state, "child", { ended: 1000, parent: { run: "late", task: "a" } });
    make(state, "grandchild", { ended: 1000, parent: { run: "child", task: "a" } });
    assert.equal(state.removal.prune({ keep: 3, now: 0 }, 100), 3);
    assert.deepEqual(runs(state), ["r3", "r4", "r5"]);
    assert.equal(state.journal.read("late"), undefined);
    assert.ok(await removeAll(state) > 2, "many events are removed in several steps");
    assert.deepEqual(folders(dir), ["r3", "r4", "r5"]);
    assert.equal(state.removal.prune({ keep: 3, now: 0 }, 100), 0);
    assert.equal(state.removal.prune({ keep: 0, now: 0 }, 2), 2);
    assert.deepEqual(runs(state), ["r5"]);
  }));

Deno.test("prune() forgets what is older than it is kept, interrupted runs too, and nothing that somebody works on", () =>
  withState(async (state) => {
    make(state, "old", { ended: 1000 });
    make(state, "young", { ended: 5000 });
    make(state, "cut", {});
    using _open = make(state, "open", { isOpen: true });
    make(state, "parent", { ended: 1000 });
    using _child = make(state, "child", { parent: { run: "parent", task: "a" }, isOpen: true });
    assert.equal(state.removal.prune({ keep: 100, now: 6000 }, 100), 0);
    assert.equal(state.removal.prune({ keep: 100, keepForMs: 2000, now: 6000 }, 100), 2);
    assert.deepEqual(runs(state), ["child", "open", "parent", "young"]);
    await removeAll(state);
  }));

Deno.test("step() goes on with what another process has left half removed", () =>
  withState(async (state, dir) => {
    make(state, "a", { ended: 1, events: 2000 });
    make(state, "b", { ended: 2 });
    state.removal.prune({ keep: 0, now: 0 }, 100);
    await state.removal.step();
    // That process is gone here; the next one finds the rest.
    using next = await openState({ dir, env: {} });
    await removeAll(next);
    assert.deepEqual(folders(dir), []);
    const { Database } = await import("./database.ts");
    using database = await Database.open(dir, false);
    assert.equal(database?.get("SELECT count(*) AS n FROM events")?.n, 0);
    assert.equal(database?.get("SELECT count(*) AS n FROM removals")?.n, 0);
  }));
