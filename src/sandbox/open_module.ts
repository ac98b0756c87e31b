import type { Code, Diagnostic, Json, JsonObject, ScriptCall, ScriptEnd } from "../core/mod.ts";
import type { ModuleTask } from "./create_scripts.ts";
import type { ExplainedError } from "./explain_error.ts";
import { type GuardFiles, prepareProgram, type Program, type ProgramPlace, type SyntaxNode, syntaxOf } from "./guard/mod.ts";
import { HELPERS } from "./helpers.ts";

/** How a module is opened. */
export interface OpenModuleOptions {
  /** The folder that its imports stay within, absolute. */
  readonly folder: string;
  /** How diagnostics name a file, by its absolute path. */
  nameOf(path: string): string;
}

/** What a module's function is called with. */
export interface ModuleSettings {
  readonly config: JsonObject;
  readonly params: JsonObject;
}

/** A part of what a module says. */
export type ModulePart = "config" | "params" | "document";

/** What a module says of itself: a stranger's word. */
export interface ToldModule {
  readonly status: "told";
  /** Its exports of these names, and its document; absent where it has none. */
  readonly parts: ReadonlyMap<ModulePart, Json>;
  /** Whether its default export is a function. */
  readonly isFunction: boolean;
  /** Whether it has to be called with settings before it has a document. */
  readonly needsSettings: boolean;
}

/** How evaluating ended. */
export type EvaluatedModule =
  | ToldModule
  | { readonly status: "refused"; readonly part: ModulePart; readonly path: string; readonly why: string }
  | { readonly status: "failed"; readonly code: Code; readonly message: string; readonly place?: ProgramPlace };

/** A module that was checked. */
export interface DocumentModule {
  /** What diagnostics call it. */
  readonly file: string;
  /** Its text and those of what it imports, by the names that diagnostics use. */
  readonly sources: ReadonlyMap<string, string>;
  /** The module's own. */
  readonly syntax: SyntaxNode | undefined;
  /**
   * Evaluates it in a sandbox that may do nothing, for at most 10 s.
   *
   * @param settings What a function is called with. Without them a module that declares some is only asked for its declarations.
   */
  evaluate(settings?: ModuleSettings): Promise<EvaluatedModule>;
}

/** A module, or what is wrong with its text or that of a file it imports. */
export type OpenedModule =
  | { readonly module: DocumentModule }
  | { readonly diagnostics: readonly Diagnostic[]; readonly sources: ReadonlyMap<string, string> };

/** What {@link openModule} works with. */
export interface ModuleWorld {
  readonly files: GuardFiles;
  run(call: ScriptCall, program: Program, module: ModuleTask): Promise<ScriptEnd>;
}

/** Most milliseconds of one evaluation, loading included. */
const TIME_MS = 10_000;
const PARTS = ["config", "params", "document"] as const;

/** Reads and checks a module and everything it imports by the rules of scripts. */
export async function openModule(path: string, { folder, nameOf }: OpenModuleOptions, world: ModuleWorld): Promise<OpenedModule> {
  const source = { kind: "file", path } as const;
  const prepared = await prepareProgram(source, {
    folder,
    level: "strict",
    helpers: HELPERS,
    nameOf,
    files: world.files,
    declaresNothing: true,
  });
  if (!("program" in prepared)) return prepared;
  const { program } = prepared;
  const file = program.locate(program.entry, 1, 1)?.file ?? nameOf(path);
  const syntax = await syntaxOf(program.sources.get(file) ?? "", file);
  return {
    module: {
      file,
      sources: program.sources,
      syntax,
      evaluate: (settings) => evaluate({ source, folder, revision: path }, program, settings, world),
    },
  };
}

async function evaluate(
  place: Pick<ScriptCall, "source" | "folder" | "revision">,
  program: Program,
  settings: ModuleSettings | undefined,
  world: ModuleWorld,
): Promise<EvaluatedModule> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort("kill"), TIME_MS);
  const call: ScriptCall = {
    ...place,
    task: "module",
    run: "",
    permissions: "none",
    limits: {},
    input: "null",
    argument: {},
    env: {},
    cwd: place.folder,
    signal: new AbortController().signal,
    kill: late.signal,
    output() {},
  };
  let thrown: ExplainedError | undefined;
  try {
    const end = await world.run(call, program, {
      header: settings === undefined ? {} : { settings: { config: settings.config, params: settings.params } },
      failed: (error) => thrown = error,
    });
    return readEnd(end, thrown);
  } finally {
    clearTimeout(timer);
  }
}

function readEnd(end: ScriptEnd, thrown: ExplainedError | undefined): EvaluatedModule {
  if (end.status === "stopped") {
    const message = `Stopped after ${TIME_MS / 1000} s: it runs without end, or waits for what never comes`;
    return { status: "failed", code: "limit_time", message };
  }
  if (end.status === "failed") {
    const { place, headline = end.message } = thrown ?? {};
    return { status: "failed", code: end.code, message: headline, ...(place === undefined ? {} : { place }) };
  }
  const { refused, isFunction, needsSettings } = end.outputs;
  if (refused !== undefined) return readRefused(refused);
  const parts = new Map<ModulePart, Json>();
  for (const part of PARTS) {
    const value = Object.hasOwn(end.outputs, part) ? end.outputs[part] : undefined;
    if (value !== undefined) parts.set(part, value);
  }
  return { status: "told", parts, isFunction: isFunction === true, needsSettings: needsSettings === true };
}

function readRefused(refused: Json): EvaluatedModule {
  const { part, path, why } = typeof refused === "object" && refused !== null && !Array.isArray(refused) ? refused as JsonObject : {};
  return {
    status: "refused",
    part: PARTS.find((each) => each === part) ?? "document",
    path: typeof path === "string" ? path : "",
    why: typeof why === "string" ? why : "It cannot be told in JSON",
  };
}
