import assert from "node:assert/strict";
import type { AuditRow, AuditStore } from "../../src/core/mod.ts";
import { registerSuite, type SuiteOptions } from "./contract_suite.ts";

/** An audit under test. */
export interface AuditWorld extends AsyncDisposable {
  readonly audit: AuditStore;
}

/** A row that `n` tells from others. */
export function auditRow(n: number, more: Partial<AuditRow> = {}): AuditRow {
  return {
    time: n,
    actor: "tok_k3f9x2a",
    action: "pipeline.patch",
    module: `pipelines/p${n}`,
    before: "sha256:0",
    after: "sha256:1",
    from: "127.0.0.1",
    ...more,
  };
}

/** Registers the tests that every implementation of the port `AuditStore` has to pass. */
export function auditSuite(options: SuiteOptions<AuditWorld>): void {
  registerSuite("AuditStore", options, {
    "rows come back as they were given, newest first": ({ audit }) => {
      const rows = [auditRow(3), auditRow(1, { before: null, after: null, module: "ü '\n\0 --" }), auditRow(2, { from: "unix" })];
      for (const row of rows) audit.append(row);
      assert.deepEqual(audit.list({ limit: 10 }), { items: rows.toReversed(), next: null });
    },

    "pages follow one another without gap or overlap, also while rows are appended": ({ audit }) => {
      for (let n = 1; n <= 7; n++) audit.append(auditRow(n));
      const seen: number[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 10; page++) {
        const { items, next } = audit.list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...items.map(({ time }) => time));
        audit.append(auditRow(100 + page));
        if (next === null) break;
        cursor = next;
      }
      assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
    },

    "the last page says that nothing follows, also when it is full": ({ audit }) => {
      assert.deepEqual(audit.list({ limit: 5 }), { items: [], next: null });
      for (let n = 1; n <= 4; n++) audit.append(auditRow(n));
      assert.equal(audit.list({ limit: 4 }).next, null);
      const { next } = audit.list({ limit: 2 });
      assert.ok(next !== null);
      assert.equal(audit.list({ limit: 2, cursor: next }).next, null);
    },

    "a cursor that no page gave is query_invalid": ({ audit }) => {
      for (const cursor of ["", "x", "-1", "1.5", "1e3", "9".repeat(40), "1; DROP TABLE audit"]) {
        assert.throws(() => audit.list({ cursor, limit: 1 }), { code: "query_invalid" }, cursor);
      }
    },
  });
}
