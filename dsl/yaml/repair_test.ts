import assert from "node:assert/strict";
import { blankOut, damageOf } from "./repair.ts";
import type { Problem } from "./problem.ts";

/** The text without what is broken at the first `@`, which marks the problem's place and is no part of the text. */
function repaired(marked: string, code: Problem["code"]): string {
  const start = marked.indexOf("@");
  const text = marked.replace("@", "");
  return blankOut(text, damageOf({ code, message: "", start, end: start + 1, structural: true }, text)).replaceAll(/ +$/gm, "");
}

Deno.test("damageOf() ends at the next key of the same map", () => {
  assert.equal(repaired('a:\n  b: @"x\n  c: 1\n', "yaml_unclosed_quote"), "a:\n\n  c: 1\n");
  assert.equal(repaired('a:\n  b: @"x\n    y: z\nd: 1\n', "yaml_unclosed_quote"), "a:\n\n\nd: 1\n");
});

Deno.test("damageOf() leaves the dash of a broken item", () => {
  assert.equal(repaired('- id: @"a\n  run: x\n- id: b\n', "yaml_unclosed_quote"), "-\n  run: x\n- id: b\n");
});

Deno.test("damageOf() takes a misplaced item with all its keys", () => {
  assert.equal(repaired("l:\n  - id: a\n @- id: b\n   run: x\n  - id: c\n", "yaml_indent"), "l:\n  - id: a\n\n\n  - id: c\n");
  assert.equal(
    repaired("l:\n  - id: a\n    run: x\n@\t- id: b\n    run: y\n  - id: c\n", "yaml_tab"),
    "l:\n  - id: a\n    run: x\n\n\n  - id: c\n",
  );
});

Deno.test("damageOf() takes a misplaced key alone", () => {
  assert.equal(repaired("- id: a\n @b: 1\n  c: 2\n", "yaml_indent"), "- id: a\n\n  c: 2\n");
  assert.equal(repaired("- id: a\n     @b: 1\n  c: 2\n", "yaml_indent"), "- id: a\n\n  c: 2\n");
});

Deno.test("damageOf() begins where the bracket was opened that is closed wrongly", () => {
  const text = "a: [1,\n  2}\nb: 1\n";
  const problem: Problem = {
    code: "yaml_unclosed_bracket",
    message: "",
    start: text.indexOf("}"),
    end: text.indexOf("}") + 1,
    structural: true,
    related: { message: "", start: text.indexOf("["), end: text.indexOf("[") + 1 },
  };
  assert.equal(text.slice(damageOf(problem, text).end), "b: 1\n");
});

Deno.test("blankOut() keeps line ends and every place", () => {
  assert.equal(blankOut("a\r\nbc\nd", { start: 1, end: 5 }), "a\r\n  \nd");
  assert.equal(blankOut("😀b", { start: 0, end: 2 }), "  b");
});
