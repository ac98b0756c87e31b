import * as nodePath from "node:path";
import { AppError, type Json } from "../core/mod.ts";
import { systemReason } from "../platform/mod.ts";

/** Where a document reads from. */
export interface DocumentWorld {
  /** What relative names start from; absolute. */
  readonly cwd: string;
  /** All of standard input, for the name `-`. */
  readStdin(): Promise<Uint8Array>;
  /** The environment, for the settings of a pipeline that is a module. Default empty. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The parameters of the run, for a pipeline that is a module. Without them, as for `check`, a setting that is missing or wrong is left out,
   * and nothing is said of it.
   */
  readonly params?: Readonly<Record<string, Json>>;
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
    // A plain file is there at once, and going to another thread for it costs more than reading it; a pipe may keep one waiting.
    return Deno.statSync(path).isFile ? Deno.readFileSync(path) : await Deno.readFile(path);
  } catch (cause) {
    throw new Error(systemReason(cause), { cause });
  }
}
