import * as nodePath from "node:path";
import { AppError } from "../core/mod.ts";
import { systemReason } from "../platform/mod.ts";

/** Where a document reads from. */
export interface DocumentWorld {
  /** What relative names start from; absolute. */
  readonly cwd: string;
  /** All of standard input, for the name `-`. */
  readStdin(): Promise<Uint8Array>;
}

/**
 * The bytes of a file as the user named it; `-` is standard input.
 *
 * @throws AppError `file_unreadable`.
 */
export async function readNamed(named: string, world: DocumentWorld): Promise<Uint8Array> {
  try {
    return named === "-" ? await world.readStdin() : await readFileBytes(nodePath.resolve(world.cwd, named));
  } catch (cause) {
    const name = named === "-" ? "standard input" : named === "" ? '""' : named;
    throw new AppError("file_unreadable", `Cannot read ${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/**
 * The bytes of a file.
 *
 * @throws Error In the system's words why it cannot be read.
 */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new Error(systemReason(cause), { cause });
  }
}
