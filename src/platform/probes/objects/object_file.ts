import * as nodePath from "node:path";
import { AppError } from "../../../core/mod.ts";
import { ObjectFileError, readObjectFile, type Section } from "../btf/mod.ts";

/** No eBPF object is so large. */
const MOST_BYTES = 64 << 20;
const SUFFIX = /(?:\.bpf)?\.o$/;

/** An object file's bytes and what is within. */
export interface ObjectFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sections: readonly Section[];
}

/** What events of an object file are told under: its name without `.bpf.o` or `.o`. */
export function stemOf(path: string): string {
  const name = nodePath.basename(path);
  return name.replace(SUFFIX, "") || name;
}

/** Whether the word of a command line is meant as an object file rather than as the name of a probe. */
export function isObjectPath(word: string): boolean {
  return word.includes("/") || word.endsWith(".o");
}

/**
 * The bytes of a file.
 *
 * @throws AppError `file_unreadable`.
 */
export function readBytes(path: string): Uint8Array<ArrayBuffer> {
  const unreadable = (why: string, cause?: unknown) => new AppError("file_unreadable", `Cannot read ${path}: ${why}`, { cause });
  try {
    // A pipe or a device would be waited for.
    const { isFile, isDirectory, size } = Deno.statSync(path);
    if (!isFile) throw unreadable(isDirectory ? "it is a folder" : "it is no regular file");
    if (size > MOST_BYTES) throw unreadable(`it has ${size} bytes, and eBPF objects have ${MOST_BYTES} at most`);
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof Deno.errors.NotFound) throw unreadable("there is no such file", error);
    if (error instanceof Deno.errors.PermissionDenied) throw unreadable("permission denied", error);
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
}

/** @throws AppError `probe_object_invalid`, whose cause says whether the file may only not be written to its end yet. */
export function parseObject(path: string, bytes: Uint8Array<ArrayBuffer>): ObjectFile {
  try {
    return { bytes, sections: readObjectFile(bytes) };
  } catch (cause) {
    if (!(cause instanceof ObjectFileError)) throw cause;
    throw new AppError("probe_object_invalid", `${path} ${cause.message}`, { cause });
  }
}
