import type { DocNode, MapEntry, MapNode, ModuleDocument, SettingProblem } from "../../../dsl/mod.ts";
import type { Diagnostic, Span } from "../../core/mod.ts";
import type { DocumentModule, EvaluatedModule, ModulePart, ToldModule } from "../../sandbox/mod.ts";
import type { Sandbox } from "../open_sandbox.ts";
import { findPath } from "./find_path.ts";
import { ModuleSyntax, type NamedSyntax } from "./module_syntax.ts";
import { offsetOf } from "./offset_of.ts";
import { TooDeepError, ValuePlacer } from "./place_value.ts";
import { type GivenToModule, settleDeclared } from "./settle_declared.ts";

/** A module that was evaluated. */
export interface ReadModule extends ModuleDocument {
  /** The texts of its files, by the names that diagnostics use. */
  readonly sources: ReadonlyMap<string, string>;
  /** Present when its settings are wrong, so that it was not called. */
  readonly problems?: readonly SettingProblem[];
}

/** Where {@link readModule} gets everything from. */
export interface ReadModuleOptions {
  readonly sandbox: Pick<Sandbox, "openModule">;
  /** The folder that imports stay within, absolute. */
  readonly folder: string;
  /** How diagnostics name a file, by its absolute path. */
  nameOf(path: string): string;
  readonly given: GivenToModule;
}

const DECLARED = ["config", "params"] as const;
const DEFAULT_HINT = "Write `export default { tasks: [ … ] }`, or export a function that returns it";
const THEN = 'An export called "then" would be called in place of the document';
const HALF = "Half of a character (a lone surrogate) stands in this text";
const SIZE_HINT = "Give large data to the tasks in files";
const POWERLESS_HINT = "A pipeline that is a module is evaluated without any permission: let a task do it";
const LONGEST_WORDS = 2000;
const LONGEST_PATH = 60;
/** What refusals add for the authors of tasks. */
const ADVICE = /; add it to the task: (?=permissions: )/;

/**
 * Evaluates a module in a sandbox that may do nothing and reads its value as a document, each part at its place in the module.
 *
 * @param path Absolute.
 * @returns What it is, and everything that is wrong with it.
 * @throws AppError `sandbox_unavailable`.
 */
export async function readModule(path: string, { sandbox, folder, nameOf, given }: ReadModuleOptions): Promise<ReadModule> {
  const opened = await sandbox.openModule(path, { folder, nameOf });
  if (!("module" in opened)) {
    const name = nameOf(path);
    const diagnostics = opened.diagnostics.map((diagnostic) => inWordsOfModules(diagnostic));
    return { root: undefined, text: opened.sources.get(name) ?? "", diagnostics, sources: opened.sources, readsParams: false };
  }
  return await new Reading(opened.module, given).read();
}

/** What the guard says of scripts, said of documents. */
function inWordsOfModules(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.code !== "script_no_default") return diagnostic;
  return { ...diagnostic, message: "The module has no default export", hint: DEFAULT_HINT };
}

class Reading {
  readonly #module: DocumentModule;
  readonly #given: GivenToModule;
  readonly #syntax: ModuleSyntax;
  readonly #placer: ValuePlacer;

  constructor(module: DocumentModule, given: GivenToModule) {
    this.#module = module;
    this.#given = given;
    this.#syntax = new ModuleSyntax(module.sources.get(module.file) ?? "", module.syntax);
    this.#placer = new ValuePlacer(this.#syntax);
  }

  async read(): Promise<ReadModule> {
    const then = this.#syntax.exported("then");
    if (then !== undefined) return this.#refused([this.#error("module_value", THEN, then.name, "Give it another name")], false);
    const first = await this.#module.evaluate();
    if (first.status !== "told") return this.#refused([this.#saidOf(first)], false);
    try {
      return await this.#readTold(first);
    } catch (error) {
      if (!(error instanceof TooDeepError)) throw error;
      return this.#refused([this.#error("module_value", error.message, this.#syntax.default.name)], first.isFunction);
    }
  }

  async #readTold(first: ToldModule): Promise<ReadModule> {
    const declared = this.#declarations(first);
    let told = first;
    let missing: readonly string[] = [];
    if (first.needsSettings) {
      const settled = await settleDeclared(declared, { file: this.#module.file, text: this.#syntax.text }, this.#given);
      if ("diagnostics" in settled) return this.#refused(settled.diagnostics, true);
      if ("problems" in settled) return { ...this.#refused([], true), problems: settled.problems };
      const second = await this.#module.evaluate(settled.settings);
      missing = settled.missing;
      if (second.status !== "told") return this.#refused([this.#saidOf(second, missing)], true);
      told = second;
    }
    const { name, value } = this.#syntax.default;
    const document = told.parts.get("document");
    if (document === undefined) {
      const what = first.isFunction ? "The function that is the default export returned nothing" : "The default export is undefined";
      return this.#refused([this.#error("module_value", what, name, DEFAULT_HINT)], first.isFunction);
    }
    const root = withDeclared(this.#placer.place(document, value, name), declared);
    const halves = this.#placer.halves.map((span) => this.#error("module_value", HALF, span, "Write whole characters"));
    return halves.length > 0 ? this.#refused(halves, first.isFunction) : { ...this.#refused([], first.isFunction), root };
  }

  /** The map of what is declared beside the document. */
  #declarations({ parts }: ToldModule): MapNode {
    const entries = DECLARED.flatMap((key): MapEntry[] => {
      const value = parts.get(key);
      if (value === undefined) return [];
      const { name, value: node } = this.#exported(key);
      return [{ key, keySpan: name, value: this.#placer.place(value, node, name) }];
    });
    return { kind: "map", span: this.#syntax.default.name, entries };
  }

  #exported(part: ModulePart): NamedSyntax {
    if (part === "document") return this.#syntax.default;
    return this.#syntax.exported(part) ?? { name: this.#syntax.default.name, value: undefined };
  }

  /** What is wrong when there is no value to read. */
  #saidOf(end: Exclude<EvaluatedModule, ToldModule>, missing: readonly string[] = []): Diagnostic {
    if (end.status === "failed") return this.#failed(end, missing);
    const { name, value } = this.#exported(end.part);
    const place = value === undefined ? undefined : findPath(this.#syntax, value, end.path);
    if (/^is longer /.test(end.why)) {
      return this.#error("module_value", "The document has more than 8 MiB of JSON", place ?? name, SIZE_HINT);
    }
    const path = end.path.length > LONGEST_PATH ? `${end.path.slice(0, LONGEST_PATH)}…` : end.path;
    const where = path === "" ? end.part === "document" ? "The document" : `"${end.part}"` : `"${path}"`;
    const said = /^(?:is|contains) /.test(end.why) ? `${where} ${end.why}` : `${where}: ${end.why}`;
    return this.#error("module_value", said, place ?? name);
  }

  #failed({ code, message, place }: Extract<EvaluatedModule, { status: "failed" }>, missing: readonly string[]): Diagnostic {
    const text = place === undefined ? undefined : this.#module.sources.get(place.file);
    const [said = "", advice] = message.slice(0, LONGEST_WORDS).replace(/:\s*$/, "").split(ADVICE);
    const names = missing.map((name) => `"${name}"`).join(", ");
    const unset = `${names} ${missing.length === 1 ? "has" : "have"} no value here: give a default, or expect undefined`;
    const hint = advice !== undefined ? POWERLESS_HINT : names === "" ? undefined : unset;
    if (place === undefined || text === undefined) return this.#error(code, `The module failed: ${said}`, this.#syntax.default.name, hint);
    const start = offsetOf(text, place);
    return { ...this.#error(code, `The module failed: ${said}`, { start, end: wordEnd(text, start) }, hint), file: place.file };
  }

  #refused(diagnostics: readonly Diagnostic[], readsParams: boolean): ReadModule {
    return { root: undefined, text: this.#syntax.text, diagnostics, sources: this.#module.sources, readsParams };
  }

  #error(code: Diagnostic["code"], message: string, span: Span, hint?: string): Diagnostic {
    const shown = hint ??
      (code === "module_value" ? "A document is plain data: texts, numbers, true, false, null, lists and objects" : undefined);
    return { severity: "error", code, message, file: this.#module.file, span, ...(shown === undefined ? {} : { hint: shown }) };
  }
}

/** A document with the declarations beside it, where it has none of its own. */
function withDeclared(root: DocNode, declared: MapNode): DocNode {
  if (root.kind !== "map") return root;
  const more = declared.entries.filter(({ key }) => root.entries.every((entry) => entry.key !== key));
  const tasks = root.entries.findIndex(({ key }) => key === "tasks");
  return more.length === 0 ? root : { ...root, entries: root.entries.toSpliced(Math.max(0, tasks), 0, ...more) };
}

function wordEnd(text: string, start: number): number {
  return start + (/^[\w$]+/.exec(text.slice(start, start + 100))?.[0].length ?? 1);
}
