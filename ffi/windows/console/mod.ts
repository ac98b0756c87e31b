/**
 * Terminals of Windows (ConPTY): children in a pseudo console of their own, and the console that this process was started in.
 *
 * ```ts
 * import { spawnConsoleChild } from "./mod.ts";
 *
 * const child = spawnConsoleChild({
 *   program: "C:\\Windows\\System32\\cmd.exe",
 *   commandLine: "cmd.exe",
 *   env: Object.entries(Deno.env.toObject()).map(([name, value]) => `${name}=${value}`),
 *   cwd: "C:\\",
 *   size: { columns: 80, rows: 24 },
 *   stdin: "terminal",
 *   output: (bytes) => void Deno.stdout.writeSync(bytes),
 *   beforeReap: () => {},
 * });
 * await child.type(new TextEncoder().encode("exit 3\r"));
 * const { code } = await child.ended;
 * ```
 *
 * Limits: Windows 10 version 1809 or later on x86-64. Exercised under Wine, not verified on Windows.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../../errors.ts";
export { ConsoleChild, type ConsoleChildOptions, spawnConsoleChild } from "./console_child.ts";
export { OuterConsole } from "./outer_console.ts";
export { probePseudoConsoles } from "./pseudo_console.ts";
