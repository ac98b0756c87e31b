import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { AppError } from "../../src/core/mod.ts";
import { runFinished, runRecord, runStarted, taskFinished } from "../contract/journal_suite.ts";
import { withFolder } from "../fixtures/state/helpers.ts";

type Open = Parameters<Parameters<typeof withFolder>[0]>[1];

/** Fills a folder with a few runs and closes it. */
async function fill(open: Open): Promise<void> {
  const state = await open();
  for (let n = 0; n < 30; n++) {
    using lease = state.journal.create(runRecord(`run-${n}`));
    lease.append(runStarted(lease.run));
    for (let task = 0; task < 20; task++) lease.append(taskFinished(lease.run, `t${task}`, { outputs: { text: "x".repeat(500) } }));
    lease.append(runFinished(lease.run));
    state.outputs.append({ run: lease.run, task: "a", attempt: 1 }, "stdout", new Uint8Array(10));
  }
  state[Symbol.dispose]();
}

/** Does everything that a verb could do. */
async function useAll(open: Open, readOnly: boolean): Promise<void> {
  const state = await open({ readOnly });
  for (const { run } of state.journal.list({ children: true })) state.journal.read(run);
  if (!readOnly) {
    using lease = state.journal.create(runRecord("fresh"));
    lease.append(runStarted("fresh"));
  }
}

function isClear(error: unknown, file: string, code: string): true {
  assert.ok(error instanceof AppError, `not for users: ${error}`);
  assert.equal(error.code, code, error.message);
  assert.equal(error.exitCode, 4);
  assert.ok(error.message.includes(file), error.message);
  assert.ok(error.hint, "no hint");
  return true;
}

const DAMAGES: [name: string, damage: (file: string) => void][] = [
  ["random bytes", (file) => Deno.writeFileSync(file, crypto.getRandomValues(new Uint8Array(60_000)))],
  ["text", (file) => Deno.writeTextFileSync(file, "hello")],
  ["zero bytes although runs were stored", (file) => Deno.writeFileSync(file, new Uint8Array())],
  ["all zeros", (file) => Deno.writeFileSync(file, new Uint8Array(8192))],
  ["truncated in the middle of a page", (file) => Deno.truncateSync(file, 10_000)],
  ["truncated after the first page", (file) => Deno.truncateSync(file, 4096)],
  ["a header that is gone", (file) => overwrite(file, 0, new Uint8Array(100))],
  ["pages overwritten with noise", (file) => overwrite(file, 4096, crypto.getRandomValues(new Uint8Array(60_000)))],
  ["another program's database", (file) => {
    Deno.removeSync(file);
    execute(file, "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
  }],
  ["another program's database with a version", (file) => {
    Deno.removeSync(file);
    execute(file, "CREATE TABLE theirs (a); PRAGMA application_id=7; PRAGMA user_version=1");
  }],
  ["our marks without our tables", (file) => {
    execute(file, "DROP TABLE runs");
  }],
  ["events that are not JSON", (file) => {
    execute(file, "UPDATE events SET json = 'no' WHERE seq = 3");
  }],
  ["events that are no events", (file) => {
    execute(file, 'UPDATE events SET json = \'{"type":"what"}\' WHERE seq = 3');
  }],
];

/** Changes a database behind the journal's back. */
function execute(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  using open = Deno.openSync(file, { write: true });
  open.seekSync(at, Deno.SeekMode.Start);
  open.writeSync(bytes);
}

for (const [name, damage] of DAMAGES) {
  for (const readOnly of [false, true]) {
    Deno.test(`a damaged journal (${name}) is state_corrupt ${readOnly ? "for readers" : "for writers"}`, () =>
      withFolder(async (dir, open) => {
        await fill(open);
        damage(`${dir}/executor.db`);
        await assert.rejects(useAll(open, readOnly), (error) => isClear(error, `${dir}/executor.db`, "state_corrupt"));
      }));
  }
}

Deno.test("a journal of a newer format is state_newer and stays untouched", () =>
  withFolder(async (dir, open) => {
    await fill(open);
    execute(`${dir}/executor.db`, "PRAGMA user_version=99");
    for (const readOnly of [true, false]) {
      await assert.rejects(open({ readOnly }), (error) => isClear(error, `${dir}/executor.db`, "state_newer"));
    }
    const database = new DatabaseSync(`${dir}/executor.db`);
    assert.equal(database.prepare("PRAGMA user_version").get()?.user_version, 99);
    database.close();
  }));

Deno.test("an empty database in a folder without runs is a new one", () =>
  withFolder(async (dir, open) => {
    await Deno.writeFile(`${dir}/executor.db`, new Uint8Array());
    assert.equal((await open({ readOnly: true })).journal.read("last"), undefined);
    await useAll(open, false);
    assert.equal((await open()).journal.read("last")?.run, "fresh");
  }));

Deno.test("a write-ahead log that was cut, filled with noise or lost its index still gives a beginning of the history", async (t) => {
  const tails: [string, (dir: string) => void][] = [
    ["cut in half", (dir) => Deno.truncateSync(`${dir}/executor.db-wal`, Math.floor(Deno.statSync(`${dir}/executor.db-wal`).size / 2))],
    ["noise at its end", (dir) => {
      const { size } = Deno.statSync(`${dir}/executor.db-wal`);
      overwrite(`${dir}/executor.db-wal`, size - 30_000, crypto.getRandomValues(new Uint8Array(30_000)));
    }],
    ["index of noise", (dir) => Deno.writeFileSync(`${dir}/executor.db-shm`, crypto.getRandomValues(new Uint8Array(32_768)))],
    ["index gone", (dir) => Deno.removeSync(`${dir}/executor.db-shm`)],
  ];
  for (const [name, damage] of tails) {
    await t.step(name, () =>
      withFolder(async (dir, open) => {
        // A copy taken while the journal is open is what a kill leaves behind.
        const state = await open();
        const lease = state.journal.create(runRecord("r1"));
        lease.append(runStarted("r1", []));
        for (let n = 0; n < 300; n++) lease.append(taskFinished("r1", `t${n}`));
        const copy = await Deno.makeTempDir();
        try {
          for (const ending of ["", "-wal", "-shm"]) await Deno.copyFile(`${dir}/executor.db${ending}`, `${copy}/executor.db${ending}`);
          damage(copy);
          const left = await open({ dir: copy });
          const tasks = left.journal.read("r1")?.tasks ?? [];
          tasks.forEach(({ id }, n) => assert.equal(id, `t${n}`));
          assert.equal(left.journal.read("last")?.status ?? "interrupted", "interrupted");
          left[Symbol.dispose]();
        } finally {
          await Deno.remove(copy, { recursive: true });
        }
      }));
  }
});
