import type { Attack } from "../attack.ts";

/** Where a parser that reads comments, templates, divisions or line ends otherwise than the engine would not see the import. */
const HIDDEN = {
  "html comment": "let a = 1, b = 0; const p = a <!--b, IMPORT;",
  "html comment closed": "let a = 1;\n--> 0; IMPORT;",
  "line separator ends a comment": "// x\u2028IMPORT;",
  "paragraph separator ends a comment": "// x\u2029IMPORT;",
  "carriage return ends a comment": "// x\rIMPORT;",
  "hashbang ended by a separator": "#! x\u2028IMPORT;",
  "hashbang": "#!/usr/bin/env IMPORT\nIMPORT;",
  "no line end": "// x\u0085 y\u000b z\u000c\nIMPORT;",
  "class in a regular expression": "const r = /[/]\\/*/; IMPORT; /* */",
  "nested class": "const r = /[[/]]/v; IMPORT; //]/v",
  "division after a block": "let x = 4, g = 2; {}\n/1/g; IMPORT; /1/g",
  "division after a call": "let g = 1; const f = () => 4; f()\n/ IMPORT /g",
  "template within a template": "`${`${'}'}`}${IMPORT}`",
  "template": "`\\`${IMPORT}`",
  "escapes in the word": "im\\u0070ort(X).then((m) => m);",
  "comments within": "import/**/(/* */X/* */);",
  "optional chain": "import(X)?.then?.(String);",
  "in a class": "class A { static { IMPORT } [IMPORT] = 1; static x = IMPORT }",
  "in a default": "const { a = IMPORT } = {}; ((b = IMPORT) => b)();",
  "in a decorator": "@(IMPORT) class A {}",
  "with source": "import.source(X);",
  "with defer": "import.defer(X);",
  "after await as a name": "async () => await /x/g.exec(IMPORT);",
  "yield and a regular expression": "function* g() { yield /}/; IMPORT; }; [...g()]",
  "arrow and a regular expression": "const f = () => {}\n/x/g\nIMPORT; /x/",
  "big label": "a: { break a; }\nIMPORT",
  "byte order mark within": "\ufeffIMPORT;",
  "surrogates": "const \u{20BB7} = IMPORT;",
  "assigned import attributes": 'import(X, { with: { type: "json" } });',
  "in a tagged template": "String.raw`a${IMPORT}b`",
  "using": "{ using x = { [Symbol.dispose]() { IMPORT } }; }",
} as const;

export default {
  title: "`import()` where a parser that differs from the engine would not see it",
  stoppedBy: ["guard", "kernel"],
  plain: "works compiled",
  scripts({ outside }) {
    return Object.fromEntries(
      Object.entries(HIDDEN).map(([name, text]) => {
        const address = JSON.stringify(`file://${outside}/secret.js`);
        const hidden = text.replaceAll("IMPORT", `globalThis.promised = import(${address}).then((m) => console.log(m.default))`)
          .replaceAll("(X", `(${address}`).replaceAll("X/*", `${address}/*`);
        const wait = "export default async () => { await new Promise((resolve) => setTimeout(resolve, 20)); };";
        return [name, { files: { "main.js": `${hidden}\n${wait}\n` } }];
      }),
    );
  },
} satisfies Attack;
