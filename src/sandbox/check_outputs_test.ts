import assert from "node:assert/strict";
import type { DeclaredOutput, JsonObject, OutputType } from "../core/mod.ts";
import { checkOutputs } from "./check_outputs.ts";

function check(outputs: JsonObject, declared: Readonly<Record<string, OutputType | DeclaredOutput>>): string | undefined {
  return checkOutputs(
    outputs,
    new Map(Object.entries(declared).map(([name, type]) => [name, typeof type === "string" ? { type, isOptional: false } : type])),
  );
}

Deno.test("checkOutputs() takes what suits each type, and nothing else", () => {
  const values: Readonly<Record<OutputType, readonly [right: readonly unknown[], wrong: readonly unknown[]]>> = {
    string: [["", "a"], [1, null, true, [], {}]],
    int: [[0, -3, 2 ** 53 - 1, -0], [1.5, 2 ** 53, 1e300, "1", null]],
    float: [[0, 1.5, 1e300], ["1", null, true]],
    bool: [[true, false], ["true", 1, null]],
    duration: [[0, 3000], [-1, 1.5, "3s"]],
    size: [[0, 1024], [-1, 0.5, "1KiB"]],
    bytes: [["", "YQ==", "YWI=", "YWJj"], ["a", "YQ=", "Y===", "YQ==YQ==", "äöü=", 1]],
    url: [["https://example.org", "file:///a"], ["example", "", 1]],
    path: [["a/b", "/"], ["", "a\0b", 1]],
    list: [[[], [1, "a"]], [{}, "a", null]],
    map: [[{}, { a: 1 }], [[], "a", null]],
    any: [[null, 1, "a", [], {}], []],
  };
  for (const [type, [right, wrong]] of Object.entries(values) as [OutputType, readonly [readonly never[], readonly never[]]][]) {
    for (const value of right) assert.equal(check({ a: value }, { a: type }), undefined, `${type}: ${JSON.stringify(value)}`);
    for (const value of wrong) assert.match(check({ a: value }, { a: type }) ?? "", /^a: expected /, `${type}: ${JSON.stringify(value)}`);
  }
});

Deno.test("checkOutputs() says where, what was expected and what was found", () => {
  assert.equal(check({ count: "3" }, { count: "int" }), 'count: expected an int, found the text "3"');
  assert.equal(check({}, { count: "int" }), "count: expected an int, found nothing");
  assert.equal(check({ count: null }, { count: { type: "int", isOptional: true } }), "count: expected an int, found null");
  assert.equal(check({}, { count: { type: "int", isOptional: true } }), undefined);
  assert.equal(
    check({ rows: [{}, 4] }, { rows: { type: "list", items: "map", isOptional: false } }),
    "rows[1]: expected a map, found the number 4",
  );
  assert.equal(
    check({ sums: { a: 1, b: [] } }, { sums: { type: "map", items: "int", isOptional: false } }),
    "sums.b: expected an int, found a list",
  );
});

Deno.test("checkOutputs() refuses what was not declared, and names the nearest", () => {
  assert.equal(check({ count: 1, cuont: 1 }, { count: "int" }), 'cuont: the script declares no output of this name, did you mean "count"?');
  assert.equal(check({ x: 1 }, {}), "x: the script declares no output of this name");
  for (const name of ["__proto__", "constructor", "toString"]) {
    const given = JSON.parse(`{${JSON.stringify(name)}: 1}`);
    assert.match(check(given, {}) ?? "", /declares no output/, name);
    assert.equal(checkOutputs({}, new Map([[name, { type: "int", isOptional: false }]])), `${name}: expected an int, found nothing`);
    assert.equal(checkOutputs(given, new Map([[name, { type: "int", isOptional: false }]])), undefined, name);
  }
});

Deno.test("checkOutputs() stays short: three mistakes, no long texts, no parts of them", () => {
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`n${index}`, "x"]));
  assert.equal(check(many, { a: "int" })?.split("; ").length, 3);
  const secret = "s3cr3t".repeat(10);
  assert.equal(check({ a: secret }, { a: "int" }), "a: expected an int, found a text of 60 characters");
  assert.equal(check({ [secret]: 1 }, {}), "(a name of 60 characters): the script declares no output of this name");
  const long = "A".repeat(8_000_000);
  assert.equal(check({ a: long }, { a: "bytes" }), undefined);
  assert.match(check({ a: `${long}!AAA` }, { a: "bytes" }) ?? "", /expected base64 text, found a text of 8000004 characters/);
});
