import assert from "node:assert/strict";
import { AppError, type Json } from "../../../core/mod.ts";
import { readPayload } from "./read_payload.ts";

const read = (body: string | Uint8Array, type?: string) =>
  readPayload(typeof body === "string" ? new TextEncoder().encode(body) : body, type);

Deno.test("readPayload() reads a body by its content type", async (t) => {
  const rows: readonly (readonly [string, string | undefined, Json])[] = [
    ["", "application/json", null],
    ['{"a":[1,true,null]}', "application/json", { a: [1, true, null] }],
    ["{}", "Application/JSON; charset=utf-8", {}],
    ["[1]", "application/cloudevents+json", [1]],
    ["12345678901234567890", "application/json", 12345678901234567890n],
    ["a=1&b=x%20y&a=2&a=3", "application/x-www-form-urlencoded", { a: ["1", "2", "3"], b: "x y" }],
    ["plain", "text/plain", "plain"],
    ['{"a":1}', undefined, '{"a":1}'],
  ];
  for (const [body, type, expected] of rows) {
    await t.step(`${type}: ${body}`, () => {
      const found = read(body, type);
      assert.deepEqual(typeof found === "object" && found !== null && !Array.isArray(found) ? { ...found } : found, expected);
    });
  }
});

Deno.test("readPayload() keeps names such as __proto__ as data", () => {
  for (
    const [body, type] of [['{"__proto__":{"x":1}}', "application/json"], [
      "__proto__=1&constructor=2",
      "application/x-www-form-urlencoded",
    ]]
  ) {
    assert.ok(Object.keys(read(body ?? "", type) ?? {}).includes("__proto__"));
    assert.equal(({} as Record<string, unknown>)["x"], undefined);
  }
});

Deno.test("readPayload() refuses what is not what its type says", () => {
  const cases: readonly (readonly [string | Uint8Array, string | undefined])[] = [
    ["{", "application/json"],
    ["{}{}", "application/json"],
    ["NaN", "application/json"],
    ["[".repeat(201) + "]".repeat(201), "application/json"],
    ["[".repeat(1_000_000), "application/json"],
    [new Uint8Array([0xff, 0xfe]), "application/json"],
    [new Uint8Array([0xff]), "text/plain"],
    [new Uint8Array([0xff]), undefined],
  ];
  for (const [body, type] of cases) {
    assert.throws(() => read(body, type), (error) => error instanceof AppError && error.code === "body_malformed");
  }
});
