import * as nodePath from "node:path";
import { decodeUtf8, loadDocument } from "../../dsl/mod.ts";
import { AppError, type Diagnostic, type Pipeline } from "../core/mod.ts";

/** The interpreter of `run` text where a document names none. */
const DEFAULT_SHELL = Deno.build.os === "windows" ? "powershell" : "sh";

/** Where {@link openDocument} reads from. */
export interface DocumentWorld {
  /** What relative names start from; absolute. */
  readonly cwd: string;
  /** All of standard input, for the name `-`. */
  readStdin(): Promise<Uint8Array>;
}

/** A document that was read and checked. */
export interface OpenedDocument {
  /** Undefined when it or a pipeline it includes has an error. */
  readonly pipeline: Pipeline | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The texts of all files read, by the names that diagnostics use. */
  readonly sources: ReadonlyMap<string, string>;
  /** Absolute, or `-`. */
  readonly file: string;
  /** The folder that the pipeline's paths start from, absolute. */
  readonly folder: string;
}

/**
 * Reads and checks a pipeline and every pipeline it includes.
 *
 * @param named The file as the user named it; `-` is standard input.
 * @throws AppError `file_unreadable`.
 */
export async function openDocument(named: string, world: DocumentWorld): Promise<OpenedDocument> {
  const file = named === "-" ? named : nodePath.resolve(world.cwd, named);
  const folder = named === "-" ? world.cwd : nodePath.dirname(file);
  const sources = new Map<string, string>();
  const { text, diagnostics } = decodeUtf8(await readNamed(named, file, world), named);
  sources.set(named, text);
  if (diagnostics.length > 0) return { pipeline: undefined, diagnostics, sources, file, folder };
  const readFile = async (path: string) => {
    const included = decodeUtf8(await readIncluded(nodePath.resolve(world.cwd, path)), path);
    const [problem] = included.diagnostics;
    if (problem !== undefined) throw new Error(problem.message);
    sources.set(path, included.text);
    return included.text;
  };
  const loaded = await loadDocument(text, named, { readFile, defaultShell: DEFAULT_SHELL });
  return { pipeline: loaded.pipeline, diagnostics: loaded.diagnostics, sources, file, folder };
}

async function readNamed(named: string, file: string, world: DocumentWorld): Promise<Uint8Array> {
  try {
    return named === "-" ? await world.readStdin() : await readFileBytes(file);
  } catch (cause) {
    throw new AppError("file_unreadable", `Cannot read ${named === "-" ? "standard input" : named}: ${reasonOf(cause)}`, { cause });
  }
}

async function readIncluded(path: string): Promise<Uint8Array> {
  try {
    return await readFileBytes(path);
  } catch (cause) {
    throw new Error(reasonOf(cause), { cause });
  }
}

/** Why a file cannot be read, without the path that the runtime repeats behind it. */
function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/: (open|readfile) '.*'$/s, "") : String(cause);
}

function readFileBytes(path: string): Promise<Uint8Array> {
  return Deno.readFile(path);
}
