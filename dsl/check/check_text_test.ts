import assert from "node:assert/strict";
import { offsetInCheckText, parseCheck } from "./mod.ts";

Deno.test("offsetInCheckText() finds a character behind quotes, prefixes and escapes", () => {
  const place = (source: string, wanted: string) => {
    const [text] = parseCheck(source).texts;
    assert.ok(text !== undefined);
    const at = offsetInCheckText(source, text, text.value.indexOf(wanted));
    return source.slice(at, at + wanted.length);
  };
  assert.equal(place('file "/a/{{ x }}" exists', "{{"), "{{");
  assert.equal(place(String.raw`file "\t\x41\u0042\U0001F600\101z" exists`, "z"), "z");
  assert.equal(place(String.raw`file r"\t{{" exists`, "{{"), "{{");
});
