/**
 * Child processes of Windows: `CreateProcessW`, each child with all that it starts in a job object of its own, one completion port for
 * all pipes and exits.
 *
 * ```ts
 * import { commandLine, spawnWindowsChild } from "./mod.ts";
 *
 * const child = spawnWindowsChild({
 *   program: "C:\\Windows\\System32\\cmd.exe",
 *   commandLine: commandLine(["cmd.exe", "/c", "echo hello"]),
 *   env: Object.entries(Deno.env.toObject()).map(([name, value]) => `${name}=${value}`),
 *   cwd: "C:\\",
 *   stdin: { kind: "null" },
 *   output: (_stream, bytes) => void Deno.stdout.writeSync(bytes),
 * });
 * const { code } = await child.ended;
 * ```
 *
 * Limits: Windows 10 or later on x86-64. Exercised under Wine, not verified on Windows.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../../errors.ts";
export { batchCommandLine, commandLine, quoteArgument } from "./command_line.ts";
export type { Confinement } from "./confined_token.ts";
export { type JobLimits, JobObject, probeJobObjects } from "./job_object.ts";
export { spawnWindowsChild, WindowsChild, type WindowsChildOptions, type WindowsStdin } from "./windows_child.ts";
