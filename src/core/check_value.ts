import type { CheckUnit, Diagnosis } from "./check.ts";

const SIZES = ["B", "KiB", "MiB", "GiB", "TiB"];
const TIMES: readonly (readonly [unit: string, ms: number])[] = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1000]];

/** Writes a check's value for people: `93.1%`, `3.4 GiB`, `2m 5s`, `3 processes`; nothing for one that is not known. */
export function checkValueText(value: number | boolean | string | null, unit: CheckUnit): string {
  if (typeof value !== "number") return value === null ? "" : String(value);
  switch (unit) {
    case "percent":
      return `${rounded(value, 1)}%`;
    case "bytes":
      return sizeText(value);
    case "ms":
      return durationText(value);
    case null:
      return String(rounded(value, 2));
    default:
      return `${value} ${value === 1 ? SINGULAR[unit] : unit}`;
  }
}

/** A diagnosis' value in parentheses behind a sentence; nothing where the verdict says it all. */
export function checkValueNote({ value, unit }: Pick<Diagnosis, "value" | "unit">): string {
  return value === null || typeof value === "boolean" ? "" : ` (${checkValueText(value, unit)})`;
}

const SINGULAR = { processes: "process", lines: "line", addresses: "address" } as const;

/** Rounds to so many places behind the point. */
export function rounded(value: number, places: number): number {
  return Math.round(value * 10 ** places) / 10 ** places;
}

function sizeText(bytes: number): string {
  let index = 0;
  let rest = bytes;
  for (; rest >= 1024 && index < SIZES.length - 1; index++) rest /= 1024;
  return `${rounded(rest, index === 0 ? 0 : 1)} ${SIZES[index]}`;
}

/** The two largest parts: nobody needs the seconds of three days. */
function durationText(ms: number): string {
  if (ms < 0) return `-${durationText(-ms)}`;
  if (ms < 1000) return `${rounded(ms, 1)}ms`;
  if (ms < 10_000) return `${rounded(ms / 1000, 2)}s`;
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of TIMES) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}
