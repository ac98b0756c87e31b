/**
 * Commands in a terminal of their own, within the terminal of this process or without one, and recordings of what they show. Apart from the
 * rest of `platform`: only `shell`, `play` and the daemon's sessions load it.
 *
 * ```ts
 * import { openSession } from "./mod.ts";
 *
 * const session = await openSession({
 *   argv: ["top"],
 *   cwd: "/",
 *   env: { PATH: "/usr/bin:/bin", TERM: "xterm" },
 *   size: { columns: 80, rows: 24 },
 *   stdin: "terminal",
 *   output: (bytes) => void Deno.stdout.writeSync(bytes),
 * });
 * session.type(new TextEncoder().encode("q"));
 * const { code } = await session.exited;
 * ```
 *
 * Limits: Linux with glibc, and Windows from version 1809 on (exercised under Wine, not verified there). A descendant that leaves the session and also wipes `EXECUTOR_OWNER` from its environment is not found when the
 * session ends.
 *
 * @module
 */
export { type AttendOptions, attendSession, type SessionObserver } from "./attend_session.ts";
export { linkOuter, type OuterLink, type OuterLinkOptions } from "./link_outer.ts";
export { openSession, type Session, SessionHost, type SessionOptions } from "./open_session.ts";
export { openShownOutput, type ShownOutput } from "./shown_output.ts";
export { Recording, type RecordingHeader } from "./recording.ts";
export { userShell } from "./user_shell.ts";
