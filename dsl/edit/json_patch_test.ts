import assert from "node:assert/strict";
import { AppError, type Json, parseJson, stringifyJson } from "../../src/core/mod.ts";
import { jsonPatch } from "./json_patch.ts";

/** What a patch makes of a document: the new one, or the error's code. */
function outcome(document: string, operations: string): string {
  try {
    return stringifyJson(jsonPatch(parseJson(document), parseJson(operations)));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}

Deno.test("jsonPatch() does what RFC 6902 says", async (t) => {
  /** Appendix A, in order, and what the text says besides. */
  const table: readonly (readonly [string, string, string, string])[] = [
    ["A.1 adding a member", '{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux"}]', '{"foo":"bar","baz":"qux"}'],
    ["A.2 adding an item", '{"foo":["bar","baz"]}', '[{"op":"add","path":"/foo/1","value":"qux"}]', '{"foo":["bar","qux","baz"]}'],
    ["A.3 removing a member", '{"baz":"qux","foo":"bar"}', '[{"op":"remove","path":"/baz"}]', '{"foo":"bar"}'],
    ["A.4 removing an item", '{"foo":["bar","qux","baz"]}', '[{"op":"remove","path":"/foo/1"}]', '{"foo":["bar","baz"]}'],
    ["A.5 replacing a value", '{"baz":"qux","foo":"bar"}', '[{"op":"replace","path":"/baz","value":"boo"}]', '{"baz":"boo","foo":"bar"}'],
    [
      "A.6 moving a value",
      '{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}',
      '[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]',
      '{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}',
    ],
    [
      "A.7 moving an item",
      '{"foo":["all","grass","cows","eat"]}',
      '[{"op":"move","from":"/foo/1","path":"/foo/3"}]',
      '{"foo":["all","cows","eat","grass"]}',
    ],
    [
      "A.8 testing: success",
      '{"baz":"qux","foo":["a",2,"c"]}',
      '[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]',
      '{"baz":"qux","foo":["a",2,"c"]}',
    ],
    ["A.9 testing: error", '{"baz":"qux"}', '[{"op":"test","path":"/baz","value":"bar"}]', "patch_conflict"],
    [
      "A.10 a nested member",
      '{"foo":"bar"}',
      '[{"op":"add","path":"/child","value":{"grandchild":{}}}]',
      '{"foo":"bar","child":{"grandchild":{}}}',
    ],
    ["A.11 unknown members", '{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux","xyz":123}]', '{"foo":"bar","baz":"qux"}'],
    ["A.12 adding to what is not there", '{"foo":"bar"}', '[{"op":"add","path":"/baz/bat","value":"qux"}]', "patch_conflict"],
    ["A.13 an operation that is none", "{}", '[{"op":"spam","path":"/baz","value":1}]', "patch_invalid"],
    ["A.14 escapes in order", '{"/":9,"~1":10}', '[{"op":"test","path":"/~01","value":10}]', '{"/":9,"~1":10}'],
    ["A.15 texts are no numbers", '{"/":9,"~1":10}', '[{"op":"test","path":"/~01","value":"10"}]', "patch_conflict"],
    [
      "A.16 an item that is a list",
      '{"foo":["bar"]}',
      '[{"op":"add","path":"/foo/-","value":["abc","def"]}]',
      '{"foo":["bar",["abc","def"]]}',
    ],
    ["copying", '{"a":{"b":[1]}}', '[{"op":"copy","from":"/a","path":"/c"}]', '{"a":{"b":[1]},"c":{"b":[1]}}'],
    [
      "a copy is a value of its own",
      '{"a":{"b":[1]}}',
      '[{"op":"add","path":"/a/b/0","value":0},{"op":"copy","from":"/a","path":"/c"},{"op":"add","path":"/c/b/-","value":2}]',
      '{"a":{"b":[0,1]},"c":{"b":[0,1,2]}}',
    ],
    ["the root replaced", '{"a":1}', '[{"op":"replace","path":"","value":[1]},{"op":"add","path":"/0","value":0}]', "[0,1]"],
    ["the root added", '{"a":1}', '[{"op":"add","path":"","value":3}]', "3"],
    ["a value moved to the root", '{"a":{"b":1}}', '[{"op":"move","from":"/a","path":""}]', '{"b":1}'],
    ["the root removed", '{"a":1}', '[{"op":"remove","path":""}]', "patch_conflict"],
    ["a move into itself", '{"a":{"b":{}}}', '[{"op":"move","from":"/a","path":"/a/b/c"}]', "patch_invalid"],
    ["a move to where it is", '{"a":[1,2]}', '[{"op":"move","from":"/a","path":"/a"}]', '{"a":[1,2]}'],
    ["a move from nowhere to there", '{"a":1}', '[{"op":"move","from":"/b","path":"/b"}]', "patch_conflict"],
    ["an empty key", '{"":1}', '[{"op":"replace","path":"/","value":2}]', '{"":2}'],
    ["the end of a list", '{"a":[1]}', '[{"op":"add","path":"/a/1","value":2}]', '{"a":[1,2]}'],
    ["behind the end of a list", '{"a":[1]}', '[{"op":"add","path":"/a/2","value":2}]', "patch_conflict"],
    ["a leading zero", '{"a":[1,2]}', '[{"op":"replace","path":"/a/01","value":3}]', "patch_conflict"],
    ["a sign", '{"a":[1,2]}', '[{"op":"replace","path":"/a/-1","value":3}]', "patch_conflict"],
    ["an exponent", '{"a":[1,2]}', '[{"op":"replace","path":"/a/1e0","value":3}]', "patch_conflict"],
    ["a dash that is no item", '{"a":[1,2]}', '[{"op":"remove","path":"/a/-"}]', "patch_conflict"],
    ["a key of a list", '{"a":[1]}', '[{"op":"test","path":"/a/length","value":1}]', "patch_conflict"],
    ["a key of a text", '{"a":"x"}', '[{"op":"test","path":"/a/length","value":1}]', "patch_conflict"],
    ["replacing what is not there", "{}", '[{"op":"replace","path":"/a","value":1}]', "patch_conflict"],
    ["a test for null that is not there", "{}", '[{"op":"test","path":"/a","value":null}]', "patch_conflict"],
    ["a test for null", '{"a":null}', '[{"op":"test","path":"/a","value":null}]', '{"a":null}'],
    ["numbers by value", '{"a":1.0,"b":[1e2]}', '[{"op":"test","path":"","value":{"b":[100],"a":1}}]', '{"a":1,"b":[100]}'],
    ["large integers", '{"a":9007199254740993}', '[{"op":"test","path":"/a","value":9007199254740993}]', '{"a":9007199254740993}'],
    ["large integers that differ", '{"a":9007199254740993}', '[{"op":"test","path":"/a","value":9007199254740992}]', "patch_conflict"],
    [
      "keys that objects treat specially",
      '{"a":1}',
      '[{"op":"add","path":"/__proto__","value":{"x":1}},{"op":"add","path":"/__proto__/y","value":2}]',
      '{"a":1,"__proto__":{"x":1,"y":2}}',
    ],
    ["keys that objects have from elsewhere", '{"a":1}', '[{"op":"test","path":"/constructor","value":null}]', "patch_conflict"],
    ["copying what objects have from elsewhere", '{"a":1}', '[{"op":"copy","from":"/toString","path":"/b"}]', "patch_conflict"],
    ["a value that is missing", "{}", '[{"op":"add","path":"/a"}]', "patch_invalid"],
    ["a path that is missing", "{}", '[{"op":"add","value":1}]', "patch_invalid"],
    ["a from that is missing", '{"a":1}', '[{"op":"move","path":"/b"}]', "patch_invalid"],
    ["a pointer without a slash", '{"a":1}', '[{"op":"remove","path":"a"}]', "patch_invalid"],
    ["a pointer with a bad escape", '{"a":1}', '[{"op":"remove","path":"/~2"}]', "patch_invalid"],
    ["an op of the prototype", "{}", '[{"op":"toString","path":"/a","value":1}]', "patch_invalid"],
    ["an operation that is no object", "{}", "[1]", "patch_invalid"],
    ["no list", "{}", '{"op":"add","path":"/a","value":1}', "patch_invalid"],
    ["no operation", '{"a":1}', "[]", '{"a":1}'],
  ];
  for (const [name, document, operations, expected] of table) {
    await t.step(name, () => {
      assert.equal(outcome(document, operations), expected);
    });
  }
});

Deno.test("jsonPatch() changes nothing when an operation fails, and says which one", () => {
  const document = parseJson('{"tasks":[{"id":"a"}]}');
  const operations = parseJson('[{"op":"remove","path":"/tasks/0"},{"op":"replace","path":"/tsaks","value":1}]');
  assert.throws(() => jsonPatch(document, operations), (error) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.message, 'Operation 1, replace "/tsaks": there is no "tsaks"; did you mean "tasks"?');
    assert.deepEqual({ ...error.details }, { operation: 1, pointer: "/tsaks" });
    return true;
  });
  assert.equal(stringifyJson(document), '{"tasks":[{"id":"a"}]}');
});

Deno.test("jsonPatch() is bounded", async (t) => {
  const table: [string, Json, Json[]][] = [
    ["copies that double", { a: [1, 2, 3] }, Array.from({ length: 60 }, () => ({ op: "copy", from: "/a", path: "/a/-" }))],
    [
      "values inside one another without end",
      {},
      Array.from({ length: 250 }, (_, i) => ({ op: "add", path: "/a".repeat(i + 1), value: {} })),
    ],
    ["too many operations", {}, Array.from({ length: 10_001 }, () => ({ op: "test", path: "", value: {} }))],
    [
      "items moved to and fro",
      { a: Array.from({ length: 200_000 }, () => 0) },
      Array.from({ length: 5_000 }, () => ({ op: "move", from: "/a/199999", path: "/a/0" })),
    ],
  ];
  for (const [name, document, operations] of table) {
    await t.step(name, () => {
      assert.throws(() => jsonPatch(document, operations), (error) => error instanceof AppError && error.code === "patch_invalid");
    });
  }
});
