import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import { splitTemplate } from "./split_template.ts";

/** Pieces as texts: an expression in brackets. */
function pieces(text: string): string[] {
  return splitTemplate(text).pieces.map((piece) => piece.kind === "text" ? piece.text : `[${piece.source}]`);
}

Deno.test("splitTemplate() finds expressions, whatever their strings and maps hold", async (t) => {
  const cases: readonly (readonly [text: string, ...expected: string[]])[] = [
    ["", ...[]],
    ["plain } }} text", "plain } }} text"],
    ["{{x}}", "[x]"],
    ["a {{ x }} b {{y}}", "a ", "[ x ]", " b ", "[y]"],
    ["{{ '}}' }}", "[ '}}' ]"],
    ['{{ "a\\"}}" }}', '[ "a\\"}}" ]'],
    ["{{ r'\\' }} b", "[ r'\\' ]", " b"],
    ['{{ br"\\" }} b', '[ br"\\" ]', " b"],
    ["{{ '''it's }}''' }}", "[ '''it's }}''' ]"],
    ["{{ '{{' }}", "[ '{{' ]"],
    ['{{ {"a": {"b": 1}} }}', '[ {"a": {"b": 1}} ]'],
    ['{{{"a":{"b":1}}}}', '[{"a":{"b":1}}]'],
    ["{{ a // it's }} b", "[ a // it's ]", " b"],
    ["{{ a // it's\n + b }}", "[ a // it's\n + b ]"],
    ["{{ 'a }} b", "[ 'a ]", " b"],
    ["{{ {1 }} b", "[ {1 ]", " b"],
    ["{{}}", "[]"],
  ];
  for (const [text, ...expected] of cases) await t.step(JSON.stringify(text), () => assert.deepEqual(pieces(text), expected));
});

Deno.test("splitTemplate() gives the place of a `{{` that nothing closes", () => {
  assert.deepEqual(splitTemplate("a {{ b"), { pieces: [{ kind: "text", span: { start: 0, end: 2 }, text: "a " }], unclosed: 2 });
});

Deno.test("splitTemplate() covers every character once", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom("{{", "}}", "{", "}", "'", '"', "\\", "a", "//", "\n", "r")), (parts) => {
    const text = parts.join("");
    const { pieces, unclosed } = splitTemplate(text);
    const end = pieces.reduce((at, piece) => {
      assert.equal(piece.span.start, at);
      assert.ok(piece.span.end > at);
      return piece.span.end;
    }, 0);
    assert.equal(end, unclosed ?? text.length);
  }));
});

Deno.test("splitTemplate() stays linear on hostile texts", () => {
  // Processor time: what else the machine does takes none of it.
  const begin = process.cpuUsage();
  for (const unit of ["{{ { }} ", "{{ ''' }}", "{{ ' }}", "{{"]) splitTemplate(unit.repeat(200_000));
  assert.ok(process.cpuUsage(begin).user < 5_000_000);
});
