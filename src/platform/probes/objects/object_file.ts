import * as nodePath from "node:path";
import { type ScopeTypes, types } from "../../../../dsl/expr/mod.ts";
import { AppError } from "../../../core/mod.ts";
import {
  BtfError,
  type BtfType,
  type CompiledEvent,
  compileEvents,
  ObjectFileError,
  readBtf,
  readObjectFile,
  type Section,
} from "../btf/mod.ts";

/** No eBPF object is so large. */
const MOST_BYTES = 64 << 20;
const SUFFIX = /(?:\.bpf)?\.o$/;

/** An object file's bytes, and what its events are. */
export interface ObjectFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its BTF; nothing when it has none, or it is damaged: then records come in hex alone. */
  readonly types: readonly BtfType[];
  /** How records are read, by their size. */
  readonly events: ReadonlyMap<number, CompiledEvent>;
  /** Names and types of what a condition may speak of. */
  readonly scope: ScopeTypes;
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
  let sections: readonly Section[];
  try {
    sections = readObjectFile(bytes);
  } catch (cause) {
    if (!(cause instanceof ObjectFileError)) throw cause;
    throw new AppError("probe_object_invalid", `${path} ${cause.message}`, { cause });
  }
  const btf = typesOf(sections);
  const events = compileEvents(btf);
  const [event] = events.values();
  // Of several sizes which it is, only a record tells.
  const fields = events.size === 1 && event !== undefined ? types.record(event.scope) : types.dyn;
  return { path, bytes, types: btf, events, scope: { time_ns: types.int, data: types.string, fields } };
}

/** An object file, read and understood as far as that goes without the kernel. @throws AppError */
export function readObject(path: string): ObjectFile {
  return parseObject(path, readBytes(path));
}

function typesOf(sections: readonly Section[]): readonly BtfType[] {
  const section = sections.find(({ name }) => name === ".BTF");
  if (section === undefined) return [];
  try {
    return readBtf(section.bytes);
  } catch (error) {
    if (!(error instanceof BtfError)) throw error;
    return [];
  }
}
