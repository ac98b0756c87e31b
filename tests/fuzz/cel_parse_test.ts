import { ok } from "node:assert/strict";
import fc from "fast-check";
import {
  CelDouble,
  type CelValue,
  checkExpr,
  compileExpr,
  ExprError,
  formatTyped,
  fromTyped,
  parseExpr,
  parseJsonExact,
} from "../../dsl/expr/mod.ts";
import { expressions } from "./cel_differential.ts";

const PIECES = [
  "a",
  "b.c",
  "1",
  "'x'",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  "?",
  ".",
  "&&",
  "||",
  "!",
  "-",
  "==",
  "in",
  "|",
  "has(",
  ".map(",
  "x",
  "\\",
  "'",
  '"""',
  "1u",
  "0x",
  "\u{1F600}",
  "\0",
  " ",
];

Deno.test("parseExpr() never throws and its problems lie within the text", () => {
  const soup = fc.oneof(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => pieces.join("")),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
  fc.assert(
    fc.property(soup, fc.boolean(), (text, sugar) => {
      const { expr, problems } = parseExpr(text, { sugar });
      ok((expr === undefined) === (problems.length > 0));
      for (const { span, message } of problems) {
        ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, JSON.stringify(span));
        ok(message.length > 0 && message.length < 300);
      }
      if (expr === undefined) return;
      checkExpr(expr, {});
      try {
        compileExpr(expr).evaluate({});
      } catch (thrown) {
        ok(thrown instanceof ExprError, String(thrown));
      }
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("formatTyped() and fromTyped() are inverse", () => {
  fc.assert(
    fc.property(expressions(), (text) => {
      const { expr } = parseExpr(text);
      if (expr === undefined) return;
      let value;
      try {
        value = compileExpr(expr).evaluate({ n: 7, s: "abc", xs: [1, 2], m: { a: 1 } });
      } catch {
        return;
      }
      const once = formatTyped(value);
      ok(formatTyped(fromTyped(parseJsonExact(once))) === once, once);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("parseJsonExact() takes exactly what JSON.parse() takes, but for integers over 64 bits", () => {
  const text = fc.oneof(
    fc.json(),
    fc.json().chain((json) => fc.integer({ min: 0, max: json.length }).map((at) => json.slice(0, at) + json.slice(at + 1))),
  );
  fc.assert(
    fc.property(text, (json) => {
      if (/\d{19}/.test(json)) return;
      const parse = (run: (json: string) => unknown): string => {
        try {
          return plain(run(json) as CelValue);
        } catch (thrown) {
          return thrown instanceof SyntaxError ? "no JSON" : String(thrown);
        }
      };
      const mine = parse(parseJsonExact);
      const peer = parse(JSON.parse);
      ok(mine === peer, `${json}: ${mine} instead of ${peer}`);
    }),
    { numRuns: 2_000 },
  );
});

function plain(value: CelValue): string {
  return JSON.stringify(value, (_key, item) => typeof item === "bigint" ? Number(item) : item instanceof CelDouble ? item.value : item);
}
