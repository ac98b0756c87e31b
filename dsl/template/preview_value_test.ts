import assert from "node:assert/strict";
import { previewValue } from "./preview_value.ts";

Deno.test("previewValue() shows small values whole and the beginning of large ones", () => {
  assert.equal(previewValue({ a: [1, "x", null, true], b: {} }, 80), '{"a":[1,"x",null,true],"b":{}}');
  assert.equal(previewValue("x".repeat(100), 10), `"${"x".repeat(9)}…`);
  assert.equal(previewValue(10n, 80), "10");
});

Deno.test("previewValue() builds no more than it shows", () => {
  let looks = 0;
  const look: ProxyHandler<unknown[]> = { get: (target, key) => (looks++, Reflect.get(target, key)) };
  const big = new Proxy(Array.from({ length: 100_000 }, (_, i) => i), look);
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = new Proxy([deep], look);
  assert.ok(previewValue(big, 20).length <= 21);
  assert.ok(previewValue(deep, 80).includes("…"));
  assert.ok(looks < 100, `${looks} looks`);
});
