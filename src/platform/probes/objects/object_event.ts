import type { Integer } from "../../../../ffi/bpf/mod.ts";
import { double, type ScopeTypes, wholeValue } from "../../../../dsl/expr/mod.ts";
import type { Json } from "../../../core/mod.ts";
import { compileCondition, type Condition as ConditionOf, conditionError } from "../condition.ts";

/** A record of a user's program. */
export interface ObjectEvent {
  /** When it was read, by `CLOCK_MONOTONIC`: records carry no time of their own. */
  readonly time_ns: Integer;
  /** Its bytes, in lower-case hex. */
  readonly data: string;
  /** By the object's BTF, when that has a `struct event` of this size; integers beyond 2^53 are BigInts. */
  readonly fields?: Json;
}

/** Whether a record is wanted. */
export type Condition = ConditionOf<ObjectEvent>;

/** @throws AppError `probe_invalid`. */
export function conditionOf(where: string | undefined, scope: ScopeTypes): Condition | undefined {
  if (where === undefined) return undefined;
  const condition = compileCondition(where, scope, scopeOfEvent);
  if (typeof condition !== "function") throw conditionError(where, condition);
  return condition;
}

/** A record as conditions see it. */
export function scopeOfEvent({ time_ns, data, fields }: ObjectEvent): Readonly<Record<string, unknown>> {
  return { time_ns, data, ...(fields === undefined ? {} : { fields: celValue(fields) }) };
}

function celValue(value: Json): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : double(value);
  if (typeof value === "bigint") return wholeValue(value) ?? value.toString();
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, celValue(inner)]));
}
