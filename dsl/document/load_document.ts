import type { Diagnostic, Pipeline } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";
import { readYaml } from "../yaml/mod.ts";
import { checkDocument } from "./check_document.ts";
import { checkIncluded, type IncludeContext } from "./check_included.ts";

/** How {@link loadDocument} reaches other files. */
export interface LoadDocumentOptions {
  /**
   * The text of a file, for the pipelines that tasks name; the path is relative as the documents name it, seen from the first file's
   * folder as `file` was given. Whatever it throws makes the diagnostic `pipeline_unreadable` with the error's message. Without it
   * other files are not checked.
   */
  readonly readFile?: (path: string) => Promise<string>;
  /** The interpreter of `run` text where a document names none. Default `sh`. */
  readonly defaultShell?: string;
}

/** A document with all it includes. */
export interface LoadedDocument {
  /** Undefined when this file or one it includes has an error. */
  readonly pipeline: Pipeline | undefined;
  /** This file's first, then those of included files, each file's by place and each file once. */
  readonly diagnostics: readonly Diagnostic[];
  /** The document as it was read; undefined when it has no readable form. */
  readonly tree: DocNode | undefined;
  /** The pipelines that tasks name, checked, by the path as `readFile` was given it. */
  readonly included: ReadonlyMap<string, Pipeline>;
}

/**
 * Reads and checks a YAML document and, through `readFile`, the pipelines it contains: their parameters are checked against `with`,
 * and a pipeline that contains itself is drawn as a loop.
 *
 * @param text The document, decoded. A byte order mark is skipped, and no span counts it.
 * @param file The file as the user named it; `-` is standard input.
 */
export async function loadDocument(text: string, file: string, options: LoadDocumentOptions = {}): Promise<LoadedDocument> {
  const load = (content: string, name: string) => loadOne(content, name, options.defaultShell);
  const own = await load(text, file);
  const included = new Map<string, Pipeline>();
  if (own.tree === undefined || options.readFile === undefined) return { ...own, included };
  const context: IncludeContext = { readFile: options.readFile, load, known: new Map(), path: [file] };
  const more = await checkIncluded(own.tree, file, context);
  const turn = new Map([file, ...context.known.keys()].map((name, index) => [name, index]));
  const turnOf = (diagnostic: Diagnostic): number => turn.get(diagnostic.file) ?? turn.size;
  const diagnostics = [...own.diagnostics, ...more].sort((a, b) => turnOf(a) - turnOf(b) || a.span.start - b.span.start);
  for (const [path, entry] of context.known) if (entry.pipeline !== undefined) included.set(path, entry.pipeline);
  const isWrong = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  return { pipeline: isWrong ? undefined : own.pipeline, diagnostics, tree: own.tree, included };
}

function byPlace(first: readonly Diagnostic[], second: readonly Diagnostic[]): readonly Diagnostic[] {
  if (first.length === 0) return second;
  return second.length === 0 ? first : [...first, ...second].sort((a, b) => a.span.start - b.span.start);
}

/** One file by itself. */
async function loadOne(text: string, file: string, defaultShell: string | undefined): Promise<Omit<LoadedDocument, "included">> {
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  const { root, diagnostics } = await readYaml(body, file);
  if (root === undefined) return { pipeline: undefined, diagnostics, tree: root };
  const checked = await checkDocument(root, { file, text: body, ...(defaultShell === undefined ? {} : { defaultShell }) });
  const isWrong = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  return { pipeline: isWrong ? undefined : checked.pipeline, diagnostics: byPlace(diagnostics, checked.diagnostics), tree: root };
}
