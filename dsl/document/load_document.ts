import { type Diagnostic, type Pipeline, withoutRepeats } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";
import { isFlowFile } from "../is_flow_file.ts";
import { isModuleFile } from "../is_module_file.ts";
import { readYaml } from "../yaml/mod.ts";
import { checkDocument } from "./check_document.ts";
import { checkIncluded, type IncludeContext, type IncludedFile, resolvePath } from "./check_included.ts";
import type { CheckScript } from "./check_scripts.ts";
import type { TemplateFile } from "./check_template_files.ts";

/** The document that a JavaScript or TypeScript module is. */
export interface ModuleDocument {
  /** Its value with its places in the module; undefined when there is none. */
  readonly root: DocNode | undefined;
  /** The module's text, without a byte order mark. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the module reads its parameters itself, so that nothing can be said about unused ones. */
  readonly readsParams: boolean;
}

/** How {@link loadDocument} reaches other files. */
export interface LoadDocumentOptions {
  /**
   * The text of a file, for the pipelines and templates that tasks name; the path is relative as the documents name it, seen from the
   * first file's folder as `file` was given. What it throws makes, of a pipeline, the diagnostic `pipeline_unreadable` with the error's
   * message; a template may come later. Without it other files are not checked.
   */
  readonly readFile?: (path: string) => Promise<string>;
  /**
   * The one name of a file, however a path leads to it: what diagnostics call it, what `readFile` is given, and how a pipeline that
   * contains itself is known. Default the path as it is.
   */
  readonly nameOf?: (path: string) => string;
  /** Evaluates a module, by its name as diagnostics call it. Without it nothing is said of modules. */
  readonly readModule?: (file: string) => Promise<ModuleDocument>;
  /** The interpreter of `run` text where a document names none. Default `sh`. */
  readonly defaultShell?: string;
  /** Says what is wrong with a script that runs in the sandbox, in this document and those it includes. Without it none is checked. */
  readonly checkScript?: CheckScript;
}

/** A document with all it includes. */
export interface LoadedDocument {
  /** Undefined when this file or one it includes has an error. */
  readonly pipeline: Pipeline | undefined;
  /** This file's pipeline as far as it could be understood, also when there was an error: for editors, never to be run. */
  readonly draft: Pipeline | undefined;
  /** This file's first, then those of included files, each file's by place and each file once. */
  readonly diagnostics: readonly Diagnostic[];
  /** The document as it was read; undefined when it has no readable form. */
  readonly tree: DocNode | undefined;
  /** The pipelines that tasks name, checked, by the path as `readFile` was given it. */
  readonly included: ReadonlyMap<string, Pipeline>;
}

/**
 * Reads and checks a document, flow or YAML by its name, and, through `readFile`, the pipelines it contains: their parameters are checked
 * against `with`, and a pipeline that contains itself is drawn as a loop.
 *
 * @param text The document, decoded. A byte order mark is skipped, and no span counts it.
 * @param file The file as the user named it; `-` is standard input.
 */
export async function loadDocument(text: string, file: string, options: LoadDocumentOptions = {}): Promise<LoadedDocument> {
  const load = (content: string, name: string) => loadOne(content, name, options);
  const own = await load(text, file);
  const included = new Map<string, Pipeline>();
  const { pipeline, draft, tree } = own;
  if (tree === undefined || options.readFile === undefined) return { pipeline, draft, diagnostics: own.diagnostics, tree, included };
  const { readFile, nameOf = asItIs } = options;
  const context: IncludeContext = { readFile, nameOf, load, known: new Map(), path: [file] };
  const more = await checkIncluded(own, file, context);
  // A file that scripts of several documents import is told of once.
  const diagnostics = byFileAndPlace([file, ...context.known.keys()], withoutRepeats([...own.diagnostics, ...more]));
  for (const [path, entry] of context.known) if (entry.pipeline !== undefined) included.set(path, entry.pipeline);
  const isWrong = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  return { pipeline: isWrong ? undefined : pipeline, draft, diagnostics, tree, included };
}

/** By file, those given first, then by place. */
function byFileAndPlace(files: readonly string[], diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const names = [...new Set([...files, ...diagnostics.map(({ file }) => file)])];
  const turns = new Map(names.map((name, index) => [name, index]));
  const turnOf = ({ file }: Diagnostic): number => turns.get(file) ?? names.length;
  return diagnostics.toSorted((a, b) => turnOf(a) - turnOf(b) || a.span.start - b.span.start);
}

function asItIs(path: string): string {
  return path;
}

/** One file by itself, with its templates. */
async function loadOne(
  text: string,
  file: string,
  { readFile, nameOf = asItIs, readModule, defaultShell, checkScript }: LoadDocumentOptions,
): Promise<IncludedFile> {
  const { root, diagnostics, body, readsParams } = await readAny(text, file, readModule);
  if (root === undefined) return { text: body, pipeline: undefined, draft: undefined, diagnostics, tree: root };
  const readTemplate = readFile === undefined ? undefined : async (path: string): Promise<TemplateFile | undefined> => {
    const name = nameOf(resolvePath(file, path));
    try {
      return { name, text: await readFile(name) };
    } catch {
      return undefined;
    }
  };
  const checked = await checkDocument(root, {
    file,
    text: body,
    isBroken: diagnostics.some(({ severity }) => severity === "error"),
    ...(defaultShell === undefined ? {} : { defaultShell }),
    ...(readTemplate === undefined ? {} : { readTemplate }),
    ...(checkScript === undefined ? {} : { checkScript }),
  });
  const isWrong = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  const found = readsParams ? checked.diagnostics.filter(({ code }) => code !== "unused_param") : checked.diagnostics;
  return {
    text: body,
    pipeline: isWrong ? undefined : checked.pipeline,
    draft: checked.draft,
    diagnostics: byFileAndPlace([file], withoutRepeats([...diagnostics, ...found])),
    tree: root,
  };
}

/** Reads a document in the language that its name tells. */
async function readAny(text: string, file: string, readModule: LoadDocumentOptions["readModule"]) {
  if (isModuleFile(file)) {
    const { text: body, ...read } = await readModule?.(file) ?? { text, root: undefined, diagnostics: [], readsParams: false };
    return { ...read, body };
  }
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  const read = isFlowFile(file) ? (await import("../flow/mod.ts")).readFlow(body, file) : await readYaml(body, file);
  return { ...read, body, readsParams: false };
}
