const INT = /^[-+]?[0-9]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const HEX = /^0x[0-9a-fA-F]+$/;
const OCTAL = /^0o[0-7]+$/;

/** The words that are no text in the core schema. */
const WORDS: ReadonlyMap<string, null | boolean | number> = new Map<string, null | boolean | number>([
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
  [".nan", NaN],
  [".NaN", NaN],
  [".NAN", NaN],
  ...[".inf", ".Inf", ".INF"].flatMap((word): [string, number][] => [[word, Infinity], ["+" + word, Infinity], ["-" + word, -Infinity]]),
]);

/**
 * Types a plain scalar by the core schema of YAML 1.2 (section 10.3.2): `no`, `on` and `1:30` are text, `012` is twelve.
 *
 * @param text The scalar as written, without quotes.
 * @returns The value; integers beyond 2^53 are `bigint`.
 */
export function coreScalar(text: string): null | boolean | number | bigint | string {
  // Most scalars are text that starts with a letter no other type starts with; they must not pay for the patterns below.
  const first = text.charCodeAt(0);
  const numeric = first >= 0x30 && first <= 0x39 || first === 0x2d || first === 0x2b || first === 0x2e;
  if (!numeric) {
    if (text.length > 5) return text;
    const word = WORDS.get(text);
    return word === undefined ? text : word;
  }
  if (INT.test(text)) return integer(text);
  if (FLOAT.test(text)) return Number.parseFloat(text);
  if (HEX.test(text) || OCTAL.test(text)) return integer(text);
  const word = WORDS.get(text);
  return word === undefined ? text : word;
}

function integer(text: string): number | bigint {
  const value = Number(text);
  // `-0` is the integer zero.
  return Number.isSafeInteger(value) ? value + 0 : BigInt(text);
}
