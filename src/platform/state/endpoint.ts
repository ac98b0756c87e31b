import process from "node:process";
import * as nodePath from "node:path";
import { replaceFile } from "./replace_file.ts";
import { storageFailure } from "./storage_failure.ts";

/** Where the daemon of a state folder listens. */
export interface Endpoint {
  /** `http://127.0.0.1:7400`, or `unix:` and the socket's path. */
  readonly url: string;
  /** The daemon's process. */
  readonly pid: number;
}

/**
 * Tells other processes where this one listens, in `<folder>/endpoint.json`, which is the owner's alone. To be called by who holds the
 * folder's serve lock.
 *
 * @throws AppError `state_full`, `state_unavailable`.
 *
 * @example
 * ```ts
 * writeEndpoint(state.folder, "http://127.0.0.1:7400");
 * ```
 */
export function writeEndpoint(folder: string, url: string): void {
  replaceFile(fileOf(folder), `${JSON.stringify({ url, pid: Deno.pid })}\n`);
}

/**
 * Where the daemon of a state folder listens.
 *
 * A process id may by now be another program's: that a daemon is there only its answer proves.
 *
 * @returns undefined when none does: there is no file, it is not one of {@link writeEndpoint}, or its process is gone.
 * @throws AppError `state_unavailable` when the file is there and cannot be read.
 */
export function readEndpoint(folder: string): Endpoint | undefined {
  const endpoint = read(folder);
  return endpoint !== undefined && isRunning(endpoint.pid) ? endpoint : undefined;
}

/** Removes the file if it is this process's. Never throws: what is left behind names a process that is gone. */
export function removeEndpoint(folder: string): void {
  try {
    if (read(folder)?.pid === Deno.pid) Deno.removeSync(fileOf(folder));
  } catch {
    // Left for the next daemon.
  }
}

function fileOf(folder: string): string {
  return nodePath.join(folder, "endpoint.json");
}

function read(folder: string): Endpoint | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(fileOf(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw storageFailure(error, "read", fileOf(folder));
  }
  try {
    const { url, pid } = JSON.parse(text);
    return typeof url === "string" && Number.isSafeInteger(pid) && pid > 0 ? { url, pid } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 is none: it only asks whether there is somebody to take one.
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user cannot be asked, and is there.
    return (error as { code?: unknown }).code !== "ESRCH";
  }
}
