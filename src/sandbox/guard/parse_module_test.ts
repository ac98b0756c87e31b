import assert from "node:assert/strict";
import fc from "fast-check";
import { checkRules } from "./check_rules.ts";
import { moduleLinks } from "./module_links.ts";
import { loadParser } from "./parse_module.ts";

const parse = await loadParser();

Deno.test("parse() answers for any tokens, and so does everything that reads its trees", () => {
  const token = fc.oneof(
    fc.constantFrom(
      ..."import export default from as with async await function class extends static get set new return yield let const var of in if else for while do switch case break continue try catch finally throw typeof void delete this super null true eval Function Worker using accessor meta type enum a b #p"
        .split(" "),
    ),
    fc.constantFrom(
      ..."( ) [ ] { } ; , . ?. ... => = += ?? ||= ! ~ + ++ - * ** / % < > << <!-- --> === & | ^ ? : @ # \\ ` ${ ' \" /* */ // \n \r \u2028 \0"
        .split(" "),
    ),
    fc.constantFrom("1", "0x", "1n", "08", "'x'", '"y"', "`z`", "/r/u", "\\u0065val", "\\u{110000}", "\ud800", "😀", "é", "\ufeff"),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 40 }), fc.constantFrom("", " "), (tokens, gap) => {
      const text = tokens.join(gap);
      const parsed = parse(text);
      if ("tree" in parsed) {
        checkRules(parsed.tree, "strict");
        moduleLinks(parsed.tree);
      } else {
        const { start, end } = parsed.problem.span;
        assert.ok(0 <= start && start <= end && end <= text.length, `${start}-${end} of ${text.length}: ${JSON.stringify(text)}`);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("parse() answers for real code with a piece cut out, doubled or replaced", async () => {
  const names = ["walk_tree.ts", "name_scopes.ts", "prepare_program.ts"];
  const { loadStripper } = await import("./load_stripper.ts");
  const stripper = await loadStripper();
  const codes = await Promise.all(names.map(async (name) => stripper.strip(await Deno.readTextFile(new URL(name, import.meta.url)))));
  fc.assert(
    fc.property(fc.constantFrom(...codes), fc.nat(), fc.nat(60), fc.string({ maxLength: 6 }), (code, at, length, put) => {
      const start = at % code.length;
      const parsed = parse(code.slice(0, start) + put + code.slice(start + length));
      if ("tree" in parsed) checkRules(parsed.tree, "strict");
    }),
    { numRuns: 300 },
  );
});

Deno.test("parse() gives no tree that reaches beyond its text", () => {
  const parsed = parse("/* é😀 */ export default 1;\u2028let a = `\r\n`");
  assert.ok("tree" in parsed);
  assert.equal(parsed.tree.end, "/* é😀 */ export default 1;\u2028let a = `\r\n`".length);
});

Deno.test("parse() tells what is declared twice or exported without a declaration", () => {
  for (const text of ["let a; let a", "import { a } from 'x'; let a", "export { zz }", "export default 1; export default 2"]) {
    assert.ok("problem" in parse(text), text);
  }
});

Deno.test("parse() takes a moment for a megabyte of any one thing", () => {
  const many = (text: string) => text.repeat(1_000_000 / text.length);
  const texts = [
    many("a;"),
    many("a:;"),
    many("var a;"),
    "{".repeat(700) + Array.from({ length: 60_000 }, (_, i) => `var a${i};`).join("") + "}".repeat(700),
    many("`${a}`;"),
    many("/a/;"),
    many("({a:[b,{c}]}=d);"),
    many("/**/"),
    many("\n"),
    `let s = "${many("x")}"`,
  ];
  for (const text of texts) {
    const began = performance.now();
    parse(text);
    assert.ok(performance.now() - began < 10_000, text.slice(0, 20));
  }
});
