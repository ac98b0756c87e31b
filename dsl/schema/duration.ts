const UNIT_MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d))+$/;
/** The usual form, read without the general way's cost. */
const SINGLE = /^(\d{1,6})(ms|s|m|h|d)$/;
const PART = /(\d+(?:\.\d+)?)(ns|us|ms|s|m|h|d)/g;

/** Pattern of a duration, for schemas. */
export const DURATION_PATTERN = WHOLE.source;

/**
 * Reads a duration: numbers with units `ns us ms s m h d`, added up.
 *
 * @param text Such as `30s`, `1h30m` or `1.5h`.
 * @returns Milliseconds, exact to the nanosecond; undefined when the text is none, a unit is missing, or it is longer than 2^53 ms.
 *
 * @example
 * ```ts
 * console.assert(parseDuration("1m30s") === 90_000);
 * console.assert(parseDuration("30") === undefined);
 * ```
 */
export function parseDuration(text: string): number | undefined {
  const single = SINGLE.exec(text);
  if (single !== null) return Number(single[1]) * (UNIT_MS[single[2] ?? ""] ?? 0);
  if (text.length > 64 || !WHOLE.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(PART)) total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  const rounded = total < 1e9 ? Math.round(total * 1e6) / 1e6 : total;
  return rounded <= Number.MAX_SAFE_INTEGER ? rounded : undefined;
}

/** Writes milliseconds as the shortest exact duration text: 90000 is `1m30s`, 0 is `0s`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  let rest = ms;
  let result = "";
  for (const unit of ["d", "h", "m", "s", "ms"]) {
    const size = UNIT_MS[unit] ?? 1;
    const count = Math.floor(rest / size);
    if (count === 0) continue;
    result += `${count}${unit}`;
    rest -= count * size;
  }
  const ns = Math.round(rest * 1e6);
  return ns === 0 ? result : `${result}${ns}ns`;
}
