import assert from "node:assert/strict";
import { probePseudoConsoles, spawnConsoleChild } from "../../ffi/windows/console/mod.ts";
import { commandLine } from "../../ffi/windows/process/mod.ts";
import { CMD, ENV, IGNORE, lives, TOOL, until, withFolder } from "./machine.ts";

function start(argv: readonly string[]) {
  /** What is shown, without what moves and colours it: that may stand between any two letters. */
  const shown = { text: "", bytes: "" };
  const decoder = new TextDecoder();
  const child = spawnConsoleChild({
    program: argv[0] ?? "",
    commandLine: commandLine(argv),
    env: ENV,
    cwd: "C:\\",
    size: { columns: 80, rows: 25 },
    stdin: "terminal",
    output: (bytes) => {
      shown.bytes += decoder.decode(bytes, { stream: true });
      // deno-lint-ignore no-control-regex
      shown.text = shown.bytes.replaceAll(/\x1b\[[\d;?]*[A-Za-z]/g, (code) => code.endsWith("C") ? " " : "");
    },
    beforeReap: () => {},
  });
  return { child, shown, type: (text: string) => child.type(new TextEncoder().encode(text)) };
}

Deno.test({
  name: "a child in a console shows its output as a terminal does, and has its exit code",
  ignore: IGNORE,
  fn: async () => {
    assert.deepEqual(probePseudoConsoles(), { answer: "yes" });
    const { child, shown } = start([CMD, "/c", "echo hello& exit 5"]);
    assert.deepEqual(await child.ended, { code: 5 });
    assert.match(shown.text, /hello/);
    // deno-lint-ignore no-control-regex
    assert.match(shown.bytes, /\x1b\[/);
  },
});

Deno.test({
  name: "what is typed into a console reaches its program",
  ignore: IGNORE,
  fn: async () => {
    const { child, shown, type } = start([CMD]);
    await until(() => shown.text.includes(">"));
    await type("echo one two\r");
    await until(() => shown.text.split("one two").length > 2);
    await type("exit 8\r");
    assert.deepEqual(await child.ended, { code: 8 });
  },
});

Deno.test({
  name: "a console that is resized has the new size",
  ignore: IGNORE,
  fn: async () => {
    const { child, shown } = start([TOOL, "size", "100"]);
    await until(() => shown.text.includes("waiting"));
    child.resize({ columns: 100, rows: 30 });
    assert.deepEqual(await child.ended, { code: 0 });
    assert.match(shown.text, /size 100 30/);
  },
});

Deno.test({
  name: "closing a console ends its programs, and killing it ends its tree",
  ignore: IGNORE,
  fn: async () => {
    const { child, shown } = start([CMD]);
    await until(() => shown.text.includes(">"));
    child.hangUp();
    await child.ended;
    await withFolder(async (folder) => {
      const path = `${folder}\\tree`;
      const tree = start([TOOL, "tree", "1", path]);
      await until(() => lives(`${path}.0`));
      tree.child.kill();
      await tree.child.ended;
      await until(() => !lives(`${path}.0`) && !lives(`${path}.1`));
    });
  },
});

Deno.test({
  name: "a program that does not exist is not started in a console",
  ignore: IGNORE,
  fn: () => {
    assert.throws(() => start(["C:\\no\\such.exe"]), { name: "NativeError" });
  },
});
