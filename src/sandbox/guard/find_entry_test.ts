import assert from "node:assert/strict";
import { findEntry } from "./find_entry.ts";
import { testingFiles } from "./testing_files.ts";

const FILES = testingFiles({
  "/real/p/a.ts": "",
  "/real/p/lib/process.mts": "",
  "/real/p/lib/index.js": "",
  "/real/p/data.json": "",
  "/real/p/notes.txt": "",
  "/real/p/within.ts": { link: "lib/process.mts" },
  "/real/p/odd.ts": { link: "notes.txt" },
  "/real/p/out.ts": { link: "/real/other/x.ts" },
  "/real/p/loop.ts": { link: "loop.ts" },
  "/real/p/named.ts/deep.ts": "",
  "/real/other/x.ts": "",
  "/p": { link: "/real/p" },
});

async function sayOf(path: string): Promise<string> {
  const found = await findEntry(path, { folder: "/p", root: "/real/p", files: FILES });
  return "realPath" in found ? found.realPath : [found.code, found.message, found.hint].filter((part) => part !== undefined).join(" | ");
}

Deno.test("findEntry() finds a script within the folder, whatever way leads there", async () => {
  for (const path of ["/p/a.ts", "/real/p/a.ts"]) assert.equal(await sayOf(path), "/real/p/a.ts");
  assert.equal(await sayOf("/p/within.ts"), "/real/p/lib/process.mts");
});

Deno.test("findEntry() says what is wrong with the name of a script", async (t) => {
  const ending = "The name of a script's file ends in .js, .mjs, .ts or .mts | Text for another interpreter needs `shell` or `image`";
  const cases: readonly [path: string, said: string][] = [
    ["/p/b.ts", 'script_unreadable | The script does not exist | Did you mean "./a.ts"?'],
    ["/p/a.js", 'script_unreadable | The script does not exist | Did you mean "./a.ts"?'],
    ["/p/lib/process", 'script_unreadable | The script does not exist | Did you mean "./lib/process.mts"?'],
    ["/p/lip/process.mts", 'script_unreadable | The script does not exist | Did you mean "./lib/process.mts"?'],
    ["/p/a.ts/b.ts", "script_unreadable | The script does not exist"],
    ["/p/nothing_like_it.ts", "script_unreadable | The script does not exist"],
    [
      "/p/export default () => ({})",
      "script_unreadable | The script does not exist | Only a text with a line break is taken for the script itself",
    ],
    ["/p/\0.ts", "script_unreadable | The path of the script has a NUL, which no path has"],
    ["/p/loop.ts", "script_unreadable | The script is a link that leads to itself"],
    ["/p/lib", 'script_unreadable | The script is a folder | Did you mean "./lib/index.js"?'],
    ["/p", "script_unreadable | The script is a folder | Name the file that begins it"],
    ["/p/named.ts", "script_unreadable | The script is a folder | Name the file that begins it"],
    ["/p/data.json", `script_unreadable | ${ending}`],
    ["/p/notes.txt", `script_unreadable | ${ending}`],
    ["/p/odd.ts", 'script_unreadable | The script is a link to a file of another kind, "/real/p/notes.txt" | Name the file itself'],
    ["/p/out.ts", "script_outside | The script is a link that leads out of the folder of the pipeline | Move it into that folder"],
    ["/real/other/x.ts", "script_outside | The script lies outside of the folder of the pipeline | Move it into that folder"],
    ["/real/other/none.ts", "script_outside | The script lies outside of the folder of the pipeline | Move it into that folder"],
    ["/real", "script_outside | The script lies outside of the folder of the pipeline | Move it into that folder"],
  ];
  for (const [path, said] of cases) await t.step(JSON.stringify(path), async () => assert.equal(await sayOf(path), said));
});
