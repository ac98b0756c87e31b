import * as nodePath from "node:path";
import { decodeUtf8, type DocNode, isModuleFile, loadDocument, type SettingProblem } from "../../dsl/mod.ts";
import type { Diagnostic, Pipeline } from "../core/mod.ts";
import type { SandboxLevel } from "../sandbox/mod.ts";
import type { ModuleReader } from "./module/mod.ts";
import type { Sandbox } from "./open_sandbox.ts";
import { type DocumentWorld, readFileBytes, readNamed } from "./read_named.ts";
import { createScriptChecker } from "./script_checker.ts";

/** A field of that name, in YAML or flow. */
const SAYS_SCRIPT = /\bscript\s*[:"]/;

/** The interpreter of `run` text where a document names none. */
export const DEFAULT_SHELL = Deno.build.os === "windows" ? "powershell" : "sh";

/** A document that was read and checked. */
export interface OpenedDocument {
  /** Undefined when it or a pipeline it includes has an error. */
  readonly pipeline: Pipeline | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The document as it was read; undefined when it has no readable form. */
  readonly tree: DocNode | undefined;
  /** Why a module could not be called with the settings it was given; there is no pipeline then. */
  readonly problems: readonly SettingProblem[];
  /** The texts of all files read, by the names that diagnostics use. */
  readonly sources: ReadonlyMap<string, string>;
  /** The pipelines that it includes, directly or not, by their absolute files. */
  readonly included: ReadonlyMap<string, Pipeline>;
  /** Absolute, or `-`. */
  readonly file: string;
  /** The folder that the pipeline's paths start from, absolute. */
  readonly folder: string;
}

/** How {@link openDocument} goes about scripts. */
export interface OpenDocumentOptions {
  /** The level that scripts are checked for; `unchecked` leaves them alone. Default `strict`. */
  readonly scripts?: SandboxLevel | "unchecked";
  /** Where modules are evaluated, which is done in a strict one only. Default one of the document's own. */
  readonly sandbox?: Sandbox;
  /** The document's text, where that is not what its file holds now. Not of a module. */
  readonly text?: string;
  /** Told that there seems to be a script, as soon as the text is read. */
  onScript?(): void | Promise<void>;
}

/**
 * Reads and checks a pipeline, every pipeline it includes, and the scripts of all of them.
 *
 * @param named The file as the user named it; `-` is standard input.
 * @throws AppError `file_unreadable`.
 */
export async function openDocument(named: string, world: DocumentWorld, options: OpenDocumentOptions = {}): Promise<OpenedDocument> {
  const { scripts = "strict" } = options;
  const file = named === "-" ? named : nodePath.resolve(world.cwd, named);
  const folder = named === "-" ? world.cwd : nodePath.dirname(file);
  const sources = new Map<string, string>();
  const { text, diagnostics } = options.text === undefined
    ? decodeUtf8(await readNamed(named, world), named)
    : { text: options.text, diagnostics: [] };
  sources.set(named, text);
  if (SAYS_SCRIPT.test(text)) await options.onScript?.();
  // What a module's text is, the guard says.
  if (diagnostics.length > 0 && !isModuleFile(named)) {
    return { pipeline: undefined, tree: undefined, problems: [], diagnostics, sources, included: new Map(), file, folder };
  }
  const readFile = async (path: string) => {
    const included = decodeUtf8(await readFileBytes(nodePath.resolve(world.cwd, path)), path);
    const [problem] = included.diagnostics;
    if (problem !== undefined) throw new Error(problem.message);
    sources.set(path, included.text);
    return included.text;
  };
  const nameOf = (path: string): string => {
    const absolute = nodePath.resolve(world.cwd, path);
    if (path === named || absolute === file) return named;
    return nodePath.isAbsolute(named) ? absolute : nodePath.relative(world.cwd, absolute) || ".";
  };
  const addSource = (name: string, source: string) => sources.has(name) || sources.set(name, source);
  const checker = scripts === "unchecked"
    ? {}
    : { checkScript: createScriptChecker({ cwd: world.cwd, level: scripts, nameOf, addSource }) };
  const problems: SettingProblem[] = [];
  let modules: ModuleReader | undefined;
  const readModule = async (name: string) => {
    const env = world.env ?? {};
    modules ??= new (await import("./module/mod.ts")).ModuleReader(env, nameOf, options.sandbox);
    const given = name === named && world.params !== undefined ? { env, params: world.params } : { env };
    const read = await modules.read(nodePath.resolve(world.cwd, name), given);
    for (const [name, text] of read.sources) sources.set(name, text);
    problems.push(...read.problems ?? []);
    return read;
  };
  try {
    const loaded = await loadDocument(text, named, { readFile, nameOf, readModule, defaultShell: DEFAULT_SHELL, ...checker });
    const included = new Map(Array.from(loaded.included, ([path, pipeline]) => [nodePath.resolve(world.cwd, path), pipeline]));
    const { pipeline, diagnostics, tree } = loaded;
    return { pipeline, tree, problems, diagnostics, sources, included, file, folder };
  } finally {
    modules?.[Symbol.dispose]();
  }
}
