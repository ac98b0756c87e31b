import assert from "node:assert/strict";
import { AppError, type Json } from "../../src/core/mod.ts";
import { readYaml } from "../yaml/mod.ts";
import { documentOf } from "./document_of.ts";
import { editYaml } from "./edit_yaml.ts";

Deno.test("editYaml() gives the text back that says it already", async () => {
  const text = "\ufeff# x\r\na:   012\r\nb: { c: 1.0,d: 9007199254740993 }   \r\n\r\n";
  assert.equal(await editYaml(text, { b: { d: 9007199254740993n, c: 1 }, a: 12n }), text);
});

Deno.test("editYaml() keeps the mark, the line ends and the end of a text", async (t) => {
  const table: [string, string, Json, string][] = [
    ["CRLF", "a: 1 # x\r\nb:\r\n  c: 1\r\n", { a: 2, b: { c: 1, d: "x\ny" } }, "a: 2 # x\r\nb:\r\n  c: 1\r\n  d: |-\r\n    x\r\n    y\r\n"],
    ["CRLF of a text", "a: |\r\n  x\r\n  y\r\nb: 1\r\n", { a: "x\nz\n", b: 1 }, "a: |\r\n  x\r\n  z\r\nb: 1\r\n"],
    ["a mark", "\ufeffa: 1\n", { a: 2 }, "\ufeffa: 2\n"],
    ["no line end", "a: 1\nb: 2", { a: 1, b: 2, c: 3 }, "a: 1\nb: 2\nc: 3"],
    ["no line end, and the last line goes", "a: 1\nb: 2", { a: 1 }, "a: 1\n"],
    ["nothing at all", "", { a: 1 }, "a: 1\n"],
    ["only a marker", "---\n", { a: 1 }, "---\na: 1\n"],
    ["brackets for all of it", "{a: 1}\n", { a: 1, b: ["x"] }, "{a: 1, b: [x]}\n"],
    ["another kind of root", "# x\na: 1\n", [1, { a: 2 }], "# x\n- 1\n- a: 2\n"],
    ["a text as root", "a: 1\n", "x y", "x y\n"],
  ];
  for (const [name, text, target, expected] of table) {
    await t.step(name, async () => {
      assert.equal(await editYaml(text, target), expected);
    });
  }
});

Deno.test("editYaml() writes what would be read as something else so that it is not", async () => {
  const texts = [
    ...[
      "",
      " ",
      "x ",
      "~",
      "null",
      "Null",
      "true",
      "no",
      "on",
      "y",
      "1",
      "-1",
      "1.5",
      "0x1f",
      "0o7",
      "1e3",
      ".5",
      ".inf",
      "1_000",
      "12:30",
      "2026-01-02",
    ],
    ...["- x", "-", "--", "---", "...", "? x", ": x", "x:", "x: y", "x #y", "#x", "&x", "*x", "!x", "|", ">", "%x", "@x", "`x", "<<", "="],
    ...[
      "[x]",
      "{x}",
      "x, y",
      "'x'",
      '"x"',
      "it's",
      'a "b" \\c',
      "{{ x }}",
      "a {{ x }}",
      "\t",
      "a\tb",
      "\n",
      "\n\n",
      "a\n",
      "a\nb",
      " a\nb\n",
      "a\n\n",
    ],
    ...["\u0000", "\u0007", "\u007f", "\u0085", "\u00a0", "\u2028", "\ufeff", "\ufffe", "é", "😀", "a\r\nb", "\ra"],
  ];
  const target: Json = { block: texts, map: Object.assign(Object.create(null), Object.fromEntries(texts.map((text) => [text, text]))) };
  for (
    const before of [
      "block: []\nmap: {}\n",
      "block: [x]\nmap: { x: y }\n",
      'block: ["x", 1]\nmap:\n  a: x\n',
      "block:\n  - 'x'\n  - |\n    x\n",
    ]
  ) {
    const { root } = await readYaml(await editYaml(before, target), "");
    assert.ok(root);
    assert.deepEqual(documentOf(root), Object.assign(Object.create(null), target));
  }
});

Deno.test("editYaml() takes keys that objects treat specially for ordinary ones", async () => {
  const target = Object.assign(Object.create(null), { a: 1, ["__proto__"]: { x: 1 } }) as Json;
  assert.equal(await editYaml("a: 1\nconstructor: 2\n", target), "a: 1\n__proto__:\n  x: 1\n");
});

Deno.test("editYaml() refuses what it cannot do", async (t) => {
  const deep = Array.from({ length: 250 }).reduce<Json>((value) => [value], 1);
  const table: [string, string, Json, string][] = [
    ["a text with mistakes", "a: [1\n", { a: 1 }, "file_not_editable"],
    ["a key twice", "a: 1\na: 2\n", { a: 1 }, "file_not_editable"],
    ["two documents", "a: 1\n---\nb: 1\n", { a: 1 }, "file_not_editable"],
    ["half of a character", "a: 1\n", { a: "\ud800" }, "document_invalid"],
    ["too many levels", "a: 1\n", { a: deep }, "document_invalid"],
    ["too large", "a: 1\n", { a: "x".repeat(8 * 1024 * 1024) }, "document_invalid"],
  ];
  for (const [name, text, target, code] of table) {
    await t.step(name, async () => {
      await assert.rejects(editYaml(text, target), (error) => error instanceof AppError && error.code === code);
    });
  }
});

Deno.test("editYaml() spoils no field because another one cannot be changed in place", async () => {
  const text = 'a: # one\n  b: 1 # two\n"*": &x\nc: *x # three\nd: [1] # four\n';
  const edited = await editYaml(text, { a: { b: 2 }, "*": 5, c: null, d: [1] });
  assert.ok(edited.startsWith("a: # one\n  b: 2 # two\n") && edited.includes("d: [1] # four"), edited);
});
