import assert from "node:assert/strict";
import { checkScript } from "./check_script.ts";
import { testingFiles } from "./guard/testing_files.ts";

const FILES = testingFiles({
  "/p/good.ts": 'import { a } from "./lib.ts";\nexport default (): object => ({ a });\n',
  "/p/lib.ts": "export const a: number = 1;\n",
  "/p/bad.ts": 'import "./worse.ts";\nexport default () => eval("1");\n',
  "/p/worse.ts": "enum A { B }\n",
});
const OPTIONS = { folder: "/p", files: FILES, nameOf: (path: string) => path.replace("/p/", "p/") };

Deno.test("checkScript() has nothing to say of a script that may run, but what files it is made of", async () => {
  const { problems, sources } = await checkScript({ kind: "file", path: "/p/good.ts" }, OPTIONS);
  assert.deepEqual([problems, [...sources.keys()].sort()], [[], ["p/good.ts", "p/lib.ts"]]);
  const inline = { kind: "inline", name: 'script of "a"', text: 'import { a } from "./lib.ts";\nexport default () => ({ a });\n' } as const;
  assert.deepEqual((await checkScript(inline, OPTIONS)).problems, []);
});

Deno.test("checkScript() names the files that problems point into, with their texts", async () => {
  const { problems, sources } = await checkScript({ kind: "file", path: "/p/bad.ts" }, OPTIONS);
  assert.deepEqual(problems.map(({ file, code }) => [file, code]), [["p/bad.ts", "script_forbidden"], ["p/worse.ts", "script_typescript"]]);
  assert.deepEqual([...sources.keys()], ["p/bad.ts", "p/worse.ts"]);
});

Deno.test("checkScript() names no file for an inline text, nor for a name that leads to none", async () => {
  const inline = { kind: "inline", name: 'script of "a"', text: 'import "./worse.ts";\nexport default () => eval("1");\n' } as const;
  const { problems, sources } = await checkScript(inline, OPTIONS);
  assert.deepEqual(problems.map(({ file, code }) => [file, code]), [[undefined, "script_forbidden"], ["p/worse.ts", "script_typescript"]]);
  assert.deepEqual([...sources.keys()], ["p/worse.ts"]);
  for (const [path, folder] of [["/p/none.ts", "/p"], ["/p", "/p"], ["/q/a.ts", "/p"], ["/p/good.ts", "/none"]] as const) {
    const missing = await checkScript({ kind: "file", path }, { ...OPTIONS, folder });
    assert.deepEqual([missing.problems.map(({ file }) => file), missing.sources.size], [[undefined], 0], path);
  }
});
