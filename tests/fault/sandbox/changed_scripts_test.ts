import assert from "node:assert/strict";
import type { ScriptEnd } from "../../../src/core/mod.ts";
import { Arena } from "./arena.ts";
import { PreparedPlaces, Visits } from "./places.ts";

const ignore = Deno.build.os !== "linux";
/** Far above what it takes on a busy machine; what waits for a pipe waits for ever. */
const PATIENCE_MS = 30_000;

/** Runs a script in a fresh folder after something was done to it. */
async function runAfter(
  { arena, visits }: { readonly arena: Arena; readonly visits: Visits },
  files: Readonly<Record<string, string | Uint8Array>>,
  act: (places: PreparedPlaces) => void = () => {},
): Promise<ScriptEnd> {
  using places = new PreparedPlaces(visits);
  places.write({ files });
  act(places);
  // Should it hang, its time would tell.
  const { end } = await arena.task({ files, timeMs: PATIENCE_MS }, places, "main.js", 0);
  assert.ok(!JSON.stringify(end).includes(places.secret), JSON.stringify(end));
  return end;
}

function codeOf(end: ScriptEnd): string {
  return end.status === "failed" ? end.code : end.status;
}

const mkfifo = (path: string) => {
  const { success } = new Deno.Command("mkfifo", { args: [path] }).outputSync();
  assert.ok(success);
};

const REPLACED: Readonly<Record<string, (path: string, places: PreparedPlaces) => void>> = {
  "a pipe": (path) => mkfifo(path),
  "/dev/zero": (path) => Deno.symlinkSync("/dev/zero", path),
  "/dev/random": (path) => Deno.symlinkSync("/dev/random", path),
  "a link to a file outside": (path, { outside }) => Deno.symlinkSync(`${outside}/secret.js`, path),
  "a link to itself": (path) => Deno.symlinkSync(path, path),
  "a folder": (path) => Deno.mkdirSync(path),
  "a link to the memory of the process": (path) => Deno.symlinkSync("/proc/self/mem", path),
  "a link to a terminal": (path) => Deno.symlinkSync("/dev/tty", path),
  "nothing": () => {},
};

Deno.test({
  name: "a script, and an import of one, that is a pipe, a device or a link that leads out is refused, and nobody waits for it",
  ignore,
  fn: async () => {
    await using visits = new Visits();
    await using arena = new Arena("sources", { skipRules: false });
    const refused = /^script_(unreadable|outside|import)$/;
    const imported = { "main.js": 'import x from "./x.js";\nexport default () => ({ x });\n' };
    for (const [what, replace] of Object.entries(REPLACED)) {
      const asEntry = await runAfter({ arena, visits }, {}, (places) => replace(`${places.folder}/main.js`, places));
      assert.match(codeOf(asEntry), refused, `${what}: ${JSON.stringify(asEntry)}`);
      const asImport = await runAfter({ arena, visits }, imported, (places) => replace(`${places.folder}/x.js`, places));
      assert.match(codeOf(asImport), refused, `${what}: ${JSON.stringify(asImport)}`);
    }
  },
});

Deno.test({
  name: "while files change between a script, a pipe and a link that leads out, what runs is what was checked, and nothing stands still",
  ignore,
  fn: async () => {
    await using visits = new Visits();
    await using arena = new Arena("sources", { skipRules: false });
    using places = new PreparedPlaces(visits);
    const main = `${places.folder}/main.js`;
    const swapper = new Deno.Command("sh", {
      args: [
        "-c",
        'mkfifo pipe; echo "export default () => ({ ok: 1 });" > good; ln -s "$1" link; while [ ! -e stop ]; do cp good x; mv x main.js; mkfifo x; mv x main.js; cp -P link x; mv x main.js; done',
        "sh",
        `${places.outside}/secret.js`,
      ],
      cwd: places.folder,
      stderr: "null",
    }).spawn();
    try {
      for (let n = 0; n < 60; n++) {
        const copy = `${places.folder}/n${n}`;
        // Another folder each time, as what was checked once is not read again.
        Deno.symlinkSync(places.folder, copy);
        const end = await arena.taskIn(copy, `${copy}/main.js`, PATIENCE_MS);
        assert.notEqual(end.status, "stopped", "it stood still");
        assert.ok(!JSON.stringify(end).includes(places.secret), JSON.stringify(end));
        if (end.status === "returned") assert.deepEqual(end.outputs, { ok: 1 });
        else assert.match(codeOf(end), /^script_(unreadable|outside|import|no_default|too_large|syntax)$/, main);
      }
    } finally {
      // Killed, it would leave its last child at work in a folder that is to be removed.
      Deno.writeTextFileSync(`${places.folder}/stop`, "");
      await swapper.status;
    }
  },
});

Deno.test({
  name: "ten thousand files in a chain run or are refused, one more is refused, and cycles are no harm",
  ignore,
  fn: async () => {
    await using visits = new Visits();
    await using arena = new Arena("sources", { skipRules: false });
    const stage = { arena, visits };
    const chain = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [
        n === 0 ? "main.js" : `f${n}.js`,
        `${n + 1 < count ? `import { n } from "./f${n + 1}.js";` : "const n = 0;"}\n${
          n === 0 ? "export default () => ({ n });" : "export { n };"
        }\n`,
      ]));
    assert.match(codeOf(await runAfter(stage, chain(10_050))), /^script_too_large$/);
    assert.deepEqual(await runAfter(stage, chain(300)), { status: "returned", outputs: { n: 0 } });
    const cycle = {
      "main.js": 'import { b } from "./b.js";\nexport const a = 1;\nexport default () => ({ b: b() });\n',
      "b.js": 'import * as self from "./b.js";\nimport { a } from "./main.js";\nexport const b = () => a + Object.keys(self).length;\n',
    };
    assert.deepEqual(await runAfter(stage, cycle), { status: "returned", outputs: { b: 2 } });
  },
});

Deno.test({
  name: "bytes that are no text, other encodings and endless lines are refused with their place",
  ignore,
  fn: async () => {
    await using visits = new Visits();
    await using arena = new Arena("sources", { skipRules: false });
    const stage = { arena, visits };
    const text = (bytes: readonly number[]) => new Uint8Array([...new TextEncoder().encode("export default () => {};\n// "), ...bytes]);
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]]) {
      const end = await runAfter(stage, { "main.js": text(bytes) });
      assert.equal(codeOf(end), "script_unreadable", `${bytes}: ${JSON.stringify(end)}`);
    }
    const wide = new Uint8Array([0xff, 0xfe, ...[..."export default 1"].flatMap((letter) => [letter.charCodeAt(0), 0])]);
    assert.equal(codeOf(await runAfter(stage, { "main.js": wide })), "script_unreadable");
    const deep = `export default () => ${"(".repeat(30_000)}1${")".repeat(30_000)};`;
    assert.match(codeOf(await runAfter(stage, { "main.js": deep })), /^script_(too_large|syntax)$/);
    const long = `export default () => ({ n: ${"1 + ".repeat(250_000)}1 });`;
    // The engine's own parser may run out of its stack, and takes the sandbox with it.
    assert.match(codeOf(await runAfter(stage, { "main.js": long })), /^(returned|script_too_large|script_failed|sandbox_lost)$/);
  },
});
