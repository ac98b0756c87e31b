/**
 * The native boundary: the only room that calls `Deno.dlopen`. One folder per library; nothing raw (pointer, descriptor, errno) leaves it.
 * Everything is opened at first use, never at module load.
 *
 * ```ts
 * import { probePosixChildren, spawnNativeChild } from "../../ffi/mod.ts";
 *
 * if (probePosixChildren().answer === "yes") {
 *   const output = (_stream: string, bytes: Uint8Array) => void Deno.stdout.writeSync(bytes);
 *   const child = await spawnNativeChild({ path: "/bin/echo", argv: ["echo", "hi"], env: [], cwd: "/", stdin: { kind: "null" }, output });
 *   await child.ended;
 * }
 * ```
 *
 * Limits: `posix/` serves Linux with glibc on x86-64 and aarch64; its probes say what is missing elsewhere.
 *
 * @module
 */
export { NativeError, type NativeFailure, UnsupportedError } from "./errors.ts";
export * from "./posix/mod.ts";
