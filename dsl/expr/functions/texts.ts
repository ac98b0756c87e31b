import { countCodePoints, hasPairs, indexAt, offsetOf } from "../code_points.ts";
import { LIMITS } from "../limits.ts";
import type { Meter } from "../meter.ts";
import { matchesPattern } from "../pattern.ts";
import { Failure } from "../problem.ts";
import { types } from "../types.ts";
import type { CelValue } from "../values.ts";
import { formatText } from "./format_text.ts";
import { both, fn, type FunctionRow, method, type Run } from "./row.ts";

const { bool, dyn, int, list, string } = types;

/** Reads a text once; `weight` as {@link Meter.text} takes it. */
function scanning(run: (text: string, other: string) => CelValue, weight = 1): Run {
  return (meter, text: string, other: string) => {
    meter.text(text.length, weight);
    return run(text, other);
  };
}

/** Reads as much of a text as the other has. */
function beginning(run: (text: string, other: string) => CelValue): Run {
  return (meter, text: string, other: string) => {
    if (other.length > 64) meter.text(other.length);
    return run(text, other);
  };
}

/** Functions over texts: CEL's own, the strings extension, and a few more. */
export const TEXTS: readonly FunctionRow[] = [
  row("contains", [method([string, string], bool, scanning((text, part) => text.includes(part)))], "Whether a text holds another", [
    "'tacocat'.contains('oca')",
    "true",
  ]),
  row(
    "startsWith",
    [method([string, string], bool, beginning((text, part) => text.startsWith(part)))],
    "Whether a text begins with another",
    [
      "'tacocat'.startsWith('taco')",
      "true",
    ],
  ),
  row("endsWith", [method([string, string], bool, beginning((text, part) => text.endsWith(part)))], "Whether a text ends with another", [
    "'tacocat'.endsWith('cat')",
    "true",
  ]),
  row(
    "matches",
    both([string, string], bool, matchesPattern),
    "Whether an RE2 pattern matches any part of a text; ^ and $ tie it to the ends",
    [
      "'v1.20.3'.matches(r'^v\\d+\\.\\d+')",
      "true",
    ],
    "length of the text × size of the pattern / 4",
  ),
  row("charAt", [method([string, int], string, charAt)], "The character at an index, from 0; the empty text at the end", [
    "'tacocat'.charAt(3)",
    "'o'",
  ]),
  row(
    "indexOf",
    [method([string, string], int, indexOf), method([string, string, int], int, indexOf)],
    "Where a text first holds another, from an index on; -1 for nowhere",
    [
      "'tacocat'.indexOf('c', 3)",
      "4",
    ],
  ),
  row(
    "lastIndexOf",
    [method([string, string], int, lastIndexOf), method([string, string, int], int, lastIndexOf)],
    "Where a text last holds another, up to an index; -1 for nowhere",
    [
      "'tacocat'.lastIndexOf('a')",
      "5",
    ],
  ),
  row(
    "substring",
    [method([string, int], string, substring), method([string, int, int], string, substring)],
    "The text from one index up to, without, another",
    [
      "'tacocat'.substring(0, 4)",
      "'taco'",
    ],
  ),
  row(
    "replace",
    [method([string, string, string], string, replace), method([string, string, string, int], string, replace)],
    "A text with all, or the first n, occurrences replaced",
    [
      "'hello hello'.replace('he', 'we', 1)",
      "'wello hello'",
    ],
    "length / 4 + occurrences",
  ),
  row(
    "split",
    [method([string, string], list(string), split), method([string, string, int], list(string), split)],
    "The pieces between separators, at most n of them; the empty separator gives characters",
    [
      "'a,b,c'.split(',', 2)",
      "['a', 'b,c']",
    ],
  ),
  row(
    "join",
    [method([list(string)], string, join), method([list(string), string], string, join), fn([list(string), string], string, join)],
    "The texts of a list, with a separator between them",
    [
      "['a', 'b'].join('-')",
      "'a-b'",
    ],
  ),
  row("trim", both([string], string, scanning((text) => trimmed(text))), "A text without the white space at its ends", [
    "'  a b\\n'.trim()",
    "'a b'",
  ]),
  row(
    "lowerAscii",
    [method([string], string, scanning((text) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase()), 8))],
    "A text with A–Z made small",
    [
      "'TacoÄ'.lowerAscii()",
      "'tacoÄ'",
    ],
    "length",
  ),
  row(
    "upperAscii",
    [method([string], string, scanning((text) => text.replace(/[a-z]+/g, (part) => part.toUpperCase()), 8))],
    "A text with a–z made capital",
    [
      "'tacoä'.upperAscii()",
      "'TACOä'",
    ],
    "length",
  ),
  row("lower", both([string], string, scanning((text) => text.toLowerCase(), 4)), "A text in small letters of any script", [
    "lower('TacoÄ')",
    "'tacoä'",
  ], "length / 2"),
  row("upper", both([string], string, upperCase), "A text in capital letters of any script", [
    "upper('tacoä')",
    "'TACOÄ'",
  ], "length / 2"),
  row("reverse", [method([string], string, scanning((text) => reversed(text), 4))], "A text backwards", [
    "'abc'.reverse()",
    "'cba'",
  ], "length / 2"),
  row(
    "strings.quote",
    [fn([string], string, quote)],
    "A text in double quotes, with what could not be read in them escaped",
    [
      "strings.quote('say \"hi\"\\n')",
      'r\'"say \\"hi\\"\\n"\'',
    ],
    "length",
  ),
  row(
    "format",
    [method([string, list(dyn)], string, formatText)],
    "A text whose %s, %d, %f, %e, %b, %x, %X and %o are replaced with the items of a list",
    [
      "'%s is %d (%.1f %%)'.format(['a', 7, 12.34])",
      "'a is 7 (12.3 %)'",
    ],
  ),
];

function row(
  name: string,
  overloads: FunctionRow["overloads"],
  summary: string,
  example: FunctionRow["example"],
  cost = "length / 8",
): FunctionRow {
  return { name, group: "texts", overloads, cost, summary, example };
}

/** White space as Unicode defines it, which is not what JavaScript's `\s` takes. */
function isBlank(unit: number): boolean {
  return unit >= 9 && unit <= 13 || unit === 0x20 || unit === 0x85 || unit === 0xa0 || unit === 0x1680 ||
    unit >= 0x2000 && unit <= 0x200a ||
    unit === 0x2028 || unit === 0x2029 || unit === 0x202f || unit === 0x205f || unit === 0x3000;
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Some letters become up to three, so that only what is made tells. */
function upperCase(meter: Meter, text: string): string {
  meter.text(text.length, 4);
  const upper = text.toUpperCase();
  if (upper.length > text.length) meter.text(upper.length);
  return upper;
}

/** A text backwards by code points, made in batches: a list of its characters would take 40 times as long. */
function reversed(text: string): string {
  const units = new Uint16Array(text.length);
  for (let from = text.length - 1, to = 0; from >= 0; from--) {
    const unit = text.charCodeAt(from);
    const before = text.charCodeAt(from - 1);
    if (unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff) {
      units[to++] = before;
      from--;
    }
    units[to++] = unit;
  }
  let out = "";
  for (let at = 0; at < units.length; at += 8192) out += Reflect.apply(String.fromCharCode, undefined, units.subarray(at, at + 8192));
  return out;
}

function charAt(meter: Meter, text: string, index: number): string {
  meter.text(text.length);
  const at = offsetOf(text, index);
  const point = text.codePointAt(at);
  return point === undefined ? "" : String.fromCodePoint(point);
}

function indexOf(meter: Meter, text: string, part: string, from: number | bigint = 0): number {
  meter.text(text.length);
  const found = text.indexOf(part, offsetOf(text, from));
  return found < 0 ? -1 : indexAt(text, found);
}

function lastIndexOf(meter: Meter, text: string, part: string, from?: number | bigint): number {
  meter.text(text.length);
  const found = text.lastIndexOf(part, from === undefined ? text.length : offsetOf(text, from));
  return found < 0 ? -1 : indexAt(text, found);
}

function substring(meter: Meter, text: string, from: number, to?: number): string {
  meter.text(text.length);
  const start = offsetOf(text, from);
  const end = to === undefined ? text.length : offsetOf(text, to);
  if (start > end) throw new Failure("expr_index", `No part of the text begins at ${from} and ends at ${to} (invalid substring range)`);
  return text.slice(start, end);
}

function replace(meter: Meter, text: string, part: string, by: string, limit: number | bigint = -1): string {
  meter.text(text.length);
  if (limit === 0) return text;
  const pieces = limit < 0 ? text.length + 1 : Math.min(Number(limit), text.length + 1);
  const count = part === "" ? pieces : Math.min(pieces, occurrences(text, part));
  // What comes out is known before it is made, so that nothing too long ever exists.
  meter.text(text.length + count * Math.max(0, by.length - part.length), 2);
  meter.charge(count);
  if (part !== "") return replaceFirst(text, part, by, count);
  const points = hasPairs(text) ? [...text] : text.split("");
  // One place before each character and one at the end.
  if (count > points.length) return by + points.join(by) + (points.length === 0 ? "" : by);
  return by + points.slice(0, count).join(by) + points.slice(count).join("");
}

function replaceFirst(text: string, part: string, by: string, count: number): string {
  let end = 0;
  for (let left = count; left > 0; left--) end = text.indexOf(part, end) + part.length;
  return text.slice(0, end).replaceAll(part, () => by) + text.slice(end);
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

function split(meter: Meter, text: string, separator: string, limit: number | bigint = -1): CelValue {
  meter.text(text.length);
  if (limit === 0) return [];
  const all = separator === "" ? (hasPairs(text) ? [...text] : text.split("")) : text.split(separator);
  meter.items(all.length);
  const most = Number(limit);
  if (most < 0 || all.length <= most) return all;
  return [...all.slice(0, most - 1), all.slice(most - 1).join(separator)];
}

function join(meter: Meter, parts: readonly CelValue[], separator = ""): string {
  let length = 0;
  for (const part of parts) {
    if (typeof part !== "string") throw new Failure("expr_no_such_overload", "No such overload: join() takes a list of texts");
    length += part.length + separator.length;
    if (length > LIMITS.valueLength) meter.text(length);
  }
  meter.text(length);
  meter.charge(parts.length);
  return parts.join(separator);
}

const QUOTED: ReadonlyMap<string, string> = new Map([
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
  ['"', '\\"'],
]);

function quote(meter: Meter, text: string): string {
  meter.text(text.length, 8);
  // deno-lint-ignore no-control-regex
  const escaped = text.replace(/[\u0007-\u000d"\\]/g, (found) => QUOTED.get(found) ?? found);
  // A lone surrogate is no character; it becomes the replacement character, as everywhere in UTF-8.
  const quoted = `"${escaped.toWellFormed()}"`;
  meter.text(quoted.length);
  return quoted;
}

/** How long a text is for users: in code points. */
export function textSize(meter: Meter, text: string): number {
  meter.text(text.length);
  return countCodePoints(text);
}
