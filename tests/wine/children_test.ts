import assert from "node:assert/strict";
import { commandLine, type Confinement, spawnWindowsChild, type WindowsStdin } from "../../ffi/windows/process/mod.ts";
import { CMD, ENV, IGNORE, IS_WINE, lives, TOOL, until, withFolder } from "./machine.ts";

interface Plan {
  readonly argv: readonly string[];
  readonly stdin?: WindowsStdin;
  readonly confine?: Confinement;
  readonly cwd?: string;
}

function start({ argv, stdin = { kind: "null" }, confine, cwd = "C:\\" }: Plan) {
  const text = { stdout: "", stderr: "" };
  const decoder = new TextDecoder();
  const child = spawnWindowsChild({
    program: argv[0] ?? "",
    commandLine: commandLine(argv),
    env: ENV,
    cwd,
    stdin,
    output: (stream, bytes) => void (text[stream] += decoder.decode(bytes)),
    ...(confine === undefined ? {} : { confine }),
  });
  return { child, text };
}

Deno.test({
  name: "a child has its arguments, both outputs and its exit code",
  ignore: IGNORE,
  fn: async () => {
    const { child, text } = start({ argv: [TOOL, "args", "a b", "", 'say "hi"', "back\\", "ü€"] });
    assert.deepEqual(await child.ended, { code: 0 });
    assert.equal(text.stdout.replaceAll("\r\n", "\n"), 'a b\n\nsay "hi"\nback\\\nü€\n');
    const failing = start({ argv: [CMD, "/c", "echo wrong>&2& exit 7"] });
    assert.deepEqual(await failing.child.ended, { code: 7 });
    assert.equal(failing.text.stderr.trim(), "wrong");
  },
});

Deno.test({
  name: "a child reads what its input is fed, or a file, to the end",
  ignore: IGNORE,
  fn: async () => {
    const bytes = new TextEncoder().encode("0123456789abcdef".repeat(20_000));
    const fed = start({ argv: [TOOL, "cat"], stdin: { kind: "pipe" } });
    await fed.child.input?.write(bytes);
    fed.child.input?.end();
    assert.deepEqual(await fed.child.ended, { code: 0 });
    assert.equal(fed.text.stdout.length, bytes.length);
    await withFolder(async (folder) => {
      await Deno.writeFile(`${folder}\\in`, bytes);
      const read = start({ argv: [TOOL, "cat"], stdin: { kind: "file", path: `${folder}\\in` } });
      await read.child.ended;
      assert.equal(read.text.stdout.length, bytes.length);
    });
    const nothing = start({ argv: [TOOL, "cat"] });
    assert.deepEqual(await nothing.child.ended, { code: 0 });
  },
});

Deno.test({
  name: "a child whose output is not taken is held back",
  ignore: IGNORE,
  fn: async () => {
    const bytes = new Uint8Array(4 * 1024 * 1024).fill(65);
    let taken = 0;
    let most = 0;
    let under = 0;
    const child = spawnWindowsChild({
      program: TOOL,
      commandLine: commandLine([TOOL, "cat"]),
      env: ENV,
      cwd: "C:\\",
      stdin: { kind: "pipe" },
      async output(_stream, piece) {
        most = Math.max(most, ++under);
        await Promise.resolve();
        taken += piece.length;
        under--;
      },
    });
    await child.input?.write(bytes);
    child.input?.end();
    await child.ended;
    assert.deepEqual([taken, most], [bytes.length, 1]);
  },
});

Deno.test({
  name: "killing a child ends its whole tree, and so does its own end",
  ignore: IGNORE,
  fn: async () => {
    await withFolder(async (folder) => {
      const path = `${folder}\\tree`;
      const { child } = start({ argv: [TOOL, "tree", "2", path] });
      await until(() => lives(`${path}.0`));
      assert.ok(lives(`${path}.2`) && lives(`${path}.1`));
      child.kill();
      assert.deepEqual(await child.ended, { code: 137, signal: "SIGKILL" });
      await until(() => [0, 1, 2].every((depth) => !lives(`${path}.${depth}`)));
      const left = start({ argv: [TOOL, "leave", "2", path] });
      assert.deepEqual(await left.child.ended, { code: 0 });
      await until(() => [0, 1].every((depth) => !lives(`${path}.${depth}`)));
    });
  },
});

Deno.test({
  name: "a tree ends when the process that started it is killed",
  ignore: IGNORE,
  fn: async () => {
    await withFolder(async (folder) => {
      const path = `${folder}\\tree`;
      const module = new URL("../../ffi/windows/process/mod.ts", import.meta.url).href;
      await Deno.writeTextFile(
        `${folder}\\start.ts`,
        `import { commandLine, spawnWindowsChild } from ${JSON.stringify(module)};
        const argv = ${JSON.stringify([TOOL, "tree", "1", path])};
        const env = Object.entries(Deno.env.toObject()).map(([name, value]) => name + "=" + value);
        await spawnWindowsChild({ program: argv[0], commandLine: commandLine(argv), env, cwd: "C:\\\\", stdin: { kind: "null" }, output() {} }).ended;`,
      );
      const args = ["run", "--allow-all", "--no-check", "--cached-only", `${folder}\\start.ts`];
      const starter = new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "null", stderr: "inherit" }).spawn();
      await until(() => lives(`${path}.0`));
      starter.kill("SIGKILL");
      await starter.status;
      await until(() => !lives(`${path}.0`) && !lives(`${path}.1`));
    });
  },
});

Deno.test({
  name: "what cannot be started is told apart, and leaves nothing",
  ignore: IGNORE,
  fn: () => {
    assert.throws(() => start({ argv: ["C:\\no\\such.exe"] }), { name: "NativeError", symbol: "CreateProcessW" });
    assert.throws(() => start({ argv: [TOOL, "args"], stdin: { kind: "file", path: "C:\\no\\such" } }), {
      symbol: "CreateFileW",
      code: "ERROR_PATH_NOT_FOUND",
    });
    assert.throws(() => start({ argv: [TOOL, "args"], cwd: "C:\\no\\such" }), { symbol: "CreateProcessW" });
  },
});

Deno.test({
  name: "twenty children at once, and then ten one after the other, all end and leave no handle open",
  ignore: IGNORE,
  fn: async () => {
    const one = async () => (await start({ argv: [TOOL, "args", "x"] }).child.ended).code;
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 20 }, one))), new Set([0]));
    const before = openHandles();
    for (let count = 0; count < 10; count++) assert.equal(await one(), 0);
    assert.ok(openHandles() - before < 10, `${openHandles() - before} handles more than before`);
  },
});

Deno.test({
  name: `a child without privileges, at low integrity and with limits is started${IS_WINE ? " (accepted; Wine does not enforce it)" : ""}`,
  ignore: IGNORE,
  fn: async () => {
    const limits = { activeProcesses: 3, jobMemoryBytes: 256 << 20 };
    const { child, text } = start({
      argv: [TOOL, "args", "confined"],
      confine: { withoutPrivileges: true, lowIntegrity: true, limits },
    });
    assert.deepEqual(await child.ended, { code: 0 });
    assert.equal(text.stdout.trim(), "confined");
  },
});

/** How many handles this process has open. */
function openHandles(): number {
  const { symbols } = Deno.dlopen("kernel32.dll", {
    GetCurrentProcess: { parameters: [], result: "pointer" },
    GetProcessHandleCount: { parameters: ["pointer", "buffer"], result: "i32" },
  });
  const count = new Uint32Array(1);
  assert.notEqual(symbols.GetProcessHandleCount(symbols.GetCurrentProcess(), new Uint8Array(count.buffer)), 0);
  return count[0] ?? 0;
}
