import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { withFolder } from "../../../tests/fixtures/state/helpers.ts";
import { writeVersion1 } from "../../../tests/fixtures/state/version_1.ts";
import { SCHEMA_VERSION } from "./schema.ts";

function opened(dir: string): Disposable & { readonly sqlite: DatabaseSync } {
  const sqlite = new DatabaseSync(`${dir}/executor.db`);
  return { sqlite, [Symbol.dispose]: () => sqlite.close() };
}

/** Everything that the database consists of, however its statements were spaced. */
function schemaOf(dir: string): string[] {
  using database = opened(dir);
  const rows = database.sqlite.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").all();
  return rows.map(({ type, name, sql }) => `${type} ${name} ${String(sql).replace(/\s+/g, " ").replace(/\( /g, "(").replace(/ \)/g, ")")}`);
}

function versionOf(dir: string): unknown {
  using database = opened(dir);
  return database.sqlite.prepare("PRAGMA user_version").get()?.user_version;
}

Deno.test("a folder of version 1 is upgraded with its runs kept, and becomes what a new one is", () =>
  withFolder(async (dir, open) => {
    writeVersion1(dir);
    const state = await open();
    assert.deepEqual([...state.journal.list()].map(({ run, status }) => [run, status]), [["cut", "interrupted"], ["done", "succeeded"]]);
    const done = state.journal.read("done");
    assert.equal(done?.params.threshold, 2n ** 60n);
    assert.equal(done?.tasks[0]?.outputs?.text, "kept");
    using lease = state.journal.takeOver("cut");
    assert.equal(lease.epoch, 2);
    assert.deepEqual(state.revisions.actives(), []);
    assert.equal(state.daemonEvents.append({ type: "daemon.state", time: 1, state: "ready" }), 1);
    state[Symbol.dispose]();
    assert.equal(versionOf(dir), SCHEMA_VERSION);
    const fresh = await open({ dir: `${dir}/fresh` });
    fresh[Symbol.dispose]();
    assert.deepEqual(schemaOf(dir), schemaOf(`${dir}/fresh`));
  }));

Deno.test("a folder of version 1 is read as it is: its runs are there, what serve keeps is empty", () =>
  withFolder(async (dir, open) => {
    writeVersion1(dir);
    const state = await open({ readOnly: true });
    assert.equal(state.journal.read("done")?.status, "succeeded");
    assert.deepEqual(state.revisions.actives(), []);
    assert.deepEqual(state.tokens.list(), []);
    assert.deepEqual(state.audit.list({ limit: 10 }), { items: [], next: null });
    assert.equal(state.daemonEvents.last(), 0);
    assert.throws(() => state.revisions.prepare([]), TypeError);
    assert.throws(() => state.serveLock(), TypeError);
    state[Symbol.dispose]();
    assert.equal(versionOf(dir), 1);
  }));

Deno.test("a folder that is opened for reading shows what a daemon keeps and changes nothing of it", () =>
  withFolder(async (_dir, open) => {
    const daemon = await open();
    const { secret, row } = daemon.tokens.create({ role: "viewer" });
    daemon.daemonEvents.append({ type: "daemon.state", time: 1, state: "ready" });
    daemon.idempotency.keep("s", "k", "b", "r");
    const reader = await open({ readOnly: true });
    assert.equal(reader.tokens.verify(secret)?.id, row.id);
    assert.equal(daemon.tokens.list()[0]?.usedAt, null);
    assert.equal(reader.daemonEvents.last(), 1);
    assert.equal(reader.idempotency.find("s", "k", "b").kind, "found");
    assert.throws(() => reader.revisions.forget(), { code: "state_unavailable" });
    assert.throws(() => reader.tokens.revoke(row.id), { code: "state_unavailable" });
    assert.throws(() => reader.serveLock(), TypeError);
    assert.deepEqual(daemon.tokens.list().length, 1);
  }));

Deno.test("a folder without a journal that is opened for reading has no modules, tokens or events", () =>
  withFolder(async (_dir, open) => {
    const { revisions, tokens, audit, daemonEvents, idempotency, serveLock } = await open({ readOnly: true });
    assert.deepEqual([revisions.actives(), revisions.unsettled(), revisions.list("a", { limit: 1 }), tokens.list()], [[], [], [], []]);
    assert.deepEqual([revisions.active("a"), revisions.get("a", 1), tokens.verify("exc_")], [undefined, undefined, undefined]);
    assert.deepEqual([audit.list({ limit: 1 }).items, daemonEvents.after(0, 1), idempotency.find("s", "k", "b").kind], [[], [], "none"]);
    daemonEvents.subscribe(() => {})[Symbol.dispose]();
    assert.throws(() => tokens.create({ role: "admin" }), TypeError);
    assert.throws(serveLock, TypeError);
  }));
