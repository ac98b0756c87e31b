import { nearest } from "../../src/core/mod.ts";
import { nearestSize, parseDuration, parseSize } from "../schema/mod.ts";
import type { QuantityKind } from "./subject.ts";

/** A quantity as it stands in a sentence: in bytes, milliseconds, percent or as it is. */
export interface Quantity {
  readonly kind: QuantityKind;
  readonly value: number;
}

/** How messages call a kind of quantity, and an example of one. */
export const QUANTITY_WORDS: Readonly<Record<QuantityKind, readonly [noun: string, example: string]>> = {
  percent: ["a percentage", "90%"],
  size: ["a size", "5GiB"],
  duration: ["a duration", "30s"],
  number: ["a plain number", "4"],
};

const SIZES = ["B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB"];
const DURATIONS = ["ns", "us", "ms", "s", "m", "h", "d"];
const UNITS = [...SIZES, ...DURATIONS];
const NUMBER = /^\d+(?:\.\d+)?$/;

/** Reads a number with or without its unit; undefined when it is no quantity. */
export function readQuantity(text: string): Quantity | undefined {
  if (NUMBER.test(text)) return { kind: "number", value: Number(text) };
  const percent = text.endsWith("%") ? text.slice(0, -1).trimEnd() : "";
  if (NUMBER.test(percent)) return { kind: "percent", value: Number(percent) };
  const bytes = parseSize(text);
  if (bytes !== undefined) return { kind: "size", value: bytes };
  const ms = parseDuration(text);
  return ms === undefined ? undefined : { kind: "duration", value: ms };
}

/** What may stand behind the number of a quantity, the likeliest first; nothing behind a plain one. */
export function unitsOf(kind: QuantityKind): readonly string[] {
  switch (kind) {
    case "percent":
      return ["%"];
    case "size":
      return SIZES.toReversed();
    case "duration":
      return ["s", "m", "h", "d", "ms"];
    case "number":
      return [];
  }
}

/** What a quantity without the right unit was probably meant to be. */
export function quantityHint(text: string, wanted: QuantityKind): string {
  const number = /^-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? "";
  const bare = number === "" ? undefined : number;
  switch (wanted) {
    case "percent":
      return bare === undefined ? "Write it like 90%" : `Write ${bare}%`;
    case "number":
      return bare === undefined ? "Write it like 4" : `Write ${bare}`;
    case "size":
      if (bare === text) return `Write ${bare}GiB for gibibytes or ${bare}MiB for mebibytes`;
      return `Write it like ${nearestSize(text) ?? "5GiB, 512MiB or 1TB"}`;
    case "duration":
      if (bare === text) return `Write ${bare}s for seconds, ${bare}m for minutes or ${bare}d for days`;
      return "Write it like 30s, 5m, 2h or 14d";
  }
}

/** The unit that a misspelt one was probably meant to be; undefined when there is no telling. */
export function nearestUnit(text: string): string | undefined {
  const unit = text.replace(/^[\d.\s]+/, "");
  if (UNITS.includes(unit)) return undefined;
  return UNITS.find((one) => one.toLowerCase() === unit.toLowerCase()) ?? WORDS[unit.toLowerCase()] ?? nearest(unit, UNITS);
}

/** What people write instead of units. */
const WORDS: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  k: "KiB",
  g: "GiB",
  t: "TiB",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  min: "m",
  mins: "m",
  minute: "m",
  minutes: "m",
  hour: "h",
  hours: "h",
  day: "d",
  days: "d",
});
