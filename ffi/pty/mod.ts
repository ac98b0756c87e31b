/**
 * Terminals: children in a pseudo-terminal of their own, and the terminal that this process was started in. Apart from `posix/`, whose
 * children and poller it uses, as hardly a verb needs it.
 *
 * ```ts
 * import { spawnTerminalChild } from "./mod.ts";
 *
 * const child = spawnTerminalChild({
 *   path: "/bin/sh",
 *   argv: ["sh", "-c", "stty size"],
 *   env: [],
 *   cwd: "/",
 *   size: { columns: 80, rows: 24 },
 *   stdin: "terminal",
 *   output: (bytes) => void Deno.stdout.writeSync(bytes),
 *   beforeReap: () => {},
 * });
 * const { code } = await child.ended;
 * ```
 *
 * Limits: Linux with glibc 2.29 or newer and kernel 5.3 or newer, x86-64 and aarch64. macOS has the same calls for terminals, but not the
 * poller and the process handles.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../errors.ts";
export { DirectOutput, openDirectOutput } from "./direct_output.ts";
export { findOuterTerminal, OuterTerminal } from "./outer_terminal.ts";
export { probeTerminals } from "./pair.ts";
export { spawnTerminalChild, TerminalChild, type TerminalChildOptions } from "./terminal_child.ts";
export type { TerminalSize } from "./terminal_size.ts";
