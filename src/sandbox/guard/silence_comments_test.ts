import assert from "node:assert/strict";
import { loadParser } from "./parse_module.ts";
import { silenceComments } from "./silence_comments.ts";
import { programOf } from "./testing.ts";

const parse = await loadParser();

Deno.test("silenceComments() blanks the sign of comments that V8 obeys, and of nothing else", async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ["a\n//# sourceMappingURL=x", "a\n//  sourceMappingURL=x"],
    ["a //@ sourceURL=x\nb", "a //  sourceURL=x\nb"],
    ["`\n//# sourceMappingURL=x\n`; '//# x'; /\\/\\/#/; // //# x", "`\n//# sourceMappingURL=x\n`; '//# x'; /\\/\\/#/; // //# x"],
    ["`${ a //# sourceURL=x\n}`", "`${ a //  sourceURL=x\n}`"],
    ["/* //# x */ //#\n//#\r\n//# é😀", "/* //# x */ // \n// \r\n//  é😀"],
    ["class A { #p = 1 } //\n# ".slice(0, 18), "class A { #p = 1 }"],
    ["(a = //# x\n1) => a; (b, //# y\nc)", "(a = //  x\n1) => a; (b, //  y\nc)"],
  ];
  for (const [text, silent] of cases) await t.step(text, () => assert.equal(silenceComments(text, parse), silent));
});

Deno.test("prepareProgram() makes a program that cannot say where its errors come from", async () => {
  const program = await programOf("a.js", {
    "/p/a.js": "export default () => { throw new Error('x') }\n//# sourceURL=file:///etc/forged.js",
  });
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/a.mjs`, program.files.get(program.entry) ?? "");
    const module = await import(`file://${folder}/a.mjs`);
    assert.throws(module.default, (error: Error) => (error.stack ?? "").includes(`${folder}/a.mjs:1:30`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
