import * as nodePath from "node:path";
import process from "node:process";
import { AppError } from "../../core/mod.ts";
import { systemReason } from "../../platform/mod.ts";

/** What a daemon wrote of itself into its state folder. */
export interface LocalEndpoint {
  /** As {@link parseAddress} reads it. */
  readonly url: string;
  readonly pid: number;
}

/**
 * The daemon that serves from a state folder: what `endpoint.json` says, as long as its process lives. A daemon that was killed leaves the
 * file behind, and whatever took its port since must not be sent the token.
 */
export function localEndpoint(folder: string): LocalEndpoint | undefined {
  let written: unknown;
  try {
    written = JSON.parse(Deno.readTextFileSync(nodePath.join(folder, "endpoint.json")));
  } catch {
    return undefined;
  }
  if (typeof written !== "object" || written === null || !("url" in written) || !("pid" in written)) return undefined;
  const { url, pid } = written;
  return typeof url === "string" && typeof pid === "number" && isAlive(pid) ? { url, pid } : undefined;
}

/**
 * The first admin token of a state folder; undefined when there is none.
 *
 * @throws AppError `state_unavailable` when it may not be read: the folder is another user's.
 */
export function localToken(folder: string): string | undefined {
  const path = nodePath.join(folder, "token");
  try {
    return Deno.readTextFileSync(path).trim() || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new AppError("state_unavailable", `Cannot read the daemon's token in ${path}: ${systemReason(error)}`, {
      hint: "Ask as the user that the daemon runs as, or put a token of your own into EXECUTOR_TOKEN",
      cause: error,
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process refuses the signal, and lives.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
