import assert from "node:assert/strict";
import fc from "fast-check";
import { rewriteSpecifiers } from "./rewrite_specifiers.ts";
import { EDITOR_LINE_ENDS, SCRIPT_LINE_ENDS, TextLines } from "./text_lines.ts";

Deno.test("rewriteSpecifiers() leads every place outside of a specifier back to the character it came from", () => {
  const filler = fc.string({ unit: fc.constantFrom("a", " ", "\n", "\r\n", "\r", "\u2028", "é", "😀", ";"), maxLength: 8 });
  const literal = fc.constantFrom('"./a.js"', "'../very/long/path.ts'", '"./\\\na.js"', '"./\\\r\na.js"');
  fc.assert(
    fc.property(
      fc.array(fc.record({ filler, literal, to: fc.constantFrom("./b.mjs", "../../c/d.mjs") }), { maxLength: 5 }),
      filler,
      (parts, last) => {
        let text = "";
        let wanted = "";
        const pairs: [from: number, to: number][] = [];
        const both = (piece: string) => {
          for (let i = 0; i < piece.length; i++) pairs.push([text.length + i, wanted.length + i]);
          text += piece;
          wanted += piece;
        };
        const edits = parts.map(({ filler, literal, to }) => {
          both(`${filler} `);
          const span = { start: text.length, end: text.length + literal.length };
          text += literal;
          wanted += `"${to}"${/[\r\n]+/.exec(literal)?.[0] ?? ""}`;
          return { span, specifier: to };
        });
        both(` ${last}`);
        const rewritten = rewriteSpecifiers(text, edits.reverse());
        assert.equal(rewritten.text, wanted);
        assert.equal([...wanted.matchAll(SCRIPT_LINE_ENDS)].length, [...text.matchAll(SCRIPT_LINE_ENDS)].length);
        const lines = new TextLines(wanted, SCRIPT_LINE_ENDS);
        const original = new TextLines(text, EDITOR_LINE_ENDS);
        for (const [from, to] of pairs) assert.deepEqual(rewritten.locate(lines.place(to), text), original.place(from));
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("rewriteSpecifiers() leads a place within a specifier to its beginning, and one beyond the text nowhere", () => {
  const text = "import x from './a.ts'; f()";
  const { text: written, locate } = rewriteSpecifiers(text, [{ span: { start: 14, end: 22 }, specifier: "../user/a.ts.mjs" }]);
  assert.equal(written, 'import x from "../user/a.ts.mjs"; f()');
  assert.deepEqual(locate({ line: 1, column: 20 }, text), { line: 1, column: 15 });
  assert.deepEqual(locate({ line: 1, column: written.indexOf("f()") + 1 }, text), { line: 1, column: text.indexOf("f()") + 1 });
  for (
    const place of [{ line: 2, column: 1 }, { line: 0, column: 1 }, { line: 1, column: 0 }, { line: 1, column: 99 }, {
      line: NaN,
      column: NaN,
    }]
  ) {
    assert.equal(locate(place, text), undefined);
  }
});
