import type { Cursor } from "./cursor.ts";
import { nearestUnit, QUANTITY_WORDS, quantityHint, readQuantity } from "./quantity.ts";
import type { Metric } from "./subject.ts";

const UNIT = /^(?:[kKMGT]?i?[bB]|ns|us|ms|s|m|h|d|sec|secs|seconds?|mins?|minutes?|hours?|days?)$/;

/**
 * Reads the quantity behind an operator and checks it against the metric.
 *
 * @param metric Undefined when it is not known: then the quantity is only read.
 * @returns In the metric's unit; undefined when it was wrong, which has been reported.
 */
export function parseQuantity(cursor: Cursor, metric: Metric | undefined): number | undefined {
  const example = QUANTITY_WORDS[metric?.quantity ?? "number"][1];
  const start = cursor.span.start;
  const isNegative = cursor.isOperator("-");
  if (isNegative) cursor.next();
  if (!startsQuantity(cursor)) {
    cursor.expected(metric === undefined ? "a quantity" : QUANTITY_WORDS[metric.quantity ?? "number"][0], `For example: ${example}`);
    if (!cursor.isAtEnd && !cursor.isWord()) cursor.next();
    return undefined;
  }
  let end = cursor.span.end;
  cursor.next();
  if (cursor.isOperator("%") || cursor.isWord() && UNIT.test(cursor.text)) {
    end = cursor.span.end;
    cursor.next();
  }
  if (metric === undefined) return undefined;
  const text = cursor.source.slice(start, end);
  return check(cursor, metric, text.replace(/^-\s*/, ""), isNegative, { start, end });
}

/** What begins with a digit: the lexer takes a number with letters behind it for a mistake. */
function startsQuantity(cursor: Cursor): boolean {
  if (cursor.isAtEnd) return false;
  return cursor.kind === "int" || cursor.kind === "double" || cursor.kind === "uint" ||
    cursor.kind === "bad" && /^\d/.test(cursor.written());
}

function check(
  cursor: Cursor,
  metric: Metric,
  text: string,
  isNegative: boolean,
  span: { start: number; end: number },
): number | undefined {
  const wanted = metric.quantity ?? "number";
  const [noun] = QUANTITY_WORDS[wanted];
  const found = readQuantity(text);
  const sign = isNegative ? "-" : "";
  const shown = `${sign}${text.slice(0, 40)}`;
  if (found === undefined) {
    const unit = nearestUnit(text);
    const number = /^[\d.]+/.exec(text)?.[0] ?? "";
    const fixed = readQuantity(`${number}${unit}`)?.kind === wanted ? `Write ${number}${unit}` : quantityHint(text, wanted);
    cursor.report("check_unit", span, `"${metric.name}" is ${noun}, and ${shown} is none`, fixed);
    return undefined;
  }
  if (found.kind !== wanted) {
    const message = found.kind === "number"
      ? `"${metric.name}" is ${noun} and needs its unit, found ${shown}`
      : `"${metric.name}" is ${noun}, found ${shown}`;
    cursor.report("check_unit", span, message, quantityHint(text, wanted));
    return undefined;
  }
  const value = isNegative ? -found.value : found.value;
  if (value < 0) cursor.report("out_of_range", span, `"${metric.name}" is never below 0, found ${shown}`);
  else if (metric.most !== undefined && value > metric.most) {
    const most = wanted === "percent" ? `${metric.most}%` : String(metric.most);
    cursor.report("out_of_range", span, `"${metric.name}" is never above ${most}, found ${shown}`);
  }
  return value;
}
