import assert from "node:assert/strict";
import { batchCommandLine, commandLine, quoteArgument } from "./command_line.ts";

Deno.test("quoteArgument() writes what CommandLineToArgvW reads back", () => {
  const cases: [string, string][] = [
    ["plain", "plain"],
    ["", '""'],
    ["a b", '"a b"'],
    ["C:\\a\\", "C:\\a\\"],
    ["C:\\a b\\", '"C:\\a b\\\\"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['\\"', '"\\\\\\""'],
  ];
  for (const [argument, quoted] of cases) assert.equal(quoteArgument(argument), quoted);
});

Deno.test("commandLine() hands cmd.exe its text as it is", () => {
  assert.equal(commandLine(["tool.exe", "a b", "c"]), 'tool.exe "a b" c');
  assert.equal(commandLine(["cmd", "/d", "/s", "/c", 'echo "a b" & echo c']), 'cmd /d /s /c "echo "a b" & echo c"');
  assert.equal(commandLine(["C:\\Windows\\System32\\cmd.exe", "/C", "echo", "x"]), 'C:\\Windows\\System32\\cmd.exe /s /C "echo x"');
  assert.equal(commandLine(["notcmd.exe", "/c", "a b"]), 'notcmd.exe /c "a b"');
});

Deno.test("batchCommandLine() leaves cmd.exe nothing to read as code", () => {
  assert.equal(batchCommandLine("C:\\a b.cmd", ["x", "y z"]), 'cmd.exe /e:ON /v:OFF /d /s /c ""C:\\a b.cmd" x "y z""');
  assert.equal(
    batchCommandLine("a.bat", ["%PATH%", '"&calc', "", "t\\"]),
    'cmd.exe /e:ON /v:OFF /d /s /c ""a.bat" "%%cd:~,%PATH%%cd:~,%" """&calc" "" "t\\\\""',
  );
  assert.equal(batchCommandLine("a.bat", ["one\ntwo"]), undefined);
  assert.equal(batchCommandLine('a".bat', []), undefined);
});
