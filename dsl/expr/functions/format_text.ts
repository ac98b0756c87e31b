import { toNumber } from "../arithmetic.ts";
import { mapEntries, type MapValue } from "../compare.ts";
import { formatDouble } from "../format_double.ts";
import { LIMITS } from "../limits.ts";
import type { Meter } from "../meter.ts";
import { Failure } from "../problem.ts";
import { formatDuration, formatTimestamp } from "../time.ts";
import { encodedText } from "./conversions.ts";
import { CelDuration, CelTimestamp, CelTypeValue, CelUint, type CelValue, Kind, kindOf, typeNameOf } from "../values.ts";

/**
 * `text.format(args)`: replaces each verb with the next argument. `%s` anything, `%d` integers, `%f %e` numbers (`%.3f`), `%b` integers and
 * bools in binary, `%o` octal, `%x %X` integers, texts and bytes in hexadecimal, `%%` a percent sign.
 */
export function formatText(meter: Meter, template: string, args: readonly CelValue[]): string {
  meter.text(template.length);
  let next = 0;
  let out = "";
  let from = 0;
  for (let at = template.indexOf("%"); at >= 0; at = template.indexOf("%", from)) {
    out += template.slice(from, at);
    VERB.lastIndex = at;
    const match = VERB.exec(template);
    if (match === null) throw badVerb(template.slice(at, at + 4));
    from = at + match[0].length;
    const verb = match[2] ?? "";
    if (verb === "%") {
      out += "%";
      continue;
    }
    const arg = args[next];
    if (arg === undefined) throw new Failure("expr_argument", `There is no argument for %${verb} (index ${next} out of range)`);
    next++;
    out += formatVerb(meter, verb, match[1] === undefined ? undefined : Number(match[1]), arg);
    meter.text(out.length);
  }
  return out + template.slice(from);
}

const VERB = /%(?:\.(\d{1,9}))?([sdfebxXo%])/y;

function badVerb(text: string): Failure {
  return new Failure("expr_argument", `'${text}' is no formatting verb: unrecognized formatting clause`);
}

function formatVerb(meter: Meter, verb: string, precision: number | undefined, arg: CelValue): string {
  switch (verb) {
    case "s":
      return display(meter, arg, 0);
    case "d":
      return decimal(arg);
    case "f":
      return fixed(arg, digits(precision));
    case "e":
      return scientific(arg, digits(precision));
    case "b":
      if (typeof arg === "boolean") return arg ? "1" : "0";
      return integer(arg, "binary", "only integers and bools can be formatted as binary").toString(2);
    case "o":
      return integer(arg, "octal", "only integers can be formatted as octal").toString(8);
    case "x":
      return hexadecimal(meter, arg);
    default:
      return hexadecimal(meter, arg).toUpperCase();
  }
}

function digits(precision: number | undefined): number {
  if (precision !== undefined && precision > 100) {
    throw new Failure("expr_argument", `A precision of ${precision} is too big; 100 is allowed`);
  }
  return precision ?? 6;
}

function integer(value: CelValue, form: string, rule: string): bigint {
  const kind = kindOf(value);
  if (kind === Kind.int) return BigInt(value as number);
  if (kind === Kind.uint) return (value as CelUint).value;
  throw new Failure("expr_no_such_overload", `${rule}, was given ${typeNameOf(value)} (${form})`);
}

function decimal(value: CelValue): string {
  if (kindOf(value) === Kind.double) {
    const number = toNumber(value);
    if (!Number.isFinite(number)) return formatDouble(number);
  }
  return integer(value, "decimal", "decimal clause can only be used on integers").toString();
}

function numberOf(value: CelValue, rule: string): number {
  const kind = kindOf(value);
  if (kind === Kind.double || kind === Kind.int || kind === Kind.uint) return toNumber(value);
  if (kind === Kind.string && (value === "NaN" || value === "Infinity" || value === "-Infinity")) return Number(value);
  throw new Failure("expr_no_such_overload", `${rule}, was given ${typeNameOf(value)}`);
}

function fixed(value: CelValue, precision: number): string {
  const number = numberOf(value, "fixed-point clause can only be used on doubles");
  if (!Number.isFinite(number)) return formatDouble(number);
  // toFixed() gives up at 1e21 and rounds ties away from zero; the exact decimal expansion is what CEL rounds.
  return Math.abs(number) < 1e21 ? exactFixed(number, precision) : `${BigInt(number)}${precision === 0 ? "" : `.${"0".repeat(precision)}`}`;
}

function exactFixed(number: number, precision: number): string {
  const text = number.toFixed(precision);
  if (precision >= 20) return text;
  // A tie is exact only when a few binary digits follow the point: then half a unit more or less is exact, too.
  const scaled = Math.abs(number) * 10 ** precision;
  if (scaled < 2 ** 52 && scaled % 1 === 0.5 && scaled / 10 ** precision === Math.abs(number) && isTie(number, precision)) {
    const even = Math.floor(scaled) % 2 === 0 ? Math.floor(scaled) : Math.ceil(scaled);
    return (Math.sign(number) * even / 10 ** precision).toFixed(precision);
  }
  return text;
}

/** Whether the exact value ends in a 5 right behind the precision: toFixed() of many places is exact. */
function isTie(number: number, precision: number): boolean {
  return /^50*$/.test(number.toFixed(Math.min(100, precision + 60)).split(".")[1]?.slice(precision) ?? "");
}

function scientific(value: CelValue, precision: number): string {
  const number = numberOf(value, "scientific clause can only be used on doubles");
  if (!Number.isFinite(number)) return formatDouble(number);
  return number.toExponential(precision).replace(/e([+-])(\d)$/, "e$10$2");
}

function hexadecimal(meter: Meter, value: CelValue): string {
  const kind = kindOf(value);
  if (kind === Kind.string || kind === Kind.bytes) {
    const bytes = kind === Kind.string ? encodedText(meter, value as string) : value as Uint8Array;
    meter.text(bytes.length * 2);
    const digits = new Uint8Array(bytes.length * 2);
    bytes.forEach((byte, at) => {
      digits[at * 2] = HEX[byte >> 4] ?? 0;
      digits[at * 2 + 1] = HEX[byte & 15] ?? 0;
    });
    return new TextDecoder().decode(digits);
  }
  return integer(value, "hexadecimal", "only integers, byte buffers, and strings can be formatted as hex").toString(16);
}

const HEX = new TextEncoder().encode("0123456789abcdef");

/** Any value as `%s` shows it. */
function display(meter: Meter, value: CelValue, depth: number): string {
  if (depth > LIMITS.valueDepth) throw new Failure("expr_too_deep", "The value to format is nested too deep");
  meter.charge(3);
  switch (kindOf(value)) {
    case Kind.string:
      meter.text((value as string).length);
      return value as string;
    case Kind.double:
      return formatDouble(toNumber(value));
    case Kind.uint:
      return String((value as CelUint).value);
    case Kind.bytes:
      meter.text((value as Uint8Array).length, 3);
      return new TextDecoder().decode(value as Uint8Array);
    case Kind.timestamp:
      return formatTimestamp(value as CelTimestamp);
    case Kind.duration:
      return formatDuration(value as CelDuration);
    case Kind.type:
      return (value as CelTypeValue).typeName;
    case Kind.list:
      return `[${(value as readonly CelValue[]).map((item) => display(meter, item, depth + 1)).join(", ")}]`;
    case Kind.map: {
      const entries = Array.from(
        mapEntries(value as MapValue),
        (entry) => [display(meter, entry.key, depth), display(meter, entry.value, depth + 1)] as const,
      );
      return `{${entries.sort((a, b) => a[0] < b[0] ? -1 : 1).map(([key, item]) => `${key}: ${item}`).join(", ")}}`;
    }
    default:
      return String(value);
  }
}
