import assert from "node:assert/strict";
import { stateFolder, type StateFolderOptions } from "./folder.ts";

Deno.test("stateFolder() follows --state, EXECUTOR_STATE and the platform", async (t) => {
  const linux = { os: "linux", root: false, cwd: "/work" } as const;
  const table: [string, StateFolderOptions, string | undefined, string | undefined][] = [
    ["--state wins", { ...linux, dir: "/a", env: { EXECUTOR_STATE: "/b", HOME: "/h" } }, "/a", "--state"],
    ["--state is relative to the working folder", { ...linux, dir: "s", env: {} }, "/work/s", "--state"],
    ["EXECUTOR_STATE", { ...linux, env: { EXECUTOR_STATE: "../b", HOME: "/h" } }, "/b", "EXECUTOR_STATE"],
    [
      "an empty variable is none",
      { ...linux, env: { EXECUTOR_STATE: "", XDG_STATE_HOME: "", HOME: "/h" } },
      "/h/.local/state/executor",
      undefined,
    ],
    ["XDG_STATE_HOME", { ...linux, env: { XDG_STATE_HOME: "/x", HOME: "/h" } }, "/x/executor", undefined],
    ["a relative XDG_STATE_HOME is ignored", { ...linux, env: { XDG_STATE_HOME: "x", HOME: "/h" } }, "/h/.local/state/executor", undefined],
    ["root", { ...linux, root: true, env: { HOME: "/root" } }, "/var/lib/executor", undefined],
    ["no home", { ...linux, env: {} }, undefined, undefined],
    ["macOS", { ...linux, os: "darwin", env: { HOME: "/Users/a" } }, "/Users/a/Library/Application Support/executor", undefined],
    [
      "Windows",
      { os: "windows", env: { LOCALAPPDATA: "C:\\Users\\a\\AppData\\Local" } },
      "C:\\Users\\a\\AppData\\Local\\executor",
      undefined,
    ],
  ];
  for (const [name, options, path, namedBy] of table) {
    await t.step(name, () => assert.deepEqual(stateFolder(options), { path, namedBy }));
  }
});
