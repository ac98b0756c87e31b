import assert from "node:assert/strict";
import fc from "fast-check";
import { loadStripper } from "./load_stripper.ts";
import { stripTypes } from "./strip_types.ts";
import { prepare, toldOf } from "./testing.ts";

const END = "\nexport default 1";

Deno.test("stripTypes() refuses, at its true place and with an alternative,", async (t) => {
  const cases: readonly (readonly [text: string, place: string, message: RegExp, hint: RegExp])[] = [
    ["enum A { B }", "1:1", /`enum` has to be compiled/, /as const/],
    ["let a = 1;\r\n  const enum A { B }", "2:3", /enum/, /as const/],
    ["let s = 'é😀漢'; enum A { B }", "1:17", /enum/, /as const/],
    ["/*\u2028*/ enum A { B }", "1:7", /enum/, /as const/],
    ["let é = '漢';\nlet ü: string; enum A {}", "2:16", /enum/, /as const/],
    ["namespace N { export const x = 1 }", "1:1", /namespace/, /file of their own/],
    ["class A { constructor(private x: string) {} }", "1:23", /parameter property/, /constructor/],
    ["class A { constructor(a: string, public readonly x = 1) {} }", "1:34", /parameter property/, /constructor/],
    ["import fs = require('fs');", "1:1", /import x/, /import x from/],
    ["let a = <string>b;", "1:9", /type assertion/, /x as T/],
    ["@dec class A {}", "1:1", /Decorators/, /Call the function/],
    ["class A { @dec m() {} }", "1:11", /Decorators/, /Call the function/],
    ["class A { accessor x: number = 1 }", "1:11", /accessor/, /private field/],
  ];
  for (const [text, place, message, hint] of cases) {
    await t.step(text, async () => {
      const prepared = await prepare("a.ts", { "/p/a.ts": text + END });
      assert.ok("diagnostics" in prepared);
      const [first] = prepared.diagnostics;
      assert.equal((await toldOf(text + END, "ts"))[0], `a.ts:${place} script_typescript`);
      assert.match(first?.message ?? "", message);
      assert.match(first?.hint ?? "", hint);
    });
  }
});

Deno.test("stripTypes() tells all of a file at once, and the rules it breaks too", async () => {
  const text = "enum A {}\nenum B {}\nclass C { constructor(private x, public y) {} }\nlet z = <any>q;\neval('1');" + END;
  assert.deepEqual(await toldOf(text, "ts"), [
    "a.ts:1:1 script_typescript",
    "a.ts:2:1 script_typescript",
    "a.ts:3:23 script_typescript",
    "a.ts:3:34 script_typescript",
    "a.ts:4:9 script_typescript",
    "a.ts:5:1 script_forbidden",
  ]);
});

Deno.test("stripTypes() gives the place of a syntax error in TypeScript", async () => {
  assert.deepEqual(await toldOf("let a: number = 1;\nlet é: = 3;" + END, "ts"), ["a.ts:2:8 script_syntax"]);
  assert.deepEqual(await toldOf("let a: string = '\n" + END, "ts"), ["a.ts:1:17 script_syntax"]);
});

Deno.test("stripTypes() lets types vanish and keeps every offset", async () => {
  const stripper = await loadStripper();
  const pieces = [
    "let x: number = 1;",
    "type A = { é: '漢😀' };\n",
    "interface B<T> { a: T }\r\n",
    "import type { Q } from './nowhere.ts';",
    "import { type R } from './b.ts';",
    "export type { S } from './c.ts';",
    "const f = <T,>(a: T, b?: string): a is string => a as any;\n",
    "function g(this: A, ...r: number[]): void {}",
    "abstract class C<T> extends D<T> implements E { declare x: string; private y!: number; abstract m(): void; z? = 1 }\n",
    "let y = z! satisfies unknown as const;",
    "declare const w: string;\u2028",
    "declare module 'x' { const a: 1 }\r",
    "'😀';/* é: number */",
    "x\ntype Z = 1\n(1);",
    "a<b>(c);",
    "function h(): void\nfunction h() {}",
    "\t",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      const { code, problems } = stripTypes(text, stripper);
      if (code === undefined) return assert.ok(problems.length > 0);
      assert.equal(code.length, text.length);
      for (let i = 0; i < text.length; i++) {
        const was: string = text[i] ?? "";
        const now: string = code[i] ?? "";
        // A type alias in the middle of statements leaves a semicolon, so that they stay apart.
        if (now !== was) assert.match(now, /[\s;]/u);
        if (/[\r\n]/.test(was)) assert.equal(now, was);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("stripTypes() answers within seconds what would cost the stripper minutes", async (t) => {
  const cases = {
    assertions: "<a>".repeat(30_000) + "b",
    "type arguments": ("f<".repeat(800) + "b;\n").repeat(50),
    "enums in a line": "enum A {} ".repeat(50_000),
    "errors in a line": "a?.b = 1;".repeat(50_000),
    "parameter properties in a line": "class A { constructor(readonly a) {} } ".repeat(20_000),
    "enums in lines": "enum A {}\n".repeat(50_000),
  };
  for (const [name, text] of Object.entries(cases)) {
    await t.step(name, async () => {
      const began = performance.now();
      await toldOf(text + END, "ts");
      assert.ok(performance.now() - began < 10_000);
    });
  }
});
