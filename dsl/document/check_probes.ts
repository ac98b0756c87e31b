import { PROBE_TABLE, type ProbeFieldType } from "../../src/core/mod.ts";
import { checkExpr, parseExpr, type ScopeTypes, types } from "../expr/mod.ts";
import type { DocNode, MapNode } from "../tree.ts";
import { offsetInNode } from "./offset_in_node.ts";
import { placeInSource } from "./place_in_source.ts";
import { entryOf, isText } from "./reading.ts";
import type { Report } from "./report.ts";

const TYPES = { int: types.int, string: types.string, any: types.dyn } as const satisfies Record<ProbeFieldType, unknown>;
/** What a condition about a record of a user's program may read; its fields are known once the file is. */
const OBJECT_SCOPE: ScopeTypes = { time_ns: types.int, data: types.string, fields: types.dyn };

/** Checks what the fields of probes have to do with each other. Loads what checks expressions, so it is only called for documents that have any. */
export function checkProbes(nodes: readonly MapNode[], report: Report): void {
  for (const node of nodes) {
    const name = textOf(entryOf(node, "name"));
    const hasFile = entryOf(node, "file") !== undefined;
    const call = entryOf(node, "syscall");
    if (call !== undefined && name !== "syscall" && (name !== undefined || hasFile)) {
      report.error("field_not_here", call.span, '"syscall" belongs to the probe syscall', { hint: "Write name: syscall, or leave it out" });
    }
    const where = entryOf(node, "where");
    const scope = hasFile ? OBJECT_SCOPE : scopeOf(name);
    if (where === undefined || !isText(where) || scope === undefined) continue;
    const parsed = parseExpr(where.value);
    const problems = parsed.expr === undefined ? parsed.problems : checkExpr(parsed.expr, scope, { expect: types.bool }).problems;
    for (const { severity, code, message, span, hint } of problems) {
      report.add({
        severity,
        code,
        message,
        file: report.file,
        span: placeInSource(span, (offset) => offsetInNode(report.text, where, offset)),
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
}

/** Undefined for a name that is none, which is an error already. */
function scopeOf(name: string | undefined): ScopeTypes | undefined {
  const row = Object.entries(PROBE_TABLE).find(([known]) => known === name)?.[1];
  return row && Object.fromEntries(Object.entries(row.fields).map(([field, type]) => [field, TYPES[type]]));
}

function textOf(node: DocNode | undefined): string | undefined {
  return node !== undefined && isText(node) ? node.value : undefined;
}
