import assert from "node:assert/strict";
import fc from "fast-check";
import { stringifyJson } from "../../core/mod.ts";
import { parseStrictJson } from "./strict_json.ts";

const refused = (text: string, message: RegExp) => assert.throws(() => parseStrictJson(text), { code: "body_malformed", message });

Deno.test("parseStrictJson() reads whatever JSON.stringify writes", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
    const text = JSON.stringify(value);
    assert.equal(stringifyJson(parseStrictJson(text)), JSON.stringify(JSON.parse(text)));
  }));
});

Deno.test("parseStrictJson() refuses a key twice in one object, however it is written", () => {
  refused('{"a":1,"a":2}', /key "a" twice/);
  refused('{"a":1,"\\u0061":2}', /key "a" twice/);
  refused('[{"x":{"b":1,"c":[1,2],"b":3}}]', /key "b" twice/);
  refused('{"__proto__":1,"__proto__":2}', /twice/);
  refused('{"\\\\":1,"\\\\":2}', /twice/);
  for (
    const text of [
      '{"a":{"a":1},"b":"a"}',
      '[{"a":1},{"a":2}]',
      '{"a":"\\"a\\":","b":["a","a"]}',
      '{"a\\"":1,"a":2}',
      '{"\\\\":"\\"","a":"\\\\"}',
    ]
  ) {
    assert.doesNotThrow(() => parseStrictJson(text), text);
  }
});

Deno.test("parseStrictJson() refuses more than 200 levels and numbers without end, before they are read", () => {
  assert.doesNotThrow(() => parseStrictJson("[".repeat(200) + "]".repeat(200)));
  refused("[".repeat(201) + "]".repeat(201), /200 levels/);
  refused('{"a":'.repeat(300_000), /200 levels/);
  assert.equal(parseStrictJson("9".repeat(1000)), BigInt("9".repeat(1000)));
  refused(`[1,${"9".repeat(1001)}]`, /1000 digits/);
  refused("9".repeat(5_000_000), /1000 digits/);
});

Deno.test("parseStrictJson() says of what is no JSON that it is none", () => {
  for (const text of ["", "{", '{"a"}', "nul", '"', '"\\', "[1,]", "{'a':1}", '{"a":1}}', "\u00a01", '"\\ud800" x', "NaN", "01"]) {
    refused(text, /not JSON/);
  }
});

Deno.test("parseStrictJson() keeps integers exact and __proto__ a key like any other", () => {
  const value = parseStrictJson('{"n":9223372036854775807,"__proto__":{"x":1}}') as Record<string, unknown>;
  assert.equal(value.n, 9223372036854775807n);
  assert.deepEqual(Object.keys(value), ["n", "__proto__"]);
});
