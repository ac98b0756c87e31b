import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { auditRow } from "../../../../tests/contract/audit_suite.ts";
import { withFolder } from "../../../../tests/fixtures/state/helpers.ts";

Deno.test("no statement changes or removes a row of the audit", () =>
  withFolder(async (dir, open) => {
    const state = await open();
    state.audit.append(auditRow(1));
    state[Symbol.dispose]();
    const database = new DatabaseSync(`${dir}/executor.db`);
    for (const sql of ["UPDATE audit SET json = '{}'", "UPDATE audit SET id = 9", "DELETE FROM audit", "DELETE FROM audit WHERE id = 1"]) {
      assert.throws(() => database.exec(sql), /the audit is only appended to/, sql);
    }
    database.close();
    assert.deepEqual((await open()).audit.list({ limit: 10 }).items, [auditRow(1)]);
  }));
