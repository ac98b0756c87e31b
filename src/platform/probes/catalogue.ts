import type { BuiltinName } from "../../../ffi/bpf/mod.ts";
import { type ScopeTypes, types } from "../../../dsl/expr/mod.ts";
import { PROBE_TABLE, type ProbeFieldType } from "../../core/mod.ts";

/** A probe that is built in. */
export interface ProbeRow {
  readonly name: BuiltinName;
  /** What its events are. */
  readonly summary: string;
  /** Names and types of an event's fields, in their order. */
  readonly fields: ScopeTypes;
}

const TYPES = { int: types.int, string: types.string, any: types.dyn } as const satisfies Record<ProbeFieldType, unknown>;
const NAMES = Object.keys(PROBE_TABLE) as readonly BuiltinName[];

/** Every built-in probe. */
export const PROBES: readonly ProbeRow[] = NAMES.map((name) => {
  const { summary, fields } = PROBE_TABLE[name];
  return { name, summary, fields: Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, TYPES[type]])) };
});

/** A built-in probe by its name. */
export function probeRow(name: string): ProbeRow | undefined {
  return PROBES.find((row) => row.name === name);
}
