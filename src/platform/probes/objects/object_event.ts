import type { Integer } from "../../../../ffi/bpf/mod.ts";
import { double, type ScopeTypes, wholeValue } from "../../../../dsl/expr/mod.ts";
import type { Json, JsonObject } from "../../../core/mod.ts";
import { hexOf } from "../btf/mod.ts";
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

/** A record that is still in the ring's memory: its bytes are put into hex only if somebody asks. */
export class WaitingEvent implements ObjectEvent {
  readonly time_ns: Integer;
  readonly fields?: Json;
  readonly #bytes: Uint8Array;

  constructor(time: Integer, bytes: Uint8Array, fields: Json | undefined) {
    this.time_ns = time;
    this.#bytes = bytes;
    if (fields !== undefined) this.fields = fields;
  }

  get data(): string {
    return hexOf(this.#bytes);
  }

  /** The same, apart from that memory. */
  taken(): ObjectEvent {
    const { time_ns, data, fields } = this;
    return fields === undefined ? { time_ns, data } : { time_ns, data, fields };
  }
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
export function scopeOfEvent(event: ObjectEvent): Readonly<Record<string, unknown>> {
  const { fields } = event;
  if (fields === undefined || isCel(fields)) return event as unknown as Readonly<Record<string, unknown>>;
  return { time_ns: event.time_ns, data: event.data, fields: celValue(fields) };
}

/** Whether it means the same in CEL as it stands. */
function isCel(value: Json): boolean {
  if (typeof value === "number") return Number.isInteger(value);
  if (typeof value !== "object" || value === null) return typeof value !== "bigint";
  if (Array.isArray(value)) return value.every(isCel);
  for (const name in value) if (!isCel((value as JsonObject)[name] ?? null)) return false;
  return true;
}

function celValue(value: Json): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : double(value);
  if (typeof value === "bigint") return wholeValue(value) ?? value.toString();
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, celValue(inner)]));
}
