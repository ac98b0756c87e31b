import assert from "node:assert/strict";
import fc from "fast-check";
import { NotJsonError, toJson } from "./to_json.ts";

Deno.test("toJson() tells what JSON can hold like JSON.stringify", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => assert.equal(toJson(value, 1e6), JSON.stringify(value))));
  assert.equal(
    toJson({ at: new Date(0), gone: undefined, own: { toJSON: () => [1] } }, 100),
    '{"at":"1970-01-01T00:00:00.000Z","own":[1]}',
  );
  class Row {
    n = 1;
    method() {}
  }
  assert.equal(toJson(new Row(), 100), '{"n":1}');
});

Deno.test("toJson() names the place of what JSON cannot hold", async (t) => {
  const loop: Record<string, unknown> = { list: [] };
  (loop["list"] as unknown[]).push({ back: loop });
  const deep = Array.from({ length: 300 }).reduce((inner) => [inner], 1);
  const cases: [string, unknown, string, RegExp][] = [
    ["a function", { a: [1, { f() {} }] }, "a[1].f", /function/],
    ["a big integer", { n: 1n }, "n", /big integer 1/],
    ["NaN", { x: { y: NaN } }, "x.y", /NaN/],
    ["an infinity", [-Infinity], "[0]", /-Infinity/],
    ["a hole", { a: [1, undefined] }, "a[1]", /undefined/],
    ["a symbol", { s: Symbol("x") }, "s", /symbol/],
    ["a Map", { m: new Map([[1, 2]]) }, "m", /Map/],
    ["a Set", { m: new Set() }, "m", /Set/],
    ["a promise", { p: Promise.resolve() }, "p", /await/],
    ["bytes", { b: new Uint8Array(2) }, "b", /bytes/],
    ["an Error", { e: new Error("x") }, "e", /Error/],
    ["itself", loop, "list[0].back", /contains itself/],
    ["too many levels", deep, "[0]".repeat(200), /200 levels/],
  ];
  for (const [name, value, path, why] of cases) {
    await t.step(name, () =>
      assert.throws(() => toJson(value, 1e6), (error) => {
        assert.ok(error instanceof NotJsonError, String(error));
        assert.equal(error.path, path);
        assert.match(error.why, why);
        return true;
      }));
  }
});

Deno.test("toJson() stops at its limit before it has made all of it", () => {
  let asked = 0;
  const endless = new Proxy([], { get: (_, key) => key === "length" ? 1e9 : (asked++, "x".repeat(100)) });
  assert.throws(() => toJson(endless, 10_000), NotJsonError);
  assert.ok(asked < 1000, String(asked));
  assert.throws(() => toJson({ a: "x".repeat(10_001) }, 10_000), NotJsonError);
});

Deno.test("toJson() lets what a getter throws through", () => {
  assert.throws(() =>
    toJson({
      get a() {
        throw new RangeError("own");
      },
    }, 100), RangeError);
});
