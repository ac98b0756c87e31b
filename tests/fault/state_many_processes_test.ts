import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { startFixture, withFolder } from "../fixtures/state/helpers.ts";

Deno.test("eight processes that write at once lose nothing and leave a sound database", () =>
  withFolder(async (dir, open) => {
    const each = 2500;
    const children = Array.from({ length: 8 }, (_, n) => startFixture("writer.ts", dir, `run-${n}`, String(each)));
    const codes = await Promise.all(children.map(async (child) => {
      await child.stdin.close();
      const { code } = await child.output();
      return code;
    }));
    assert.deepEqual(codes, Array(8).fill(0));
    const state = await open();
    for (let n = 0; n < 8; n++) {
      const tasks = state.journal.read(`run-${n}`)?.tasks ?? [];
      assert.equal(tasks.length, each);
      assert.equal(tasks.at(-1)?.id, `t${each - 1}`);
    }
    state[Symbol.dispose]();
    const database = new DatabaseSync(`${dir}/executor.db`);
    assert.deepEqual({ ...database.prepare("PRAGMA integrity_check").get() }, { integrity_check: "ok" });
    database.close();
  }));
