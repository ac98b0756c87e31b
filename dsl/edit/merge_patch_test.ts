import assert from "node:assert/strict";
import { type Json, parseJson, stringifyJson } from "../../src/core/mod.ts";
import { mergePatch } from "./merge_patch.ts";

/** RFC 7396, appendix A: original, patch, result. */
const APPENDIX: readonly (readonly [string, string, string])[] = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', "{}"],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', "null", "null"],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ["[1,2]", '{"a":"b","c":null}', '{"a":"b"}'],
  ["{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
];

Deno.test("mergePatch() does what RFC 7396 says", async (t) => {
  for (const [document, patch, expected] of APPENDIX) {
    await t.step(`${document} with ${patch}`, () => {
      assert.equal(stringifyJson(mergePatch(parseJson(document), parseJson(patch))), expected);
    });
  }
  await t.step("the example of section 3", () => {
    const document =
      '{"title":"Goodbye!","author":{"givenName":"John","familyName":"Doe"},"tags":["example","sample"],"content":"unchanged"}';
    const patch = '{"title":"Hello!","phoneNumber":"+01-123-456-7890","author":{"familyName":null},"tags":["example"]}';
    assert.equal(
      stringifyJson(mergePatch(parseJson(document), parseJson(patch))),
      '{"title":"Hello!","author":{"givenName":"John"},"tags":["example"],"content":"unchanged","phoneNumber":"+01-123-456-7890"}',
    );
  });
});

Deno.test("mergePatch() takes keys that objects treat specially for ordinary ones", () => {
  const patched = mergePatch(JSON.parse('{"a":1}') as Json, JSON.parse('{"__proto__":{"x":1},"constructor":null,"toString":2}') as Json);
  assert.equal(stringifyJson(patched), '{"a":1,"__proto__":{"x":1},"toString":2}');
  assert.equal(Object.getPrototypeOf(patched), null);
  assert.equal(({} as { x?: number }).x, undefined);
});

Deno.test("mergePatch() keeps large integers and leaves its arguments as they were", () => {
  const document = parseJson('{"a":9007199254740993,"b":{"c":1}}');
  const patch = parseJson('{"b":{"c":null,"d":9007199254740995}}');
  assert.equal(stringifyJson(mergePatch(document, patch)), '{"a":9007199254740993,"b":{"d":9007199254740995}}');
  assert.equal(stringifyJson(document), '{"a":9007199254740993,"b":{"c":1}}');
});
