import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDocument, Scalar } from "yaml";
import { coreScalar } from "./core_scalar.ts";

Deno.test("coreScalar() types by the core schema", async (t) => {
  const cases: readonly [string, ReturnType<typeof coreScalar>][] = [
    ["no", "no"],
    ["on", "on"],
    ["y", "y"],
    ["1:30", "1:30"],
    ["1_000", "1_000"],
    ["2001-01-01", "2001-01-01"],
    ["0b1", "0b1"],
    ["<<", "<<"],
    ["012", 12],
    ["0o14", 12],
    ["0x1F", 31],
    ["+7", 7],
    ["-0", 0],
    ["1.10", 1.1],
    ["-.5e+3", -500],
    ["1.", 1],
    [".", "."],
    ["+", "+"],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["-9007199254740993", -9007199254740993n],
    ["", null],
    ["~", null],
    ["Null", null],
    ["nUll", "nUll"],
    ["TRUE", true],
    ["False", false],
    [".inf", Infinity],
    ["-.INF", -Infinity],
    [".nan", NaN],
    ["-.nan", "-.nan"],
    ["0x", "0x"],
    ["-0x1", "-0x1"],
    ["0o8", "0o8"],
  ]; // deno-fmt-ignore
  for (const [text, value] of cases) {
    await t.step(`${JSON.stringify(text)} is ${typeof value === "bigint" ? `${value}n` : JSON.stringify(value)}`, () => {
      assert.deepEqual(coreScalar(text), value);
    });
  }
});

Deno.test("coreScalar() says what the library says", () => {
  const text = fc.string({ unit: fc.constantFrom(..."0123456789+-.eExobaAfFinNulLtrTs~"), minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(text, (text) => {
      const document = parseDocument(text, { schema: "core", version: "1.2", intAsBigInt: true, logLevel: "silent" });
      const node = document.contents;
      if (document.errors.length > 0 || !(node instanceof Scalar) || node.source !== text) return;
      const value = typeof node.value === "bigint" && BigInt(Number(node.value)) === node.value && Number.isSafeInteger(Number(node.value))
        ? Number(node.value)
        : node.value;
      assert.deepEqual(coreScalar(text), value);
    }),
    { numRuns: 3000 },
  );
});
