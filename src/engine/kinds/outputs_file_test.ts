import assert from "node:assert/strict";
import type { AppError } from "../../core/mod.ts";
import { FakeWorld } from "./fake_world.ts";
import { parseOutputs, readOutputs } from "./outputs_file.ts";

Deno.test("parseOutputs() splits lines at the first =", async (t) => {
  const cases: [string, string, Record<string, string>][] = [
    ["plain", "a=1\nb=2\n", { a: "1", b: "2" }],
    ["more than one =", "a=b=c", { a: "b=c" }],
    ["an empty value", "a=\n", { a: "" }],
    ["blanks are kept", "a = 1 ", { "a ": " 1 " }],
    ["CRLF, BOM and empty lines", "\uFEFFa=1\r\n\r\n  \r\nb=2\r\n", { a: "1", b: "2" }],
    ["the last of two", "a=1\na=2", { a: "2" }],
  ];
  for (const [name, text, expected] of cases) await t.step(name, () => assert.deepEqual({ ...parseOutputs(text) }, expected));
  await t.step("__proto__ is a name like any other", () => assert.equal(parseOutputs("__proto__=x")["__proto__"], "x"));
});

Deno.test("parseOutputs() names the line that is wrong", async (t) => {
  const wrong = (text: string, message: RegExp) =>
    assert.throws(() => parseOutputs(text), (error: AppError) => error.code === "outputs_invalid" && message.test(error.message));
  await t.step("no =", () => wrong("a=1\n\noops\n", /^Line 3 .* has no =: oops$/));
  await t.step("no name", () => wrong("=1", /^Line 1 .* no name before its =: =1$/));
  await t.step("a long one is cut", () => wrong("x".repeat(500), /x{60}…$/));
});

Deno.test("parseOutputs() refuses more than 1 MiB", () => {
  assert.throws(() => parseOutputs(`a=${"x".repeat(1024 * 1024)}`), (error: AppError) => error.code === "output_too_large");
});

Deno.test("readOutputs() takes a file that the task removed for none", () => {
  assert.deepEqual(readOutputs(new FakeWorld().ports, "/gone"), {});
});
