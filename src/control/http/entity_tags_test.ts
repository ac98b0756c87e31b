import assert from "node:assert/strict";
import { entityTag, matchesNone, parseIfMatch } from "./entity_tags.ts";

Deno.test("parseIfMatch() gives the revisions of strong tags, and none for weak or foreign ones", () => {
  assert.deepEqual(parseIfMatch('"3"'), [3]);
  assert.deepEqual(parseIfMatch('"3" , "12","x"'), [3, 12]);
  assert.deepEqual(parseIfMatch('W/"3"'), []);
  assert.deepEqual(parseIfMatch('W/"3", "4"'), [4]);
  assert.deepEqual(parseIfMatch('"03","3.0","-3","9999999999999999999"," 3"'), []);
  assert.equal(parseIfMatch(" * "), "any");
});

Deno.test("parseIfMatch() refuses what is no list of tags", () => {
  for (const header of ["3", '"3', '"3" "4"', 'w/"3"', "", ",", '*, "3"', '"a"x', `${'"1",'.repeat(5000)}"1"`]) {
    assert.throws(() => parseIfMatch(header), { code: "header_malformed" }, header.slice(0, 20));
  }
});

Deno.test("matchesNone() compares weakly", () => {
  assert.ok(matchesNone(`"2", ${entityTag(3)}`, 3));
  assert.ok(matchesNone('W/"3"', 3));
  assert.ok(matchesNone("*", 3));
  assert.ok(!matchesNone('"4"', 3));
  assert.equal(entityTag(null), '"0"');
});
