import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { change, draftOf } from "../../../../tests/contract/revisions_suite.ts";
import { withFolder } from "../../../../tests/fixtures/state/helpers.ts";

/** Does something to the database behind the store's back. */
function behind(dir: string, sql: string): void {
  const database = new DatabaseSync(`${dir}/executor.db`);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

Deno.test("a stored revision cannot be changed by any statement", () =>
  withFolder(async (dir, open) => {
    const state = await open();
    change(state.revisions, draftOf("a", "1"));
    state[Symbol.dispose]();
    for (const column of ["hash = 'x'", "revision = 7", "document = 'null'", "author = 'x'", "text = ''"]) {
      assert.throws(() => behind(dir, `UPDATE revisions SET ${column}`), /a revision is never changed/);
    }
    assert.equal((await open()).revisions.active("a")?.hash, "sha256:1");
  }));

Deno.test("list() does not look at documents; reading a damaged one is state_corrupt and names it", () =>
  withFolder(async (dir, open) => {
    const state = await open();
    change(state.revisions, draftOf("a", "1"));
    change(state.revisions, draftOf("b", "1"));
    state[Symbol.dispose]();
    behind(dir, "DROP TRIGGER revisions_immutable; UPDATE revisions SET document = '{' WHERE module = 'a'");
    const { revisions } = await open();
    assert.equal(revisions.list("a", { limit: 10 }).length, 1);
    for (const read of [() => revisions.active("a"), () => revisions.get("a", 1)]) {
      assert.throws(read, { code: "state_corrupt", message: /revision 1 of "a" is not JSON/ });
    }
    assert.equal(revisions.active("b")?.revision, 1);
  }));

Deno.test("what a settled change needed besides its revisions is not kept", () =>
  withFolder(async (dir, open) => {
    const state = await open();
    const write = { path: "/a.yaml", before: null, text: "x" };
    for (let n = 0; n < 3; n++) change(state.revisions, draftOf("a", `${n}`, { write }), draftOf("b", `${n}`));
    state.revisions.discard(state.revisions.prepare([draftOf("a", "x", { write })]));
    state[Symbol.dispose]();
    const database = new DatabaseSync(`${dir}/executor.db`);
    const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
    const counts = [count("transitions"), count("writes"), count("revisions")];
    database.close();
    assert.deepEqual(counts, [0, 0, 6]);
  }));
