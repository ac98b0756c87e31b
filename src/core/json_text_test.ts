import assert from "node:assert/strict";
import { parseJson, stringifyJson } from "./json_text.ts";

Deno.test("parseJson() and stringifyJson() keep 64-bit integers exact when they are beyond 2^53", () => {
  const text = '{"a":9223372036854775807,"b":[-9007199254740993,1.5,3]}';
  assert.equal(stringifyJson(parseJson(text)), text);
});

Deno.test("parseJson() treats __proto__ as an ordinary key", () => {
  const value = parseJson('{"__proto__":{"x":1},"constructor":2}') as Record<string, unknown>;
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
  assert.equal(value.x, undefined);
});
