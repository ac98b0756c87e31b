import assert from "node:assert/strict";
import { AppError } from "../../src/core/mod.ts";
import { openState, readEndpoint, writeEndpoint } from "../../src/platform/mod.ts";
import { auditRow } from "../contract/audit_suite.ts";
import { moduleState } from "../contract/daemon_events_suite.ts";
import { change, draftOf } from "../contract/revisions_suite.ts";
import { linesOf, startFixture, withFolder } from "../fixtures/state/helpers.ts";
import { mountSmallDisk } from "../fixtures/state/small_disk.ts";
import { writeVersion1 } from "../fixtures/state/version_1.ts";

async function firstLine(child: Deno.ChildProcess): Promise<string> {
  for await (const line of linesOf(child.stdout)) return line;
  return "";
}

Deno.test("two processes that change one module at once give no number twice and leave a whole history", () =>
  withFolder(async (dir, open) => {
    const children = Array.from({ length: 2 }, () => startFixture("changer.ts", dir, "m", "300"));
    const lines = await Promise.all(children.map(async (child) => {
      await child.stdin.close();
      const lines: string[] = [];
      for await (const line of linesOf(child.stdout)) lines.push(line);
      assert.equal((await child.status).code, 0);
      return lines;
    }));
    const told = lines.map((some) => some.filter((line) => line !== "lost").map(Number));
    assert.ok(told.every((some) => some.length > 0), "one of the two never came through");
    const state = await open({ readOnly: true });
    const history = state.revisions.list("m", { limit: 1000 }).map(({ revision }) => revision);
    assert.deepEqual(told.flat().toSorted((a, b) => b - a), history, "a change that was told of is not in the history, or twice");
    assert.deepEqual(history, Array.from({ length: history.length }, (_, n) => history.length - n));
    assert.equal(state.revisions.active("m-twin")?.revision, history.length);
  }));

Deno.test("a second daemon on a folder is daemon_running, naming the first, until that is killed", () =>
  withFolder(async (dir, open) => {
    const first = startFixture("server.ts", dir, "http://127.0.0.1:7400");
    try {
      assert.equal(await firstLine(first), "serving");
      assert.deepEqual(readEndpoint(dir), { url: "http://127.0.0.1:7400", pid: first.pid });
      const state = await open();
      assert.throws(() => state.serveLock(), (error: AppError) => {
        assert.equal(error.code, "daemon_running");
        assert.equal(error.exitCode, 4);
        assert.deepEqual({ ...error.details }, { pid: first.pid, url: "http://127.0.0.1:7400" });
        assert.match(error.message, new RegExp(`process ${first.pid} at http://127\\.0\\.0\\.1:7400`));
        assert.ok(error.message.includes(dir));
        return true;
      });
    } finally {
      first.kill("SIGKILL");
      await first.status;
      await first.stdin.close().catch(() => {});
    }
    assert.equal(readEndpoint(dir), undefined, "its file is left, its process is gone");
    const state = await open();
    using _lock = state.serveLock();
  }));

Deno.test("of many daemons that start at once on one folder exactly one serves", () =>
  withFolder(async (dir) => {
    const children = Array.from({ length: 5 }, () => startFixture("server.ts", dir));
    const lines = await Promise.all(children.map(firstLine));
    assert.equal(lines.filter((line) => line === "serving").length, 1, lines.join("\n"));
    const winner = children[lines.indexOf("serving")];
    for (const line of lines) if (line !== "serving") assert.equal(line, `daemon_running {"pid":${winner?.pid}}`);
    for (const child of children) {
      await child.stdin.close().catch(() => {});
      await child.status;
    }
  }));

Deno.test("processes that open a folder of version 1 at once upgrade it once and lose none of its runs", () =>
  withFolder(async (dir, open) => {
    writeVersion1(dir);
    const children = Array.from({ length: 4 }, (_, n) => startFixture("changer.ts", dir, `m${n}`, "5"));
    for (const child of children) {
      await child.stdin.close();
      assert.equal((await child.output()).code, 0);
    }
    const state = await open();
    assert.equal(state.journal.read("done")?.tasks[0]?.outputs?.text, "kept");
    assert.deepEqual(state.revisions.actives().map(({ revision }) => revision), Array(8).fill(5));
  }));

Deno.test("an upgrade that does not fit on the disk is state_full, leaves the folder as it was, and is made up for", async () => {
  using disk = mountSmallDisk("1m");
  if (disk === undefined) return console.warn("left out: mount is not allowed here");
  const { dir } = disk;
  writeVersion1(dir);
  // Enough to open it, not enough for the new tables.
  disk.fill(56 * 1024);
  await assert.rejects(openState({ dir, env: {} }), { code: "state_full" });
  disk.free();
  using old = await openState({ dir, env: {}, readOnly: true });
  assert.equal(old.journal.read("done")?.status, "succeeded");
  using state = await openState({ dir, env: {} });
  assert.equal(state.journal.read("done")?.status, "succeeded");
  assert.equal(change(state.revisions, draftOf("a", "1")).revisions[0]?.revision, 1);
});

Deno.test("a full disk is state_full for every store, changes nothing, and lets the operator in", async () => {
  using disk = mountSmallDisk("2m");
  if (disk === undefined) return console.warn("left out: mount is not allowed here");
  let now = 60_000_000;
  const clock = { now: () => now, monotonicMs: () => now, sleep: () => Promise.resolve() };
  using state = await openState({ dir: disk.dir, env: {}, clock });
  const { revisions, tokens, audit, daemonEvents, idempotency } = state;
  const { secret } = tokens.create({ role: "admin" });
  change(revisions, draftOf("a", "old"));
  const prepared = revisions.prepare([draftOf("b", "new", { write: { path: "/b", before: null, text: "b" } })]);
  disk.fill();
  const text = "x".repeat(100_000);
  const attempts: [string, () => unknown][] = [
    ["prepare", () => revisions.prepare([draftOf("a", "new", { text })])],
    ["commit", () => revisions.commit(prepared)],
    ["audit", () => audit.append(auditRow(1, { module: text }))],
    ["events", () => daemonEvents.append({ type: "daemon.state", time: 1, state: "ready", detail: { text } })],
    ["idempotency", () => idempotency.keep("s", "k", "b", text)],
    ["tokens", () => tokens.create({ role: "viewer", scopes: [text] })],
    ["endpoint", () => writeEndpoint(disk.dir, "http://127.0.0.1:7400")],
  ];
  for (const [name, attempt] of attempts) assert.throws(attempt, { code: "state_full" }, name);
  now += 3_600_000;
  assert.equal(tokens.verify(secret)?.role, "admin");
  assert.equal(revisions.active("a")?.hash, "sha256:old");
  assert.equal(revisions.active("b"), undefined);
  assert.deepEqual(idempotency.find("s", "k", "b"), { kind: "none" });
  assert.deepEqual(audit.list({ limit: 10 }).items, []);
  assert.equal(daemonEvents.last(), 0);
  assert.equal(tokens.list().length, 1);
  assert.equal(readEndpoint(disk.dir), undefined);
  disk.free();
  revisions.commit(prepared);
  assert.equal(revisions.active("b")?.revision, 1);
  assert.equal(daemonEvents.append(moduleState(1)), 1);
  assert.equal(change(revisions, draftOf("a", "new")).revisions[0]?.revision, 2);
});
