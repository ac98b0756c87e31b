import { AppError, emptyRecord, type Json, type JsonObject } from "../core/mod.ts";

/** One combination of a matrix. */
export interface MatrixCell {
  /** What stands in the brackets: `eu,gold`. Unique within its matrix. */
  readonly key: string;
  readonly values: JsonObject;
}

/** Most instances of one task: more is a mistake in an expression rather than a wish. */
export const MAX_MATRIX_CELLS = 10_000;

/**
 * Every combination of the axes, the last axis running fastest.
 *
 * Values appear in keys as text in which everything but letters, digits and `_ . : @ + = ~ / -` has become `_`, at most 64 characters each;
 * combinations that would look alike are numbered (`a_b~2`).
 *
 * @param task The task's id, for the message.
 * @param axes Lists by name, in the document's order. Without an axis, or with an empty one, there is no combination.
 * @param mask Replaces secrets in keys, which are part of ids and so shown everywhere.
 * @throws AppError `matrix_invalid` when there are more than {@link MAX_MATRIX_CELLS}.
 */
export function expandMatrix(task: string, axes: Readonly<Record<string, readonly Json[]>>, mask = asIs): readonly MatrixCell[] {
  const names = Object.keys(axes);
  const total = names.length === 0 ? 0 : names.reduce((product, name) => product * (axes[name]?.length ?? 0), 1);
  if (total > MAX_MATRIX_CELLS) {
    throw new AppError("matrix_invalid", `The matrix of task "${task}" has ${total} combinations, the limit is ${MAX_MATRIX_CELLS}`);
  }
  const cells: MatrixCell[] = [];
  const taken = new Set<string>();
  for (let index = 0; index < total; index++) {
    const values = emptyRecord<Json>();
    let rest = index;
    for (const name of names.toReversed()) {
      const axis = axes[name] ?? [];
      values[name] = axis[rest % axis.length] ?? null;
      rest = Math.floor(rest / axis.length);
    }
    const ordered = emptyRecord<Json>();
    for (const name of names) ordered[name] = values[name] ?? null;
    cells.push({ key: unique(names.map((name) => keyText(ordered[name] ?? null, mask)).join(","), taken), values: ordered });
  }
  return cells;
}

const asIs = (text: string): string => text;

function keyText(value: Json, mask: (text: string) => string): string {
  const text = value !== null && typeof value === "object"
    ? JSON.stringify(value, (_, item) => typeof item === "bigint" ? String(item) : item)
    : String(value);
  return [...mask(text).replace(/[^\p{L}\p{N}_.:@+=~/-]/gu, "_")].slice(0, 64).join("") || "_";
}

function unique(key: string, taken: Set<string>): string {
  let found = key;
  for (let n = 2; taken.has(found); n++) found = `${key}~${n}`;
  taken.add(found);
  return found;
}
