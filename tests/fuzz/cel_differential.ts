import {
  celEnv,
  type CelValue as PeerValue,
  isCelError,
  isCelList,
  isCelMap,
  isCelType,
  isCelUint,
  parse as peerParse,
  plan,
} from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import fc from "fast-check";
import { CelMap, CelTypeValue, CelUint, type CelValue, compileExpr, ExprError, formatTyped, parseExpr } from "../../dsl/expr/mod.ts";
import { double, int } from "../../dsl/expr/values.ts";
import { durationOfNanos, timestamp } from "../../dsl/expr/time.ts";
import { canonical } from "../dsl/cel/suite.ts";

type Kind = "int" | "uint" | "double" | "string" | "bool" | "ints" | "strings" | "map" | "bytes" | "duration" | "timestamp";
type Make = fc.Arbitrary<string>;

/** Texts of well-typed expressions over the variables `n`, `s`, `xs` and `m`, at most a few levels deep. */
export function expressions(): fc.Arbitrary<string> {
  const any: Kind[] = ["int", "uint", "double", "string", "bool", "ints", "strings", "map", "bytes", "duration", "timestamp"];
  return fc.constantFrom(...any).chain((kind) => fc.integer({ min: 1, max: 4 }).chain((depth) => of(kind, depth)));
}

function of(kind: Kind, depth: number): Make {
  if (depth <= 0) return LEAVES[kind];
  const deeper = (inner: Kind) => fc.constant(0).chain(() => of(inner, depth - 1));
  const forms = FORMS[kind].map((form) => {
    const kinds = [...form.matchAll(/<(\w+)>/g)].map((match) => match[1] as Kind);
    return fc.tuple(...kinds.map(deeper)).map((parts) => {
      let at = 0;
      return form.replace(/<\w+>/g, () => `(${parts[at++]})`);
    });
  });
  return fc.oneof({ weight: 1, arbitrary: LEAVES[kind] }, ...forms.map((arbitrary) => ({ weight: 2, arbitrary })));
}

const text = fc.string({ unit: fc.constantFrom("a", "b", "A", " ", "1", ",", "-", "%", "\\n", "z"), maxLength: 6 });

const LEAVES: Readonly<Record<Kind, Make>> = {
  int: fc.oneof(
    fc.integer({ min: -20, max: 20 }).map(String),
    fc.constantFrom(
      "9223372036854775807",
      "-9223372036854775808",
      "9007199254740991",
      "9007199254740993",
      "-9007199254740992",
      "4611686018427387904",
      "n",
    ),
  ),
  uint: fc.constantFrom("0u", "1u", "7u", "18446744073709551615u", "9223372036854775808u", "9007199254740993u"),
  double: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(asDouble),
    fc.constantFrom("0.0", "1.0", "-1.5", "1e300", "0.1", "2.5"),
  ),
  string: fc.oneof(text.map((value) => `'${value}'`), fc.constantFrom("s", "'1.5'", "'-7'", "'true'", "'1h'")),
  bool: fc.constantFrom("true", "false"),
  ints: fc.oneof(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 4 }).map((items) => `[${items}]`), fc.constant("xs")),
  strings: fc.array(text.map((value) => `'${value}'`), { maxLength: 3 }).map((items) => `[${items}]`),
  map: fc.constantFrom("m", "{'a': 1}", "{}", "{'a': 1, 'b': -2}", "{'': 9223372036854775807}"),
  bytes: fc.constantFrom("b''", "b'abc'", "b'\\xff\\x00'", "b'a'"),
  duration: fc.constantFrom("duration('1h')", "duration('-1.5s')", "duration('90m')", "duration('1ms')", "duration('315576000s')"),
  timestamp: fc.constantFrom(
    "timestamp('2026-10-07T12:30:15Z')",
    "timestamp('1969-12-31T23:59:59.5Z')",
    "timestamp('2000-02-29T00:00:00Z')",
  ),
};

function asDouble(value: number): string {
  const written = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(written) ? written : `${written}.0`;
}

const FORMS: Readonly<Record<Kind, readonly string[]>> = {
  int: [
    "<int> + <int>",
    "<int> - <int>",
    "<int> * <int>",
    "<int> / <int>",
    "<int> % <int>",
    "-<int>",
    "size(<string>)",
    "size(<ints>)",
    "size(<map>)",
    "<ints>[<int>]",
    "<map>['a']",
    "<bool> ? <int> : <int>",
    "int(<uint>)",
    "int(<string>)",
    "int(<double>)",
    "int(<timestamp>)",
    "<string>.indexOf(<string>)",
    "<string>.lastIndexOf(<string>)",
    "<timestamp>.getFullYear()",
    "<timestamp>.getDayOfYear()",
    "<timestamp>.getHours('Europe/Berlin')",
    "<timestamp>.getDayOfWeek('-05:00')",
    "<duration>.getMinutes()",
    "<duration>.getSeconds()",
    "size(<bytes>)",
  ],
  uint: [
    "<uint> + <uint>",
    "<uint> - <uint>",
    "<uint> * <uint>",
    "<uint> / <uint>",
    "<uint> % <uint>",
    "uint(<int>)",
    "uint(<string>)",
    "uint(<double>)",
  ],
  double: [
    "<double> + <double>",
    "<double> - <double>",
    "<double> * <double>",
    "<double> / <double>",
    "-<double>",
    "double(<int>)",
    "double(<uint>)",
  ],
  string: [
    "<string> + <string>",
    "string(<int>)",
    "string(<uint>)",
    "string(<bool>)",
    "<string>.replace('a', <string>)",
    "<string>.substring(<int>)",
    "<string>.trim()",
    "<string>.lowerAscii()",
    "<string>.upperAscii()",
    "<strings>.join('-')",
    "<bool> ? <string> : <string>",
    "'%s|%d'.format([<string>, <int>])",
    "<string>.charAt(<int>)",
    "string(<bytes>)",
  ],
  bool: [
    "<bool> && <bool>",
    "<bool> || <bool>",
    "!<bool>",
    "<int> < <int>",
    "<int> == <int>",
    "<double> <= <double>",
    "<string> < <string>",
    "<string> == <string>",
    "<uint> > <uint>",
    "dyn(<int>) == <double>",
    "dyn(<int>) < <uint>",
    "dyn(<double>) > <int>",
    "<ints>.all(e, e > <int>)",
    "<ints>.exists(e, <int> / e == 1)",
    "<ints>.exists_one(e, e == <int>)",
    "<int> in <ints>",
    "<string> in <map>",
    "<string>.startsWith(<string>)",
    "<string>.endsWith(<string>)",
    "<string>.contains(<string>)",
    "<ints> == <ints>",
    "<map> == <map>",
    "has(m.a)",
    "<string>.matches('^[a-z]+$')",
    "<int> / <int> > 0 || <bool>",
    "<bool> && <int> % <int> == 0",
    "<duration> < <duration>",
    "<timestamp> == <timestamp>",
    "<bytes> < <bytes>",
    "<map>.all(k, k != 'a')",
    "type(<int>) == int",
    "dyn(<uint>) == <double>",
    "<ints>.all(e, <string>.contains('a'))",
    "bool(<string>)",
  ],
  ints: [
    "<ints> + <ints>",
    "<ints>.map(e, e * <int>)",
    "<ints>.filter(e, e > <int>)",
    "<ints>.map(e, e > 0, e + 1)",
    "[<int>, <int>]",
    "<bool> ? <ints> : <ints>",
  ],
  strings: ["<strings> + <strings>", "<string>.split(',')", "<ints>.map(e, string(e))", "<map>.map(k, k)"],
  map: ["{<string>: <int>}", "{'x': <int>, 'y': <int>}", "<bool> ? <map> : <map>"],
  bytes: ["<bytes> + <bytes>", "bytes(<string>)"],
  duration: ["<duration> + <duration>", "<duration> - <duration>", "<timestamp> - <timestamp>", "duration(<string>)"],
  timestamp: ["<timestamp> + <duration>", "<timestamp> - <duration>"],
};

const peerEnv = celEnv({ funcs: strings });
const peerScope = { n: 7n, s: "abc,Ab", xs: [3n, -1n, 0n], m: { a: 1n, b: -2n } };
const ourScope = { n: 7, s: "abc,Ab", xs: [3, -1, 0], m: { a: 1, b: -2 } };

/** What we give: canonical text of the value, or `error`. */
export function ours(expr: string): string {
  const parsed = parseExpr(expr);
  if (parsed.expr === undefined) return `error: ${parsed.problems[0]?.message}`;
  try {
    return canonical(formatTyped(compileExpr(parsed.expr).evaluate(ourScope)));
  } catch (thrown) {
    if (thrown instanceof ExprError) return `error: ${thrown.message}`;
    throw thrown;
  }
}

/** What the peer gives. */
export function theirs(expr: string): string {
  let value: unknown;
  try {
    value = plan(peerEnv, peerParse(expr))(peerScope);
  } catch (thrown) {
    return `error: ${thrown instanceof Error ? thrown.message : thrown}`;
  }
  if (isCelError(value)) return `error: ${value.message}`;
  return canonical(formatTyped(converted(value as PeerValue)));
}

function converted(value: unknown): CelValue {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return int(value);
  if (typeof value === "number") return double(value);
  if (value instanceof Uint8Array) return value;
  if (isCelUint(value)) return new CelUint(value.value);
  if (isCelList(value)) return Array.from(value, converted);
  if (isCelType(value)) return new CelTypeValue(value.name);
  if (isCelMap(value)) {
    const map = new CelMap();
    for (const [key, item] of value) map.set(converted(key) as string, converted(item));
    return map;
  }
  const { message } = value as { message: { $typeName: string; seconds: bigint; nanos: number } };
  const nanos = message.seconds * 1_000_000_000n + BigInt(message.nanos);
  return message.$typeName.endsWith("Timestamp") ? timestamp(Number(message.seconds), message.nanos) : durationOfNanos(nanos);
}

/**
 * Why a difference is the peer's fault, or undefined when it is not explained. Left out of the grammar for the same reason: `timestamp(int)`
 * (the peer reads milliseconds), `split` with a limit (it drops the rest), `replace('', …)`, `getMilliseconds()` and nanoseconds (it rounds up), and the
 * fractions in `string(timestamp)` and `string(duration)` (it pads them).
 */
export function explained(expr: string, mine: string, peer: string): string | undefined {
  if (/^error: '[\s+\-]*[\d\s]*' (?:cannot be converted to u?int|is no duration)/.test(mine)) return "the peer converts blank text to 0";
  if (mine.startsWith("error:") && /duration\(\(*''\)/.test(expr)) return "the peer converts blank text to 0";
  if (/^error: int overflow/.test(mine) && /-\(-\(/.test(expr)) return "the peer drops two signs where the first result overflows";
  if (
    /int overflow during divide by 1$/.test(peer) ||
    peer.startsWith("error:") && /(?:9223372036854775808u|18446744073709551615u).*\/ \(+1u/.test(expr)
  ) return "the peer refuses to divide a uint over 2^63 by 1";
  return undefined;
}
