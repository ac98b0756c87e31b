import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";
import { openState } from "./state.ts";

Deno.test("a folder of the first version is read as it is, and upgraded with its runs kept once it is written to", async () => {
  const dir = await Deno.makeTempDir({ prefix: "executor-upgrade-" });
  try {
    const sqlite = new DatabaseSync(`${dir}/executor.db`);
    sqlite.exec(`PRAGMA journal_mode=WAL; ${MIGRATIONS[0]}; PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=1`);
    sqlite.exec(`INSERT INTO runs (run, epoch, name, file, folder, params, config, created, pipeline)
      VALUES ('r1', 1, 'p', '-', '/', '{}', '{}', 5, '{"name":"p","tasks":[{"id":"a"}]}')`);
    sqlite.exec(`INSERT INTO events VALUES (1, 0, '{"type":"run.started","time":6,"run":"r1","pipeline":"p","tasks":["a"]}')`);
    sqlite.close();
    {
      using reading = await openState({ dir, env: {}, readOnly: true });
      assert.equal(reading.journal.read("r1")?.startedAt, 6);
      assert.equal(reading.journal.read("r1")?.event, undefined);
    }
    using state = await openState({ dir, env: {} });
    assert.equal(state.journal.read("r1")?.status, "interrupted");
    using lease = state.journal.takeOver("r1");
    lease.append({ type: "run.started", time: 7, run: "r1", pipeline: "p", tasks: ["a"], resumed: true });
    lease.append({ type: "run.finished", time: 8, run: "r1", status: "succeeded", duration_ms: 1, counts: {} });
    // What its first process did has no place in the order file.
    const seen: string[] = [];
    for await (const { event } of state.feed("r1", { signal: AbortSignal.timeout(60_000) })) seen.push(`${event.type} ${event.time}`);
    assert.deepEqual(seen, ["run.started 6", "run.started 7", "run.finished 8"]);
    assert.equal(state.queue.size(), 0);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
