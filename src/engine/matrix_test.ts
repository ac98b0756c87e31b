import assert from "node:assert/strict";
import { expandMatrix, MAX_MATRIX_CELLS } from "./matrix.ts";

const keys = (axes: Parameters<typeof expandMatrix>[1]) => expandMatrix("t", axes).map(({ key }) => key);

Deno.test("expandMatrix() combines all axes, the last running fastest", () => {
  assert.deepEqual(keys({ region: ["eu", "us"], tier: ["gold", "free"] }), ["eu,gold", "eu,free", "us,gold", "us,free"]);
  assert.deepEqual({ ...expandMatrix("t", { b: [1], a: [true] })[0]?.values }, { b: 1, a: true });
});

Deno.test("expandMatrix() makes keys safe and unique", () => {
  assert.deepEqual(keys({ x: ["a b", "linux/amd64", "a,b", "", null, 1.5, 10n, { k: [1] }, "größe"] }), [
    "a_b",
    "linux/amd64",
    "a_b~2",
    "_",
    "null",
    "1.5",
    "10",
    "__k_:_1__",
    "größe",
  ]);
  assert.deepEqual(keys({ x: ["a", "a~2", "a"] }), ["a", "a~2", "a~3"]);
  assert.equal(keys({ x: ["y".repeat(1000)] })[0]?.length, 64);
});

Deno.test("expandMatrix() gives nothing when an axis is empty or there is none", () => {
  assert.deepEqual(keys({}), []);
  assert.deepEqual(keys({ a: [1, 2], b: [] }), []);
});

Deno.test("expandMatrix() takes axes by any name", () => {
  const axes = Object.assign(Object.create(null), { __proto__: [1], constructor: [2] });
  assert.equal(expandMatrix("t", axes).length, 1);
});

Deno.test("expandMatrix() refuses more combinations than anyone means", () => {
  const axis = Array.from({ length: 101 }, (_, n) => n);
  assert.throws(() => expandMatrix("t", { a: axis, b: axis }), { code: "matrix_invalid", message: new RegExp(`${MAX_MATRIX_CELLS}`) });
});
