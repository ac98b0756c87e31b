import assert from "node:assert/strict";
import { windowsCandidates, windowsVariable } from "./windows_program.ts";

Deno.test("windowsCandidates() looks in every folder of Path, whatever its case, with every ending", () => {
  const env = { Path: 'C:\\a;"C:\\b c";', PATHEXT: ".EXE;.CMD" };
  assert.deepEqual(windowsCandidates("tool", env, "D:\\work"), [
    "C:\\a\\tool.EXE",
    "C:\\a\\tool.CMD",
    "C:\\a\\tool",
    "C:\\b c\\tool.EXE",
    "C:\\b c\\tool.CMD",
    "C:\\b c\\tool",
  ]);
  assert.deepEqual(windowsCandidates("tool.exe", env, "D:\\work"), ["C:\\a\\tool.exe", "C:\\b c\\tool.exe"]);
});

Deno.test("windowsCandidates() starts a path at the working folder", () => {
  assert.deepEqual(windowsCandidates("./run.cmd", {}, "D:\\work"), ["D:\\work\\run.cmd"]);
  assert.deepEqual(windowsCandidates("sub\\run.exe", {}, "D:\\work"), ["D:\\work\\sub\\run.exe"]);
  assert.deepEqual(windowsCandidates("E:\\run.exe", {}, "D:\\work"), ["E:\\run.exe"]);
  assert.deepEqual(windowsCandidates("cmd.exe", { SYSTEMROOT: "C:\\W" }, "D:\\"), ["C:\\W\\System32\\cmd.exe", "C:\\W\\cmd.exe"]);
  assert.deepEqual(windowsCandidates("", {}, "D:\\"), []);
});

Deno.test("windowsVariable() prefers the name as it stands", () => {
  assert.equal(windowsVariable({ Path: "1", PATH: "2" }, "PATH"), "2");
  assert.equal(windowsVariable({ Path: "1" }, "PATH"), "1");
  assert.equal(windowsVariable({}, "PATH"), undefined);
});
