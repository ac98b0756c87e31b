import { type Field, formatDuration, formatSize, parseDuration, parseSize } from "../schema/mod.ts";
import type { ScalarNode } from "../tree.ts";
import type { Reading } from "./reading.ts";

/** Checks a number, in milliseconds or bytes where the field has units, against the field's range. */
export function checkRange(reading: Reading, field: Field, node: ScalarNode, value: number): number | undefined {
  const { range } = field.options;
  if (range === undefined) return value;
  const [low, high] = boundsOf(field, range);
  if (value >= low && value <= high) return value;
  reading.report.error("out_of_range", node.span, `"${field.name}" takes ${describeRange(range)}, found ${node.source}`);
  return undefined;
}

/** A field's range in the value's unit, worked out once. */
function boundsOf(field: Field, range: NonNullable<Field["options"]["range"]>): readonly [number, number] {
  let bounds = BOUNDS.get(field);
  if (bounds === undefined) {
    bounds = [bound(range[0], -Infinity), bound(range[1], Infinity)];
    BOUNDS.set(field, bounds);
  }
  return bounds;
}

const BOUNDS = new WeakMap<Field, readonly [number, number]>();

function bound(written: number | string | null, otherwise: number): number {
  if (written === null) return otherwise;
  return typeof written === "number" ? written : parseDuration(written) ?? parseSize(written) ?? otherwise;
}

/** `1 to 10`, `at least 1` or `at most 10`. */
export function describeRange([low, high]: readonly [number | string | null, number | string | null]): string {
  if (high === null) return `at least ${low}`;
  return low === null ? `at most ${high}` : `${low} to ${high}`;
}

/** A number in the unit of a setting's type, as it would be written. */
export function formatInType(value: number, type: string): string {
  if (type === "duration") return formatDuration(value);
  return type === "size" ? formatSize(value) : String(value);
}
