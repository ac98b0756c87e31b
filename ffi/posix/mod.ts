/**
 * Child processes through glibc: `posix_spawn`, one epoll for everything, pidfds for exits. And paths that are held fast while what they
 * lead to is looked at. Datagrams to unix sockets.
 *
 * ```ts
 * import { spawnNativeChild } from "./mod.ts";
 *
 * const child = await spawnNativeChild({
 *   path: "/bin/echo",
 *   argv: ["echo", "hello"],
 *   env: [],
 *   cwd: "/",
 *   stdin: { kind: "null" },
 *   output: (_stream, bytes) => void Deno.stdout.writeSync(bytes),
 * });
 * const { code } = await child.ended;
 * ```
 *
 * Limits: Linux with glibc 2.29 or newer and kernel 5.3 or newer, x86-64 and aarch64.
 *
 * @module
 */
export { DatagramSocket, openDatagramSocket } from "./datagram_socket.ts";
export { InputFeed } from "./input_feed.ts";
export { HeldPath, holdPath, probeHeldPaths } from "./held_path.ts";
export { monotonicMicroseconds } from "./monotonic_time.ts";
export { NativeChild, type NativeChildOptions, type NativeStdin, spawnNativeChild } from "./native_child.ts";
export { PipedHelper, spawnPipedHelper } from "./piped_helper.ts";
export { type ProbeAnswer, probePosixChildren } from "./probe.ts";
export { type NativeExit, signalProcess } from "./process_handle.ts";
export { isExecutable } from "./program.ts";
