import { windowsVariable } from "../process/windows_program.ts";

/** Of a line of `/etc/passwd`: name, password, user, group, comment, home, shell. */
const USER_FIELD = 2;
const SHELL_FIELD = 6;

/** The user's shell: `$SHELL`, else what `/etc/passwd` says, else `/bin/sh`; on Windows `%COMSPEC%`, else `cmd.exe`. */
export function userShell(env: Readonly<Record<string, string>>): string {
  if (Deno.build.os === "windows") return windowsVariable(env, "COMSPEC") || "cmd.exe";
  return env["SHELL"] || shellOf(Deno.uid()) || "/bin/sh";
}

function shellOf(user: number | null): string | undefined {
  try {
    const lines = Deno.readTextFileSync("/etc/passwd").split("\n").map((line) => line.split(":"));
    return lines.find((fields) => fields[USER_FIELD] === String(user))?.[SHELL_FIELD];
  } catch {
    return undefined;
  }
}
