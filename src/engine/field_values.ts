import { AppError, type Json } from "../core/mod.ts";
import type { EvaluateField } from "./attempt.ts";

/** A condition's value. @throws AppError `condition_invalid` when it is neither true nor false. */
export async function conditionOf(field: string, value: boolean | string, evaluate: EvaluateField): Promise<boolean> {
  const found = typeof value === "string" ? await evaluate(value) : value;
  if (typeof found === "boolean") return found;
  throw new AppError("condition_invalid", `\`${field}\` gave ${describe(found)} where true or false was expected`);
}

/**
 * A span of time in milliseconds: a number, or a text such as `500ms` or `1h30m` as an expression may give.
 *
 * @throws AppError `value_invalid`.
 */
export async function millisecondsOf(field: string, value: number | string, evaluate: EvaluateField): Promise<number> {
  const found = typeof value === "string" ? await evaluate(value) : value;
  const number = typeof found === "string" ? parseDuration(found) : toNumber(found);
  if (number !== undefined && number >= 0) return number;
  throw new AppError("value_invalid", `\`${field}\` gave ${describe(found)} where a duration was expected`, {
    hint: 'Give milliseconds as a number, or a text such as "30s"',
  });
}

/** A number of at least `least`. @throws AppError `value_invalid`. */
export async function numberOf(field: string, value: number | string, least: number, evaluate: EvaluateField): Promise<number> {
  const found = typeof value === "string" ? await evaluate(value) : value;
  const number = toNumber(found);
  if (number !== undefined && number >= least) return number;
  throw new AppError("value_invalid", `\`${field}\` gave ${describe(found)} where a number of at least ${least} was expected`);
}

function toNumber(value: Json): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, digits = "0", , unit = "ms"] of text.matchAll(/(\d+(\.\d+)?)(ms|s|m|h|d)/g)) total += Number(digits) * (UNIT_MS[unit] ?? 1);
  return total;
}

function describe(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "string") return `the text ${JSON.stringify(value.length > 60 ? value.slice(0, 60) + "…" : value)}`;
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "a map";
  return String(value);
}
