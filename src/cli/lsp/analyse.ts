import * as nodePath from "node:path";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { EditorDocument } from "../../../dsl/editor/mod.ts";
import { decodeUtf8, loadDocument } from "../../../dsl/mod.ts";
import type { Diagnostic, Pipeline } from "../../core/mod.ts";
import { DEFAULT_SHELL } from "../../live/mod.ts";
import { systemReason } from "../../platform/mod.ts";

/** Everything known about one text of an open document. */
export interface Analysis {
  readonly text: TextDocument;
  readonly document: EditorDocument;
  /** Whether the text begins with a byte order mark, which no offset counts. */
  readonly hasMark: boolean;
  /** Of this document and the files it includes. */
  readonly diagnostics: readonly Diagnostic[];
  /** The texts of the other files that were read, by path. */
  readonly sources: ReadonlyMap<string, string>;
  /** The paths of the files that it names, also of those that cannot be read. */
  readonly reads: ReadonlySet<string>;
}

/** What {@link analyse} has to know besides. */
export interface AnalyseOptions {
  /** The unsaved text of a file that is open. */
  readonly textOf: (path: string) => string | undefined;
  /** What an earlier text of the document was, for names while the new one cannot be read. */
  readonly known: Pipeline | undefined;
}

/** Reads and checks an open document, with the pipelines and templates it names: those that are open as they are open, others from disk. */
export async function analyse(text: TextDocument, path: string, { textOf, known }: AnalyseOptions): Promise<Analysis> {
  const written = text.getText();
  const hasMark = written.startsWith("\ufeff");
  const body = hasMark ? written.slice(1) : written;
  const sources = new Map<string, string>();
  const reads = new Set<string>();
  const readFile = async (file: string): Promise<string> => {
    reads.add(file);
    const source = textOf(file) ?? await readText(file);
    sources.set(file, source.replace(/^\ufeff/, ""));
    return source;
  };
  const loaded = await loadDocument(body, path, { readFile, nameOf: nodePath.resolve, defaultShell: DEFAULT_SHELL });
  const { tree, draft = known, diagnostics, included } = loaded;
  return { text, document: { file: path, text: body, tree, draft, included }, hasMark, diagnostics, sources, reads };
}

async function readText(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    throw new Error(systemReason(cause), { cause });
  }
  const { text, diagnostics: [problem] } = decodeUtf8(bytes, path);
  if (problem !== undefined) throw new Error(problem.message);
  return text;
}
