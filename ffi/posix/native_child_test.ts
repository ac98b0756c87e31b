import assert from "node:assert/strict";
import { NativeError } from "../errors.ts";
import { spawnNativeChild } from "./native_child.ts";
import { probePosixChildren } from "./probe.ts";
import { decodeStatus } from "./process_handle.ts";

const ignore = probePosixChildren().answer !== "yes";
const options = { argv: ["x"], env: [], cwd: "/", stdin: { kind: "null" }, output: () => {} } as const;

Deno.test({
  name: "spawnNativeChild() throws a NativeError that names function and errno",
  ignore,
  fn: async () => {
    const failure = async (run: () => Promise<unknown>) => {
      try {
        await run();
      } catch (error) {
        if (error instanceof NativeError) return [error.symbol, error.code];
        throw error;
      }
      return [];
    };
    assert.deepEqual(await failure(() => spawnNativeChild({ ...options, path: "/no/such" })), ["posix_spawn", "ENOENT"]);
    assert.deepEqual(await failure(() => spawnNativeChild({ ...options, path: "/etc/passwd" })), ["posix_spawn", "EACCES"]);
    assert.deepEqual(await failure(() => spawnNativeChild({ ...options, path: "/bin/true", cwd: "/no" })), ["posix_spawn", "ENOENT"]);
    const stdin = { kind: "file", path: "/no/input" } as const;
    assert.deepEqual(await failure(() => spawnNativeChild({ ...options, path: "/bin/true", stdin })), ["open", "ENOENT"]);
  },
});

Deno.test({
  name: "spawnNativeChild() calls beforeReap while the leader is a zombie",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    let state = "";
    const child = await spawnNativeChild({
      ...options,
      path: "/bin/true",
      beforeReap: () => state = /^State:\s+(\S)/m.exec(Deno.readTextFileSync(`/proc/${child.pid}/status`))?.[1] ?? "",
    });
    assert.deepEqual(await child.ended, { code: 0 });
    assert.equal(state, "Z");
    child.kill();
    child.terminate();
  },
});

Deno.test("decodeStatus() tells exits from signals", () => {
  assert.deepEqual(decodeStatus(0), { code: 0 });
  assert.deepEqual(decodeStatus(3 << 8), { code: 3 });
  assert.deepEqual(decodeStatus(255 << 8), { code: 255 });
  assert.deepEqual(decodeStatus(9), { code: 137, signal: "SIGKILL" });
  assert.deepEqual(decodeStatus(11 | 0x80), { code: 139, signal: "SIGSEGV" });
  assert.deepEqual(decodeStatus(34), { code: 162, signal: "SIGRT34" });
});
