import * as nodePath from "node:path";
import { differencesOf, documentOf } from "../../../dsl/edit/mod.ts";
import { isModuleFile, loadDocument } from "../../../dsl/mod.ts";
import { AppError, type Difference, type Json, type Revision } from "../../core/mod.ts";
import type { Change, ChangeOptions, ChangeResult } from "../daemon/modules.ts";
import { checkMatch } from "./check_match.ts";
import { knownFile } from "./known_file.ts";
import type { PreparedModule, ServingModule } from "./loaded_module.ts";
import type { ModuleContext } from "./module_context.ts";
import type { ModuleEntry } from "./module_entry.ts";
import { type FileContent, newFileFor, readModuleFile } from "./module_file.ts";
import { checkModuleId, nameOfModule, pipelineModule, SETTINGS_MODULE } from "./names.ts";
import { editedText } from "./plan_edit.ts";
import { preparePipeline } from "./prepare_pipeline.ts";
import { prepareSettings } from "./prepare_settings.ts";
import { clearError } from "./refuse.ts";
import { Refusal } from "./refusal.ts";
import { contentToReplace, replaceContent } from "./replace_content.ts";
import { type PlannedChange, transact } from "./transaction.ts";

/** One change, worked out and not yet real. */
interface Draft {
  readonly change: Change;
  readonly entry: ModuleEntry;
  /** Null ends the module. */
  readonly prepared: PreparedModule | null;
  readonly file: string | undefined;
  /** What the file holds now. */
  readonly content: FileContent | undefined;
  readonly diff: readonly Difference[];
}

/**
 * Makes changes of the API real, all or none. A module whose file has changed on disk has to have been reloaded before.
 *
 * @throws AppError See `Modules.change`.
 */
export async function applyChanges(
  changes: readonly Change[],
  options: ChangeOptions,
  context: ModuleContext,
): Promise<readonly ChangeResult[]> {
  const began = performance.now();
  const drafts: Draft[] = [];
  for (const change of changes) drafts.push(await draftOf(change, options, context));
  const isReal = options.dryRun !== true;
  const previous = drafts.map(({ entry }) => entry.serving?.revision.revision ?? null);
  const effective = new Set(drafts.filter(hasEffect));
  const made = isReal && effective.size > 0 ? await makeReal([...effective], options, context) : new Map<Draft, number>();
  if (!isReal) { for (const { entry } of drafts) dropUnmade(entry, context); }
  if (isReal && options.persist !== false) { for (const draft of drafts) if (!effective.has(draft)) rewrite(draft, context); }
  return drafts.map((draft, index) => {
    const isChanged = effective.has(draft);
    const { entry, prepared, diff } = draft;
    return {
      module: entry.module,
      name: entry.name,
      revision: made.get(draft) ?? entry.serving?.revision.revision ?? previous[index] ?? 0,
      previous: previous[index] ?? null,
      state: entry.machine.state,
      timeline: isReal && isChanged ? entry.machine.timeline : [],
      durationMs: performance.now() - began,
      warnings: prepared?.warnings ?? [],
      diff,
      changed: isChanged,
      created: previous[index] === null && prepared !== null,
    };
  });
}

async function draftOf(change: Change, options: ChangeOptions, context: ModuleContext): Promise<Draft> {
  const { module, edit } = change;
  checkModuleId(module);
  const entry = context.table.get(module) ?? context.table.ensure(module);
  try {
    checkMatch(change, entry, context.settings().api.require_if_match);
    if (entry.error !== null && (edit.kind === "merge" || edit.kind === "json_patch")) throw await brokenFile(entry);
    const file = module === SETTINGS_MODULE ? context.settingsFile : fileFor(entry, options, context);
    const text = await editedText(entry, edit, file, context.host.store);
    const content = contentToReplace(entry.module, file);
    if (entry.file === undefined && content !== undefined && options.persist !== false && module !== SETTINGS_MODULE) {
      throw new Refusal(module, "name_taken", `${file} is there already, and not served as "${entry.name}"`);
    }
    const before = entry.serving?.revision.document;
    if (text === undefined) return { change, entry, prepared: null, file, content, diff: differencesBetween(before, undefined) };
    const prepared = module === SETTINGS_MODULE ? await prepareSettings(file, text) : await prepareAs(module, file, text, context);
    return { change, entry, prepared, file, content, diff: differencesBetween(before, prepared.document) };
  } catch (error) {
    dropUnmade(entry, context);
    throw withModule(error, module);
  }
}

/** A module that was only asked about is none. */
function dropUnmade(entry: ModuleEntry, { table }: ModuleContext): void {
  if (!entry.isVisible && entry.stored === undefined && entry.machine.state === "idle") table.drop(entry);
}

/** Whoever changes several modules has to know which of them it was. */
function withModule(error: unknown, module: string): unknown {
  if (!(error instanceof AppError) || error.details?.["module"] !== undefined) return error;
  const { code, message, hint, cause, details } = error;
  return new AppError(code, message, { ...(hint === undefined ? {} : { hint }), cause, details: { ...details, module } });
}

/** Undefined: there was, or is, no document at all. */
function differencesBetween(before: Json | undefined, after: Json | undefined): readonly Difference[] {
  if (before !== undefined && after !== undefined) return differencesOf(before, after);
  if (after !== undefined) return [{ op: "add", path: "", to: after }];
  return before === undefined ? [] : [{ op: "remove", path: "", from: before }];
}

/** A document that says another name is another pipeline's. */
async function prepareAs(module: string, file: string, text: string, context: ModuleContext): Promise<PreparedModule> {
  if (isModuleFile(file) && readModuleFile(file)?.text !== text) {
    throw new AppError("file_not_editable", `${file} is a program: it is changed as a file`, { details: { module } });
  }
  const prepared = await preparePipeline(file, text, context.world);
  if (prepared.loaded.module === module) return prepared;
  throw new Refusal(
    module,
    "name_fixed",
    `The document is called "${nameOfModule(prepared.loaded.module)}", and the pipeline "${nameOfModule(module)}"`,
  );
}

/** The file that a change is worked out for. What is not to be written to a program is a document beside it. */
function fileFor({ name, file }: ModuleEntry, options: ChangeOptions, context: ModuleContext): string {
  if (file === undefined) return fileForNew(name, options, context);
  const isBeside = options.persist === false && isModuleFile(file.path);
  return isBeside ? newFileFor(nodePath.dirname(file.path), name) : file.path;
}

function fileForNew(name: string, { persist = true }: ChangeOptions, { paths }: ModuleContext): string {
  const folder = paths.find((path) => isFolder(path));
  if (folder !== undefined) return newFileFor(folder, name);
  if (!persist) return newFileFor(nodePath.dirname(paths[0] ?? "/"), name);
  throw new AppError("file_not_editable", `No folder is served that "${name}" could be written to`, {
    hint: "Serve a folder, or use ?persist=none",
    details: { module: pipelineModule(name) },
  });
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/**
 * A document that was put with other comments or in another form is no revision, and still what its author wants to read. Nor is one that
 * takes the place of a file that is wrong, when it is the one that serves.
 *
 * @throws Refusal `file_not_written`, `file_changed`.
 */
function rewrite({ change: { edit }, entry, prepared, file, content }: Draft, context: ModuleContext): void {
  const { serving, error } = entry;
  const isWanted = edit.kind === "put" || edit.kind === "rollback" && error !== null;
  if (!isWanted || prepared === null || file === undefined || serving === null) return;
  if (content?.text !== prepared.text) {
    replaceContent(entry.module, file, content, prepared.text);
    entry.serving = { ...serving, text: prepared.text };
    entry.file = knownFile(file, prepared, true);
  }
  if (error === null) return;
  clearError(entry, context);
  entry.machine.to("active");
}

/** The same value, written otherwise, is no change. */
function hasEffect({ prepared, entry }: Draft): boolean {
  return prepared === null ? entry.isVisible : entry.serving?.revision.hash !== prepared.hash || isOnlyInMemory(entry);
}

/** A change that was not persisted is, when it now is, although the document stays. */
function isOnlyInMemory({ serving }: ModuleEntry): boolean {
  return serving?.revision.persisted === false;
}

/** @returns The number of each one's new revision. */
async function makeReal(drafts: readonly Draft[], options: ChangeOptions, context: ModuleContext): Promise<ReadonlyMap<Draft, number>> {
  const { actor, origin, message, persist = true } = options;
  for (const { entry } of drafts) for (const state of ["detected", "preparing"] as const) entry.machine.to(state);
  const planned = drafts.map(({ entry, prepared, file, content }): PlannedChange => ({
    entry,
    prepared,
    file: persist ? file : entry.file?.path,
    origin,
    author: actor.name,
    message: message ?? null,
    persisted: persist,
    ...(persist && file !== undefined ? { write: writeOf(file, content, prepared) } : {}),
  }));
  let revisions: readonly Revision[];
  try {
    revisions = await transact(planned, context.host);
  } catch (error) {
    for (const { entry } of drafts) stepBack(entry, context);
    throw error instanceof AppError && error.code === "file_changed" ? await withDifference(error, drafts) : error;
  }
  for (const { entry } of drafts) context.errorChanged(entry.module);
  return new Map(drafts.map((draft, index) => [draft, revisions[index]?.revision ?? 0]));
}

function writeOf(path: string, content: FileContent | undefined, prepared: PreparedModule | null) {
  const before = content === undefined ? undefined : content.mark + content.text;
  return { path, before, after: prepared === null ? undefined : (content?.mark ?? "") + prepared.text };
}

/** A request that was refused leaves the module as it was. */
function stepBack(entry: ModuleEntry, context: ModuleContext): void {
  entry.machine.to("error");
  if (entry.serving !== null && entry.error === null) entry.machine.to("active");
  else if (!entry.isVisible) context.table.drop(entry);
}

/** What serves is not what the file says: patching it would lose what somebody did to the file. */
async function brokenFile({ module, file, serving, error }: ModuleEntry): Promise<AppError> {
  const path = file?.path ?? "";
  return new Refusal(module, "file_changed", `${path} was changed and is wrong: ${error?.message ?? "it cannot be read"}`, {
    hint: "Repair the file first, or replace the whole document",
    details: { diff: await differenceOnDisk(serving, path) },
  });
}

/** Says how the file differs from what the change was made from. */
async function withDifference(error: AppError, drafts: readonly Draft[]): Promise<AppError> {
  const { message, hint, cause, details } = error;
  const draft = drafts.find(({ entry }) => entry.module === details?.["module"]);
  if (draft?.file === undefined) return error;
  const diff = await differenceOnDisk(draft.entry.serving, draft.file);
  return new AppError(error.code, message, { ...(hint === undefined ? {} : { hint }), cause, details: { ...details, diff } });
}

/** Undefined also for a file that cannot be read: nothing of it can be compared. */
function textOnDisk(path: string): FileContent | undefined {
  try {
    return readModuleFile(path);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return undefined;
  }
}

async function differenceOnDisk(serving: ServingModule | null, path: string): Promise<Json> {
  const content = textOnDisk(path);
  const { tree } = content === undefined ? { tree: undefined } : await loadDocument(content.text, path);
  const differences = differencesOf(serving?.revision.document ?? null, tree === undefined ? null : documentOf(tree));
  return differences.map((difference) => ({ ...difference }));
}
