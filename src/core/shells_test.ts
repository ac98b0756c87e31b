import assert from "node:assert/strict";
import { parseShell } from "./shells.ts";

Deno.test("parseShell() knows the quoting rules of a shell by its program", async (t) => {
  const cases: [string, string][] = [
    ["sh", "posix"],
    ["/usr/bin/bash -eu", "posix"],
    ["env -i A=1 zsh", "posix"],
    ["busybox sh", "posix"],
    ["pwsh", "powershell"],
    ["C:\\Windows\\powershell.exe", "powershell"],
    ["python3", "other"],
    ["fish", "other"],
    ["constructor", "other"],
    ["", "other"],
  ];
  for (const [shell, family] of cases) await t.step(JSON.stringify(shell), () => assert.equal(parseShell(shell).family, family));
});

Deno.test("parseShell() splits arguments at blanks and keeps quoted ones whole", () => {
  assert.deepEqual(parseShell(`"/opt/my shell/bash" -o 'a b' -c'x'`).argv, ["/opt/my shell/bash", "-o", "a b", "-cx"]);
});

Deno.test("parseShell() adds defaults only to a shell without arguments", () => {
  assert.deepEqual(parseShell("bash").argv, ["bash", "-e"]);
  assert.deepEqual(parseShell("bash -u").argv, ["bash", "-u"]);
  assert.deepEqual(parseShell("python3 -u").argv, ["python3", "-u"]);
});
