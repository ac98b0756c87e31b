import type { Code, DeclaredOutputs, Diagnostic, ScriptSource, Span } from "../../core/mod.ts";
import { ModuleNames, type NamedLink } from "./check_names.ts";
import { checkRules } from "./check_rules.ts";
import { fileKind } from "./file_kind.ts";
import { findEntry } from "./find_entry.ts";
import type { GuardFiles } from "./guard_files.ts";
import { folderOf, pathWithin, specifierBetween } from "./guard_paths.ts";
import { GUARD_LIMITS } from "./limits.ts";
import { jsonErrorPlace } from "./json_error_place.ts";
import { makeProgram, type ReadyFile } from "./make_program.ts";
import { type ModuleLink, moduleLinks } from "./module_links.ts";
import { loadParser, type ParseModule, type TextProblem } from "./parse_module.ts";
import type { Prepared } from "./program.ts";
import { ProgramNames } from "./program_names.ts";
import { readCode } from "./read_code.ts";
import { quoted } from "./quoted.ts";
import { readOutputs } from "./read_outputs.ts";
import { readSource } from "./read_source.ts";
import { failureWords, resolveSpecifier } from "./resolve_specifier.ts";
import { rewriteSpecifiers, type SpecifierEdit } from "./rewrite_specifiers.ts";
import { ruleIndex } from "./rule_index.ts";
import type { Level } from "./rules.ts";
import { silenceComments } from "./silence_comments.ts";
import type { SyntaxNode } from "./syntax_node.ts";

/** What {@link prepareProgram} goes by. */
export interface PrepareProgramOptions {
  /** The pipeline's, absolute: all files lie within it, and an inline script's imports start there. */
  readonly folder: string;
  readonly level: Level;
  /** The text of the module `"executor"`. */
  readonly helpers: string;
  /** How diagnostics name a file; the path is absolute and within `folder` wherever the file is. */
  nameOf(path: string): string;
  readonly files: GuardFiles;
  /** The script is a document or a source, and returns no outputs: what it exports by that name says nothing of any. */
  readonly declaresNothing?: true;
  /** Leaves out the rules, so that tests meet the wall behind them; specifiers that a rule refuses stay as they are. */
  readonly skipRules?: true;
}

/** A file that the program consists of. */
interface Unit {
  /** What diagnostics call it. */
  readonly name: string;
  readonly programPath: string;
  readonly kind: "inline" | "javascript" | "typescript" | "json";
  /** Where it is read from and its imports start; an inline script has only the latter. */
  readonly realPath: string | undefined;
  readonly from: string;
  /** Where it is first imported: there is said what keeps it from being read at all. */
  readonly importedAt?: { readonly name: string; readonly span: Span };
}

const HELPERS = "executor.mjs";
const NOWHERE: Span = { start: 0, end: 0 };
/** Longest stretch in which nothing else of the process gets its turn, save for one long file. */
const TURN_MS = 20;

/**
 * Reads a script and everything it imports, takes out types, checks all of it against the rules of the level and makes the files that a
 * sandbox imports. Nothing of it is run. Whatever the user's files hold is an answer, never an exception.
 *
 * @throws What `nameOf` throws.
 */
export async function prepareProgram(source: ScriptSource, options: PrepareProgramOptions): Promise<Prepared> {
  return await new Preparation(options).prepare(source);
}

class Preparation {
  readonly #options: PrepareProgramOptions;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #sources = new Map<string, string>();
  readonly #names = new ProgramNames([HELPERS]);
  readonly #units: Unit[] = [];
  readonly #byRealPath = new Map<string, Unit>();
  readonly #ready = new Map<string, ReadyFile>();
  readonly #lists = new Map<string, readonly string[]>();
  readonly #moduleNames = new ModuleNames();
  #bytes = 0;
  #stopped = false;
  #outputs: DeclaredOutputs | undefined;
  readonly #began = performance.now();
  #turnBegan = performance.now();

  constructor(options: PrepareProgramOptions) {
    this.#options = options;
  }

  async prepare(source: ScriptSource): Promise<Prepared> {
    let root: string;
    try {
      root = await this.#options.files.realPath(this.#options.folder);
    } catch (error) {
      return this.#refusedAt(this.#options.folder, "script_unreadable", `The pipeline's folder ${failureWords(error)}`);
    }
    const entry = await this.#entry(source, root);
    if (entry === undefined) return this.#refused();
    const parse = await loadParser();
    const helpers = parse(this.#options.helpers);
    if ("tree" in helpers) {
      this.#moduleNames.add(HELPERS, { name: HELPERS, text: "", links: [], exports: moduleLinks(helpers.tree).exports });
    }
    if (source.kind === "inline") await this.#readCode(entry, source.text, root, parse);
    // Every file that is found goes to the end of the list, so a chain of imports is as flat as a fan of them.
    for (let i = source.kind === "inline" ? 1 : 0; i < this.#units.length && !this.#stopped; i++) {
      const unit = this.#units[i];
      if (unit !== undefined) await this.#readUnit(unit, root, parse);
      await this.#turn();
    }
    if (!this.#stopped) {
      for (const { file, code, message, span, hint } of this.#moduleNames.check()) this.#say(file, code, message, span, hint);
    }
    if (this.#diagnostics.length > 0) return this.#refused();
    const program = makeProgram(this.#options.level, entry.programPath, this.#ready, { path: HELPERS, text: this.#options.helpers });
    return { program: { ...program, ...this.#declared } };
  }

  async #entry(source: ScriptSource, root: string): Promise<Unit | undefined> {
    if (source.kind === "inline") {
      const unit: Unit = {
        name: source.name,
        programPath: this.#names.take("inline", "code"),
        kind: "inline",
        realPath: undefined,
        from: root,
      };
      this.#units.push(unit);
      return unit;
    }
    const found = await findEntry(source.path, { folder: this.#options.folder, root, files: this.#options.files });
    if (!("realPath" in found)) {
      this.#refusedAt(source.path, found.code, found.message, found.hint);
      return undefined;
    }
    return this.#unit(found.realPath, root);
  }

  /** The unit of a file, made when the file is met for the first time. */
  #unit(realPath: string, root: string, importedAt?: Unit["importedAt"]): Unit | undefined {
    const known = this.#byRealPath.get(realPath);
    if (known !== undefined) return known;
    const way = pathWithin(root, realPath);
    const kind = fileKind(realPath);
    if (way === undefined || kind === undefined) return undefined;
    const unit: Unit = {
      name: this.#options.nameOf(`${this.#options.folder.replace(/\/+$/, "")}/${way}`),
      programPath: this.#names.take(way, kind === "json" ? "json" : "code"),
      kind,
      realPath,
      from: folderOf(realPath),
      ...(importedAt === undefined ? {} : { importedAt }),
    };
    this.#units.push(unit);
    this.#byRealPath.set(realPath, unit);
    return unit;
  }

  async #readUnit(unit: Unit, root: string, parse: ParseModule): Promise<void> {
    const { name, kind, realPath } = unit;
    if (realPath === undefined) return;
    const { text, sizeBytes, problem } = await readSource(this.#options.files, realPath, root, kind === "json" ? "json" : "code");
    if (text !== undefined) this.#sources.set(name, text);
    if (problem !== undefined) {
      const { code, what, span, hint } = problem;
      return span === undefined ? this.#sayUnread(unit, code, what, hint) : this.#say(name, code, `The file ${what}`, span, hint);
    }
    this.#bytes += sizeBytes;
    if (this.#bytes > GUARD_LIMITS.bytes) {
      this.#stopped = true;
      const message = `is one too many: the files of the script have more than ${GUARD_LIMITS.bytes / 1024 / 1024} MiB together`;
      return this.#sayUnread(unit, "script_too_large", message);
    }
    if (kind === "json") this.#readJson(unit, text ?? "");
    else await this.#readCode(unit, text ?? "", root, parse);
  }

  #readJson({ name, programPath }: Unit, text: string): void {
    const place = jsonErrorPlace(text);
    if (place !== undefined) {
      return this.#say(name, "script_syntax", "The file is not JSON", { start: place, end: Math.min(text.length, place + 1) });
    }
    this.#moduleNames.add(programPath, { name, text: "", links: [], exports: new Set(["default"]) });
    this.#ready.set(programPath, { name, original: text, text });
  }

  async #readCode(unit: Unit, text: string, root: string, parse: ParseModule): Promise<void> {
    const { name, kind, programPath } = unit;
    if (kind === "json") return;
    const { code, problems, tree, isTypeScript } = await readCode(text, kind, parse);
    this.#sources.set(name, text);
    for (const problem of problems) this.#sayProblem(name, problem);
    if (tree === undefined) return;
    if (this.#options.skipRules !== true) {
      for (const { code, message, span, hint } of checkRules(tree, this.#options.level)) {
        this.#say(name, code === "script_typescript" && !isTypeScript ? "script_syntax" : code, message, span, hint);
      }
    }
    const { links, exports } = moduleLinks(tree);
    if (unit === this.#units[0] && !exports.has("default")) {
      this.#say(name, "script_no_default", "The script has no default export", NOWHERE);
    }
    if (unit === this.#units[0] && this.#options.declaresNothing !== true) this.#readOutputs(name, tree);
    const edits: SpecifierEdit[] = [];
    const named: NamedLink[] = [];
    for (const link of links) {
      const target = await this.#follow(link, unit, root);
      if (target !== undefined) edits.push({ span: link.span, specifier: specifierBetween(programPath, target) });
      named.push({ link, target });
      if (this.#stopped) return;
    }
    this.#moduleNames.add(programPath, { name, text: isTypeScript ? text : "", exports, links: named });
    const { text: written, locate } = rewriteSpecifiers(silenceComments(code, parse), edits);
    this.#ready.set(programPath, { name, original: text, text: written, locate });
  }

  #readOutputs(name: string, tree: SyntaxNode): void {
    const read = readOutputs(tree);
    if (read === undefined) return;
    if ("outputs" in read) this.#outputs = read.outputs;
    else for (const { message, span, hint } of read.problems) this.#say(name, "script_outputs", message, span, hint);
  }

  get #declared(): { readonly outputs?: DeclaredOutputs } {
    return this.#outputs === undefined ? {} : { outputs: this.#outputs };
  }

  /** The path within the program that an import leads to; undefined to leave the import as it is. */
  async #follow(link: ModuleLink, unit: Unit, root: string): Promise<string | undefined> {
    const { specifier, span, attributes } = link;
    if (specifier === "executor") return HELPERS;
    const rules = ruleIndex(this.#options.level);
    const rule = rules.specifier(specifier) ??
      ([...attributes].every(([key, value]) => key === "type" && value === "json") ? undefined : rules.form("attributes"));
    if (rule !== undefined) {
      if (this.#options.skipRules !== true) {
        this.#say(unit.name, rule.code, `${quoted(specifier)} cannot be imported: ${rule.why}`, span, rule.instead);
      }
      return undefined;
    }
    const resolved = await resolveSpecifier(link, { root, from: unit.from, files: this.#options.files, lists: this.#lists });
    if (!("realPath" in resolved)) {
      this.#say(unit.name, resolved.code, resolved.message, span, resolved.hint);
      return undefined;
    }
    const target = this.#unit(resolved.realPath, root, { name: unit.name, span });
    if (this.#units.length > GUARD_LIMITS.files) {
      this.#say(unit.name, "script_too_large", `The script imports more than ${GUARD_LIMITS.files} files`, span, "Bundle them into fewer");
      this.#stopped = true;
    }
    return target?.programPath;
  }

  #sayProblem(name: string, { kind, message, span, hint }: TextProblem): void {
    this.#say(name, `script_${kind}`, message, span, hint);
  }

  /** What keeps a file from being read, in words that go on after its name: there is no text of it to point into. */
  #sayUnread({ name, importedAt }: Unit, code: Code, words: string, hint?: string): void {
    if (importedAt === undefined) this.#say(name, code, `The script ${words}`, NOWHERE, hint);
    else this.#say(importedAt.name, code, `The file ${quoted(name)} ${words}`, importedAt.span, hint);
  }

  #say(file: string, code: Code, message: string, span: Span, hint?: string): void {
    if (this.#diagnostics.length >= GUARD_LIMITS.diagnostics) return;
    this.#diagnostics.push({ severity: "error", code, message, file, span, ...(hint === undefined ? {} : { hint }) });
    if (this.#diagnostics.length >= GUARD_LIMITS.diagnostics) this.#stopped = true;
  }

  /** Lets the rest of the process have its turn, and ends what takes too long. */
  async #turn(): Promise<void> {
    const now = performance.now();
    if (now - this.#began > GUARD_LIMITS.timeMs && !this.#stopped) {
      const name = this.#units[0]?.name ?? "";
      this.#say(
        name,
        "script_too_large",
        `Checking the script took more than ${GUARD_LIMITS.timeMs / 1000} s`,
        NOWHERE,
        "Split it, or bundle its files",
      );
      this.#stopped = true;
    }
    if (now - this.#turnBegan < TURN_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#turnBegan = performance.now();
  }

  #refusedAt(path: string, code: Code, message: string, hint?: string): Prepared {
    this.#say(this.#options.nameOf(path), code, message, NOWHERE, hint);
    return this.#refused();
  }

  #refused(): Prepared {
    const named = new Set(this.#diagnostics.map(({ file }) => file));
    const order = [...named];
    const diagnostics = this.#diagnostics.sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.span.start - b.span.start);
    return { diagnostics, sources: new Map([...this.#sources].filter(([name]) => named.has(name))), ...this.#declared };
  }
}
