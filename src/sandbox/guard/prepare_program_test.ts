import assert from "node:assert/strict";
import { GUARD_LIMITS } from "./limits.ts";
import { prepare, programOf, told, toldOf } from "./testing.ts";

const END = "\nexport default 1";
const json = '{"a":1}';

Deno.test("prepareProgram() makes one folder of a script and all it imports", async () => {
  const program = await programOf("sub/main.ts", {
    "/p/sub/main.ts":
      `import { x } from '../b.js';\nimport data from "./d.json" with { type: "json" };\nimport { helpers } from 'executor';${END}`,
    "/p/b.js": "export * from './sub/c.mts'; export { x } from './sub/c.mts'",
    "/p/sub/c.mts": "export const x: number = 1",
    "/p/sub/d.json": json,
  });
  assert.equal(program.entry, "user/sub/main.ts.mjs");
  assert.deepEqual([...program.files.keys()].sort(), [
    "executor.mjs",
    "user/b.js.mjs",
    "user/sub/c.mts.mjs",
    "user/sub/d.json.json",
    "user/sub/main.ts.mjs",
  ]);
  assert.equal(
    program.files.get("user/sub/main.ts.mjs"),
    `import { x } from "../b.js.mjs";\nimport data from "./d.json.json" with { type: "json" };\nimport { helpers } from "../../executor.mjs";${END}`,
  );
  assert.equal(program.files.get("user/b.js.mjs"), 'export * from "./sub/c.mts.mjs"; export { x } from "./sub/c.mts.mjs"');
  assert.equal(program.files.get("user/sub/c.mts.mjs"), "export const x         = 1");
  assert.equal(program.files.get("user/sub/d.json.json"), json);
});

Deno.test("prepareProgram() makes what Deno runs", async () => {
  const program = await programOf("main.ts", {
    "/p/main.ts":
      "import { x } from './ü b#1.ts';\r\nimport d from './package.json' with { type: 'json' };\nexport default (a: number) => a + x + d.a;",
    "/p/ü b#1.ts": "import def from './main.ts'; export const x: number = 20; export { def };",
    "/p/package.json": '{"a":1,"type":"commonjs"}',
  }).catch((error) => error);
  assert.match(String(program), /script_import/, "an unescaped # is refused");
  const right = await programOf("main.ts", {
    "/p/main.ts":
      "import { x } from './ü b%231.ts';\r\nimport d from './package.json' with { type: 'json' };\nexport default (a: number) => a + x + d.a;",
    "/p/ü b#1.ts": "import def from './main.ts'; export const x: number = 20; export { def };",
    "/p/package.json": '{"a":1,"type":"commonjs"}',
  });
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, text] of right.files) {
      await Deno.mkdir(`${folder}/${path.slice(0, path.lastIndexOf("/") + 1)}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    const module = await import(`file://${folder}/${right.entry}`);
    assert.equal(module.default(300), 321);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("prepareProgram() takes an inline text as JavaScript, and as TypeScript when it is none", async (t) => {
  const inline = (text: string) => ({ kind: "inline", text, name: 'script of "a"' }) as const;
  await t.step("JavaScript", async () => {
    const program = await programOf(inline("import { x } from './b.js'\nexport default x"), { "/p/b.js": "export const x = 1" });
    assert.equal(program.files.get(program.entry), 'import { x } from "./b.js.mjs"\nexport default x');
    assert.deepEqual(program.locate(program.entry, 2, 3), { file: 'script of "a"', line: 2, column: 3 });
  });
  await t.step("TypeScript", async () => {
    const program = await programOf(inline("export default (a: number): string => `${a}`"));
    assert.equal(program.files.get(program.entry), "export default (a        )         => `${a}`");
  });
  const cases: readonly (readonly [string, string])[] = [
    ["export default (a) => a b", "1:25 script_syntax"],
    ["export default (a: number) => a b", "1:33 script_syntax"],
    ["enum A {}\nexport default 1", "1:1 script_typescript"],
    ["eval('1')\nexport default 1", "1:1 script_forbidden"],
    ["const x: string = eval('1')\nexport default 1", "1:19 script_forbidden"],
    ["const x = 1", "1:1 script_no_default"],
  ];
  for (const [text, place] of cases) {
    await t.step(text, async () => assert.deepEqual(told(await prepare(inline(text))), [`script of "a":${place}`]));
  }
  await t.step("its imports start at the folder, and may not leave it", async () => {
    assert.deepEqual(told(await prepare(inline("import '../x.js'\nexport default 1"), { "/x.js": "" })), [
      'script of "a":1:8 script_outside',
    ]);
  });
});

Deno.test("prepareProgram() refuses an import", async (t) => {
  const files = {
    "/p/b.ts": "export const x = 1",
    "/p/dir/index.ts": "",
    "/p/d.json": json,
    "/p/bad.json": '{"a":1,}',
    "/p/x.wasm": "",
    "/p/c.cjs": "",
    "/p/to_outside.json": { link: "/etc/secret.json" },
    "/p/to_outside": { link: "/etc" },
    "/p/to_b.ts": { link: "b.ts" },
    "/p/to_json.js": { link: "d.json" },
    "/p/loop.js": { link: "loop.js" },
    "/p/latin1.js": new Uint8Array([0x61, 0x0a, 0x62, 0xff]),
    "/etc/secret.json": '"canary"',
    "/x.js": "",
  };
  const cases: readonly (readonly [specifier: string, code: string, hint?: RegExp])[] = [
    ["./b", "script_import", /^Write "\.\/b\.ts"$/],
    ["./b.js", "script_import", /^Write "\.\/b\.ts"$/],
    ["./bb.ts", "script_import", /^Write "\.\/b\.ts"$/],
    ["./dir", "script_import", /^Write "\.\/dir\/index\.ts"$/],
    ["./dir/", "script_import", /^Write "\.\/dir\/index\.ts"$/],
    ["./dir/index", "script_import", /^Write "\.\/dir\/index\.ts"$/],
    ["./nothing/like/this.ts", "script_import"],
    ["./x.wasm", "script_import"],
    ["./c.cjs", "script_import"],
    ["./b.ts?x", "script_import", /%3F/],
    ["./b.ts#x", "script_import"],
    ["./%62.ts", ""],
    ["./dir%2Findex.ts", "script_import"],
    ["./%00.ts", "script_import"],
    ["./%zz.ts", "script_import"],
    ["./d.json", "script_import", /with \{ type: "json" \}/],
    ["./b.ts' with { type: 'json' }; '", "script_import"],
    ["./d.json' with { type: 'text' }; '", "script_import", /readTextFile/],
    ["./d.json' with { type: 'json', a: 'b' }; '", "script_import"],
    ["./d.json' with { type: 'json' }; '", ""],
    ["../x.js", "script_outside"],
    ["./dir/../../x.js", "script_outside"],
    ["./%2e%2e/x.js", "script_outside"],
    ["../p/b.ts", ""],
    ["./to_outside.json' with { type: 'json' }; '", "script_outside"],
    ["./to_outside/secret.json' with { type: 'json' }; '", "script_outside"],
    ["./to_outside/secre.json' with { type: 'json' }; '", "script_import"],
    ["./to_b.ts", ""],
    ["./to_json.js", "script_import"],
    ["./loop.js", "script_import"],
    ["node:fs", "script_import", /Deno/],
    ["NODE:fs", "script_import"],
    ["npm:left-pad", "script_import"],
    ["jsr:@std/path", "script_import"],
    ["data:text/javascript,1", "script_import"],
    ["blob:x", "script_import"],
    ["http://a/b.js", "script_import"],
    ["https://a/b.js", "script_import"],
    ["file:///p/b.ts", "script_import"],
    ["/p/b.ts", "script_import", /folder of the pipeline/],
    ["\\\\p\\\\b.ts", "script_import"],
    ["C:/b.ts", "script_import"],
    ["ext:core/mod.js", "script_import"],
    ["lodash", "script_import", /"\.\/"/],
    ["b.ts", "script_import", /"\.\/"/],
    ["#b", "script_import"],
    ["", "script_import"],
    ["executor/x", "script_import"],
    [".", "script_outside"],
    ["..", "script_outside"],
    [".b.ts", "script_import"],
    ["./.\\\\b.ts", "script_import"],
    ["./a\\\n.ts", "script_import"],
  ];
  for (const [specifier, code, hint] of cases) {
    for (const form of ["import", "export * from"]) {
      await t.step(`${form} ${specifier}`, async () => {
        const prepared = await prepare("a.js", { ...files, "/p/a.js": `${form} '${specifier}'${END}` });
        assert.deepEqual(told(prepared), code === "" ? [] : [`a.js:1:${form.length + 2} ${code}`]);
        if ("program" in prepared) return;
        const [diagnostic] = prepared.diagnostics;
        assert.match(diagnostic?.hint ?? "", hint ?? /^/);
        assert.doesNotMatch(JSON.stringify(prepared.diagnostics), /secret\.json/.test(specifier) ? /canary/ : /canary|secret/);
      });
    }
  }
});

Deno.test("prepareProgram() tells what is wrong with imported files in those files", async () => {
  const found = told(
    await prepare("a.js", {
      "/p/a.js": "import './b.ts'; import './c.js'; import d from './d.json' with { type: 'json' }; import './e.js'; import './f.ts'" + END,
      "/p/b.ts": "enum A {}",
      "/p/c.js": "\n  eval('1')",
      "/p/d.json": '{\n"a": 1,}',
      "/p/e.js": new Uint8Array([0x61, 0x0a, 0x62, 0xff]),
      "/p/f.ts": "\r\nlet a: = 1",
    }),
  );
  assert.deepEqual(found, [
    "b.ts:1:1 script_typescript",
    "c.js:2:3 script_forbidden",
    "d.json:2:8 script_syntax",
    "e.js:2:2 script_unreadable",
    "f.ts:2:8 script_syntax",
  ]);
});

Deno.test("prepareProgram() refuses an entry that is missing, outside, no script, or without a default export", async (t) => {
  const files = { "/x.ts": END, "/p/link.ts": { link: "/x.ts" }, "/p/a.py": "", "/p/dir.ts/x": "" };
  for (
    const [entry, code] of [["nothing.ts", "script_unreadable"], ["../x.ts", "script_outside"], ["link.ts", "script_outside"], [
      "a.py",
      "script_unreadable",
    ], ["dir.ts", "script_unreadable"]] as const
  ) {
    await t.step(entry, async () => assert.match(told(await prepare(entry, files)).join(), new RegExp(`:1:1 ${code}$`)));
  }
  for (const text of ["", "export const x = 1", "export * from './b.js'", "export { x }; const x = 1", "const x = 'export default 1'"]) {
    await t.step(
      text,
      async () => assert.deepEqual(told(await prepare("a.js", { "/p/a.js": text, "/p/b.js": END })), ["a.js:1:1 script_no_default"]),
    );
  }
  await t.step(
    "export default interface A {}",
    async () => assert.deepEqual(await toldOf("export default interface A {}", "ts"), ["a.ts:1:1 script_no_default"]),
  );
  for (
    const text of [
      "export { f as default }; let f",
      "export { default } from './b.js'",
      "export { x as 'default' }; let x",
      "export * as default from './b.js'",
      "export default class {}",
    ]
  ) {
    await t.step(text, async () => assert.deepEqual(told(await prepare("a.js", { "/p/a.js": text, "/p/b.js": END })), []));
  }
});

Deno.test("prepareProgram() takes a file that two paths lead to for one", async () => {
  const program = await programOf("a.js", {
    "/p/a.js": "import './b.js'; import './link.js'; import './dir/b.js'; import './up/b.js'" + END,
    "/p/b.js": "",
    "/p/link.js": { link: "b.js" },
    "/p/dir": { link: "." },
    "/p/up": { link: "../p" },
  });
  assert.deepEqual([...program.files.keys()], ["executor.mjs", "user/a.js.mjs", "user/b.js.mjs"]);
});

Deno.test("prepareProgram() takes a folder that is reached through a link", async () => {
  const prepared = await prepare({ kind: "file", path: "/link/a.js" }, {
    "/link": { link: "/p" },
    "/p/a.js": "import './b.js'" + END,
    "/p/b.js": "eval",
  }, {
    folder: "/link",
    nameOf: (path) => path,
  });
  assert.deepEqual(told(prepared), ["/link/b.js:1:1 script_forbidden"]);
});

Deno.test("prepareProgram() refuses a file that is swapped for a link between look and opening", async () => {
  const { testingFiles } = await import("./testing_files.ts");
  const files = testingFiles({ "/p/a.js": END });
  const prepared = await prepare("a.js", {}, {
    files: { ...files, readFile: () => ({ bytes: new TextEncoder().encode("canary"), realPath: "/etc/secret" }) },
  });
  assert.deepEqual(told(prepared), ["a.js:1:1 script_outside"]);
  assert.doesNotMatch(JSON.stringify(prepared), /canary/);
});

Deno.test("prepareProgram() follows cycles and chains of 9,999 files, and stops beyond 10,000", async (t) => {
  const chain = (n: number) =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`/p/f${i}.js`, `import './f${(i + 1) % n}.js'${END}`]));
  await t.step("a cycle", async () => assert.equal((await programOf("f0.js", chain(3))).files.size, 4));
  await t.step("a file that imports itself", async () => assert.equal((await programOf("f0.js", chain(1))).files.size, 2));
  await t.step("9,999", async () => assert.equal((await programOf("f0.js", chain(9999))).files.size, 10_000));
  await t.step("10,001 in one file", async () => {
    const n = GUARD_LIMITS.files;
    const files = {
      ...Object.fromEntries(Array.from({ length: n }, (_, i) => [`/p/f${i}.js`, ""])),
      "/p/a.js": Array.from({ length: n }, (_, i) => `import './f${i}.js';\n`).join("") + END,
    };
    assert.deepEqual(told(await prepare("a.js", files)), [`a.js:${n}:8 script_too_large`]);
  });
});

Deno.test("prepareProgram() refuses files that are too large, alone or together", async () => {
  const big = "/".repeat(GUARD_LIMITS.codeBytes + 1);
  assert.deepEqual(told(await prepare("a.js", { "/p/a.js": big })), ["a.js:1:1 script_too_large"]);
  const comment = `//${"x".repeat(GUARD_LIMITS.codeBytes - 2)}`;
  const files = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`/p/f${i}.js`, comment]));
  const imports = Array.from({ length: 9 }, (_, i) => `import './f${i}.js';`).join("");
  assert.match(told(await prepare("a.js", { ...files, "/p/a.js": imports + END })).join(), /^a\.js:1:\d+ script_too_large$/);
});

Deno.test("prepareProgram() gives equal programs equal hashes, and different ones different", async () => {
  const files = { "/p/a.js": "import './b.js'" + END, "/p/b.js": "let a = 1" };
  const { hash } = await programOf("a.js", files);
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal((await programOf("a.js", { ...files, "/p/c.js": "" })).hash, hash);
  assert.notEqual((await programOf("a.js", { ...files, "/p/b.js": "let a = 2" })).hash, hash);
  assert.notEqual((await programOf("a.js", files, { level: "trusted" })).hash, hash);
  assert.notEqual((await programOf("a.js", files, { helpers: "" })).hash, hash);
});

Deno.test("locate() leads to the user's file, line and column", async () => {
  const program = await programOf("sub/a.ts", {
    "/p/sub/a.ts":
      "\ufeff#!/usr/bin/env executor\r\nimport { helpers } from 'executor'; let é: string = '😀'; throw_()\r\n/*\u2028*/ here();" + END,
  });
  const text = program.files.get(program.entry) ?? "";
  const lines = text.split(/\r\n|[\n\u2028]/);
  assert.deepEqual(program.locate(program.entry, 2, (lines[1] ?? "").indexOf("throw_") + 1), { file: "sub/a.ts", line: 2, column: 59 });
  // V8 begins a line at U+2028, editors do not.
  assert.deepEqual(program.locate(program.entry, 4, (lines[3] ?? "").indexOf("here") + 1), { file: "sub/a.ts", line: 3, column: 7 });
  assert.equal(program.locate("executor.mjs", 1, 1), undefined);
  assert.equal(program.locate("user/nothing.mjs", 1, 1), undefined);
});

Deno.test("prepareProgram() gives every file a name of its own, of harmless characters", async () => {
  const names = [
    "é.js",
    "ü.js",
    "E.js",
    "e.js",
    "a b.js",
    "a_b.js",
    "b.ts",
    "b.ts.js",
    "%25.js".replace("%25", "%"),
    `${"x".repeat(200)}.js`,
    "package.json",
    "con.js",
    "-.js",
  ];
  const files = Object.fromEntries(names.map((name) => [`/p/${name}`, name.endsWith(".json") ? json : ""]));
  const imports = names.map((name) => `import "./${name.replace("%", "%25")}"${name.endsWith(".json") ? " with { type: 'json' }" : ""};\n`)
    .join("");
  const program = await programOf("main.js", { ...files, "/p/main.js": imports + END });
  const paths = [...program.files.keys()];
  assert.equal(paths.length, names.length + 2);
  assert.equal(new Set(paths.map((path) => path.toLowerCase())).size, paths.length);
  for (const path of paths) assert.match(path, /^[A-Za-z0-9._/-]{1,120}\.(mjs|json)$/);
  assert.ok(!paths.some((path) => path.endsWith("/package.json")));
});

Deno.test("prepareProgram() with skipRules leaves what rules refuse, and nothing else", async () => {
  const text = "import 'node:fs'; import x from '/etc/x.json' with { type: 'json' }; import('data:,1'); eval('1'); import './b.js'" + END;
  const program = await programOf("a.js", { "/p/a.js": text, "/p/b.js": "" }, { skipRules: true });
  assert.equal(program.files.get(program.entry), text.replace("'./b.js'", '"./b.js.mjs"'));
  assert.deepEqual(told(await prepare("a.js", { "/p/a.js": "import '../x.js'" + END }, { skipRules: true })), ["a.js:1:8 script_outside"]);
});

Deno.test("prepareProgram() echoes no long line or name", async () => {
  const prepared = await prepare("a.js", { "/p/a.js": `import "${"x".repeat(1 << 20)}"; eval("${"y".repeat(1 << 20)}")${END}` });
  assert.ok("diagnostics" in prepared);
  for (const { message, hint } of prepared.diagnostics) assert.ok(message.length + (hint ?? "").length < 500);
});
