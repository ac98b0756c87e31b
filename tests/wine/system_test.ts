import assert from "node:assert/strict";
import * as net from "node:net";
import { writeMinidump } from "../../ffi/windows/dump/mod.ts";
import { KeyboardHook, type RawKey, sendKey } from "../../ffi/windows/keyboard/mod.ts";
import { PipeServer } from "../../ffi/windows/pipe/mod.ts";
import { WindowsService } from "../../ffi/windows/service/mod.ts";
import { windowsStroke } from "../../src/core/keyboard/mod.ts";
import { IGNORE, IS_WINE, TOOL, withFolder } from "./machine.ts";

const [VK_A, VK_B] = [0x41, 0x42];
/** In the keyboard's first set. */
const SCAN_CODES = new Map([[VK_A, 0x1e], [VK_B, 0x30]]);
const [INJECTED, UP] = [0x10, 0x80];

Deno.test({
  name: "a keyboard hook sees keys in order, consumes what it was told to, and sees none once it was closed",
  ignore: IGNORE,
  fn: async () => {
    const keys: RawKey[] = [];
    const four = Promise.withResolvers<void>();
    const hook = await KeyboardHook.open({
      consume: [VK_B],
      take(key) {
        keys.push(key);
        if (keys.length === 4) four.resolve();
      },
    });
    for (const key of [VK_A, VK_B]) {
      sendKey(key, "press", SCAN_CODES.get(key));
      sendKey(key, "release", SCAN_CODES.get(key));
    }
    await four.promise;
    await hook.close();
    const seen = keys.map(({ vkCode, flags, consumed }) => [vkCode, flags & (INJECTED | UP), consumed]);
    assert.deepEqual(seen, [
      [VK_A, INJECTED, false],
      [VK_A, INJECTED | UP, false],
      [VK_B, INJECTED, true],
      [VK_B, INJECTED | UP, true],
    ]);
    const strokes = keys.map((key) => windowsStroke(key)).map((stroke) => [stroke?.keyCode, stroke?.action]);
    assert.deepEqual(strokes, [["KeyA", "press"], ["KeyA", "release"], ["KeyB", "press"], ["KeyB", "release"]]);
    sendKey(VK_A, "press");
    sendKey(VK_A, "release");
    assert.equal(keys.length, 4);
  },
});

Deno.test({
  name: `a named pipe of this user alone serves programs one after the other${IS_WINE ? " (Wine does not enforce whose)" : ""}`,
  ignore: IGNORE,
  fn: async () => {
    using server = new PipeServer(`\\\\.\\pipe\\executor-test-${Deno.pid}`);
    for (const text of ["ping", "pong"]) {
      const accepted = server.accept();
      const client = net.connect(server.name);
      client.write(text);
      const echoed = new Promise((resolve) => client.on("data", (data) => resolve(String(data))));
      using connection = await accepted;
      assert.equal(connection?.clientPid, Deno.pid);
      const gone = connection?.read((bytes) => connection.write(bytes));
      assert.equal(await echoed, text);
      client.destroy();
      await gone;
    }
    const waiting = server.accept();
    server[Symbol.dispose]();
    assert.equal(await waiting, undefined);
    assert.throws(() => new PipeServer("no pipe"), { code: "ERROR_INVALID_NAME" });
  },
});

Deno.test({
  name: "a minidump is written of another process, and never over a file",
  ignore: IGNORE,
  fn: async () => {
    await withFolder(async (folder) => {
      const file = `${folder}\\tool.dmp`;
      await using child = new Deno.Command(TOOL, { args: ["cat"], stdin: "piped", stdout: "null" }).spawn();
      writeMinidump(child.pid, file);
      assert.equal(new TextDecoder().decode(Deno.readFileSync(file).subarray(0, 4)), "MDMP");
      assert.throws(() => writeMinidump(child.pid, file), { symbol: "CreateFileW", code: "ERROR_FILE_EXISTS" });
      assert.throws(() => writeMinidump(999_999, `${folder}\\none.dmp`), { symbol: "OpenProcess", code: "ERROR_INVALID_PARAMETER" });
      await child.stdin.close();
      await child.status;
    });
  },
});

Deno.test({
  name: "a process that no service manager started is no service",
  ignore: IGNORE || IS_WINE,
  fn: async () => {
    assert.equal(await WindowsService.connect("executor-test", () => {}), undefined);
  },
});
