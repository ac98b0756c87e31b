import { base64, bytesOfBase64 } from "../base64.ts";
import { Failure } from "../problem.ts";
import { writeJson } from "../json_out.ts";
import { parseJsonExact } from "../parse_json_exact.ts";
import { types } from "../types.ts";
import type { CelValue } from "../values.ts";
import { encodedText, textOfBytes } from "./conversions.ts";
import { both, fn, type FunctionRow, type Run, T } from "./row.ts";

const { bytes, dyn, string } = types;

const encode: Run = (meter, value: Uint8Array) => {
  meter.text(value.length * 4 / 3, 2);
  return base64(value);
};
const encodeText: Run = (meter, value: string) => {
  const utf8 = encodedText(meter, value);
  meter.text(utf8.length * 4 / 3, 2);
  return base64(utf8);
};
const decode: Run = (meter, text: string) => {
  meter.text(text.length, 2);
  return decoded(text);
};

/** Functions that turn data into text and back, and `default`. */
export const DATA: readonly FunctionRow[] = [
  row(
    "default",
    [fn([T, T], T, (_meter, value: CelValue, other: CelValue) => value ?? other)],
    "The first value, or the second when the first is null or absent (a missing variable, key or item)",
    [
      "default({'a': 1}.b, 2)",
      "2",
    ],
    "0",
  ),
  row(
    "json",
    [fn([string], dyn, (meter, text: string) => {
      meter.text(text.length);
      meter.charge(text.length);
      return parseJson(text);
    })],
    "The value of a JSON text; integers are exact",
    ["json('{\"a\": [1, 2.5]}').a[1]", "2.5"],
    "length",
  ),
  row(
    "toJson",
    both([dyn], string, (meter, value: CelValue) => {
      const text = writeJson(value, meter);
      meter.text(text.length);
      return text;
    }),
    "A value as JSON text; bytes become base64, timestamps and durations texts",
    ["toJson({'a': [1, true, null]})", "'{\"a\":[1,true,null]}'"],
    "values + length / 8",
  ),
  row("base64.encode", [fn([bytes], string, encode)], "Bytes in base64", ["base64.encode(b'hello')", "'aGVsbG8='"], "length / 3"),
  row("base64.decode", [fn([string], bytes, decode)], "The bytes of base64, with or without the padding", [
    "base64.decode('aGVsbG8')",
    "b'hello'",
  ], "length / 4"),
  row("b64", [...both([string], string, encodeText), ...both([bytes], string, encode)], "The UTF-8 of a text, or bytes, in base64", [
    "b64('hello')",
    "'aGVsbG8='",
  ], "length / 2"),
  row(
    "unb64",
    both([string], string, (meter, text: string) => {
      meter.text(text.length, 4);
      return textOfBytes(decoded(text));
    }),
    "The text whose UTF-8 is given in base64",
    ["unb64('aGVsbG8=')", "'hello'"],
    "length / 2",
  ),
  row(
    "urlEncode",
    both([string], string, (meter, text: string) => {
      // A letter of three bytes becomes nine characters; only what is made tells.
      meter.text(text.length, 8);
      const encoded = encodeURIComponent(text.toWellFormed());
      meter.text(encoded.length);
      return encoded;
    }),
    "A text as part of a URL",
    ["urlEncode('a b&c')", "'a%20b%26c'"],
    "length",
  ),
  row(
    "urlDecode",
    both([string], string, (meter, text: string) => {
      meter.text(text.length, 2);
      try {
        return decodeURIComponent(text);
      } catch {
        throw new Failure("expr_conversion", "The text is not URL-encoded UTF-8");
      }
    }),
    "The text of a part of a URL",
    ["urlDecode('a%20b')", "'a b'"],
    "length / 4",
  ),
  row(
    "raw",
    [fn([T], T, (_meter, value: CelValue) => value)],
    "The value itself; in run text it is pasted as it is, for trusted values only",
    ["raw('a')", "'a'"],
    "0",
  ),
];

function row(
  name: string,
  overloads: FunctionRow["overloads"],
  summary: string,
  example: FunctionRow["example"],
  cost = "length / 8",
): FunctionRow {
  return { name, group: "data", overloads, cost, summary, example };
}

function parseJson(text: string): CelValue {
  try {
    return parseJsonExact(text);
  } catch (thrown) {
    throw new Failure("expr_conversion", thrown instanceof Error ? thrown.message : "The text is not JSON");
  }
}

function decoded(text: string): Uint8Array {
  const bytes = bytesOfBase64(text);
  if (bytes === undefined) throw new Failure("expr_conversion", "The text is not base64");
  return bytes;
}
