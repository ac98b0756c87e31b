import assert from "node:assert/strict";
import { type Json, parseJson, stringifyJson } from "../../src/core/mod.ts";
import { differencesOf } from "./differences_of.ts";

/** The differences of two JSON texts, a line each. */
function lines(before: string, after: string): string[] {
  return differencesOf(parseJson(before), parseJson(after)).map(({ op, path, from, to }) => {
    const shown = [from, to].map((value) => value === undefined ? "-" : stringifyJson(value));
    return `${op} ${path} ${shown.join(" > ")}`;
  });
}

Deno.test("differencesOf() tells what was added, removed and replaced", async (t) => {
  const table: [string, string, string, string[]][] = [
    ["nothing", '{"a":1,"b":[1,2]}', '{"b":[1,2],"a":1.0}', []],
    ["a large integer as it is", '{"a":9007199254740993}', '{"a":9007199254740993}', []],
    ["large integers", '{"a":9007199254740993}', '{"a":9007199254740995}', ["replace /a 9007199254740993 > 9007199254740995"]],
    ["a value", '{"a":{"b":1}}', '{"a":{"b":2}}', ["replace /a/b 1 > 2"]],
    ["null is a value", '{"a":null}', "{}", ["remove /a null > -"]],
    ["another kind", '{"a":{"b":1}}', '{"a":[1]}', ['replace /a {"b":1} > [1]']],
    ["keys with slashes and tildes", "{}", '{"a/b~c":1}', ["add /a~1b~0c - > 1"]],
    ["a key that objects treat specially", "{}", '{"__proto__":{"a":1}}', ['add /__proto__ - > {"a":1}']],
    ["the root", "1", "2", ["replace  1 > 2"]],
    [
      "an item with an id, behind one that went",
      '{"tasks":[{"id":"a"},{"id":"b","run":"x"}]}',
      '{"tasks":[{"id":"b","run":"y"}]}',
      ['remove /tasks/0 {"id":"a"} > -', 'replace /tasks/0/run "x" > "y"'],
    ],
    [
      "an item with an id that moved and changed",
      '[{"id":"a"},{"id":"b"},{"id":"c","n":1}]',
      '[{"id":"c","n":2},{"id":"a"},{"id":"b"}]',
      ['add /0 - > {"id":"c","n":2}', 'remove /2 {"id":"c","n":1} > -'],
    ],
    ["a new name", '[{"id":"a","run":"x"}]', '[{"id":"b","run":"x"}]', ['replace /0/id "a" > "b"']],
    ["another item", '[{"id":"a","run":"x"}]', '[{"id":"b","run":"y"}]', [
      'add /0 - > {"id":"b","run":"y"}',
      'remove /0 {"id":"a","run":"x"} > -',
    ]],
    ["the same id twice is none", '[{"id":1},{"id":1}]', '[{"id":1}]', ['remove /1 {"id":1} > -']],
    ["an item in a list", "[1,2,4]", "[1,2,3,4]", ["add /2 - > 3"]],
    ["an item out of a list", "[1,2,1,3]", "[2,1,3]", ["remove /0 1 > -"]],
    ["an item replaced", '["a","b","c"]', '["a","x","c"]', ['replace /1 "b" > "x"']],
    ["a map in a list without ids", '[{"a":1,"b":1},{"c":1,"d":1}]', '[{"c":1,"d":2}]', [
      'remove /0 {"a":1,"b":1} > -',
      "replace /0/d 1 > 2",
    ]],
    ["lists in lists", "[[1,2],[3]]", "[[1,2,9],[3]]", ["add /0/2 - > 9"]],
  ];
  for (const [name, before, after, expected] of table) {
    await t.step(name, () => {
      assert.deepEqual(lines(before, after), expected);
    });
  }
});

Deno.test("differencesOf() bounds its work on long lists", async (t) => {
  const numbers = Array.from({ length: 10_000 }, (_, i) => i);
  const tasks = (ids: readonly number[]): Json => ids.map((id) => ({ id: `t${id}`, run: `echo ${id}`, env: { A: String(id) } }));
  const table: [string, Json, Json][] = [
    ["reversed, with ids", tasks(numbers), tasks(numbers.toReversed())],
    ["all new, with ids", tasks(numbers), tasks(numbers.map((n) => n + 10_000))],
    ["reversed", numbers, numbers.toReversed()],
    ["all new", numbers, numbers.map((n) => n + 10_000)],
    ["few values, often", numbers.map((n) => n % 7), numbers.map((n) => n * 3 % 5)],
    ["maps without ids, all changed", numbers.map((n) => ({ n, m: n })), numbers.map((n) => ({ n, m: n + 1 }))],
  ];
  for (const [name, before, after] of table) {
    await t.step(name, () => {
      // Comparing all with all would take minutes.
      assert.ok(differencesOf(before, after).length > 0);
    });
  }
  await t.step("values inside one another, all the way down", () => {
    const deep = (leaf: Json): Json => numbers.slice(0, 190).reduce<Json>((value, n) => [{ id: n, value }, "x".repeat(1000)], leaf);
    assert.equal(differencesOf(deep(1), deep(2)).length, 1);
  });
});
