import * as nodePath from "node:path";
import { stemOf } from "../../../dsl/mod.ts";
import { AppError, type JsonObject, type StoredText } from "../../core/mod.ts";
import type { ReloadReport } from "../daemon/modules.ts";
import { scanPaths } from "../watcher/mod.ts";
import { knownFile } from "./known_file.ts";
import type { PreparedModule } from "./loaded_module.ts";
import type { ModuleContext } from "./module_context.ts";
import type { ModuleEntry } from "./module_entry.ts";
import { isAsMarked, marksOf } from "./module_file.ts";
import { isModuleName, nameOfModule, pipelineModule, SETTINGS_MODULE } from "./names.ts";
import { inDependencyOrder } from "./dependency_order.ts";
import { preparePipeline } from "./prepare_pipeline.ts";
import { prepareSettings } from "./prepare_settings.ts";
import { moduleErrorOf, Refusal } from "./refusal.ts";
import { clearError, refuseFile } from "./refuse.ts";
import { type PlannedChange, restore, transact } from "./transaction.ts";

type Outcome = ReloadReport["modules"][number];

/**
 * Looks at all served files and makes live what changed: each change by itself, so that one that is wrong holds up no other. A module is
 * looked at again when its file or one that it depends on looks different, those others depend on first.
 *
 * Where a served folder is not there at all, or a folder cannot be read, its pipelines go on serving: it is being replaced, or a disk was
 * unmounted.
 */
export async function reloadFiles(context: ModuleContext): Promise<ReloadReport> {
  const { table, paths, settingsFile } = context;
  const outcomes = new Map<string, Outcome>();
  const found = await scanPaths(paths);
  const known = table.byFile();
  await reloadSettings(context, outcomes);
  const gone: ModuleEntry[] = [];
  // What stands below a folder that cannot be looked at, or is not there as a whole, may still be there.
  const unknown = [...found.missing, ...found.unreadable.map(({ path }) => path)];
  for (const [path, entry] of known) {
    if (path !== settingsFile && !found.files.has(path) && !unknown.some((root) => isWithin(path, root))) gone.push(entry);
  }
  // Of new files with one name it is always the same that serves.
  const changed = Array.from(found.files.keys()).sort().filter((path) => looksChanged(known.get(path), path, found.files));
  for (const path of table.strays.keys()) if (!found.files.has(path)) table.strays.delete(path);
  for (const path of inDependencyOrder(changed, (file) => known.get(file)?.serving?.loaded.dependencies)) {
    const entry = known.get(path);
    outcomes.set(path, entry === undefined ? await loadNew(path, gone, context) : await loadAgain(entry, path, context));
  }
  for (const entry of gone) {
    if (entry.file !== undefined && !found.files.has(entry.file.path)) outcomes.set(entry.module, await end(entry, context));
  }
  const touched = new Set(Array.from(outcomes.values(), ({ module }) => module));
  const rest = table.entries().filter(({ module, isVisible }) => isVisible && !touched.has(module));
  return { modules: [...outcomes.values(), ...rest.map((entry) => outcomeOf(entry, "unchanged"))] };
}

/** Makes live again what was made of a file that has just been written. */
export async function reloadDependants(written: ReadonlySet<string>, context: ModuleContext): Promise<ReloadReport> {
  const known = context.table.byFile();
  const dependants = Array.from(known).flatMap(([path, { file }]) =>
    !written.has(path) && Array.from(file?.marks.keys() ?? []).some((other) => written.has(other)) ? [path] : []
  );
  const outcomes: Outcome[] = [];
  for (const path of inDependencyOrder(dependants, (file) => known.get(file)?.serving?.loaded.dependencies)) {
    const entry = known.get(path);
    if (entry !== undefined) outcomes.push(await loadAgain(entry, path, context));
  }
  return { modules: outcomes };
}

async function reloadSettings(context: ModuleContext, outcomes: Map<string, Outcome>): Promise<void> {
  const { table, settingsFile } = context;
  const entry = table.ensure(SETTINGS_MODULE);
  const mark = entry.file?.marks.get(settingsFile);
  if (entry.serving === null || mark === undefined || !isAsMarked(settingsFile, mark)) {
    outcomes.set(SETTINGS_MODULE, await loadAgain(entry, settingsFile, context));
  }
}

function looksChanged(entry: ModuleEntry | undefined, path: string, files: ReadonlyMap<string, string>): boolean {
  // What is wrong may be a file that is missing, which nothing is known of.
  if (entry?.file === undefined || entry.error !== null) return true;
  return Array.from(entry.file.marks).some(([file, mark]) => !isAsMarked(file, mark, file === path ? files.get(path) : undefined));
}

/** A file that no module stands in yet. */
async function loadNew(path: string, gone: ModuleEntry[], context: ModuleContext): Promise<Outcome> {
  const { table } = context;
  let prepared: PreparedModule;
  let module = pipelineModule(stemOf(path));
  try {
    prepared = await preparePipeline(path, undefined, context.world);
    module = prepared.loaded.module;
    if (!isModuleName(nameOfModule(module))) {
      throw new Refusal(module, "name_invalid", `A pipeline cannot be called "${nameOfModule(module)}"`);
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return refuseNew(path, module, error, context);
  }
  const holder = table.get(module);
  const isMoved = holder !== undefined && gone.includes(holder);
  if (holder?.file !== undefined && holder.file.path !== path && !isMoved) {
    const error = new Refusal(module, "name_taken", `${path} is called "${holder.name}", as ${holder.file.path} is, which serves`);
    return refuseStray(path, error, context);
  }
  context.table.strays.delete(path);
  if (isMoved) gone.splice(gone.indexOf(holder), 1);
  const entry = holder ?? table.ensure(module);
  const isNew = entry.serving === null;
  begin(entry);
  return await activate(entry, prepared, path, isNew ? "added" : "changed", context);
}

/** A module whose file, or one it depends on, looks different. */
async function loadAgain(entry: ModuleEntry, path: string, context: ModuleContext): Promise<Outcome> {
  const known = entry.error;
  let prepared: PreparedModule;
  if (known === null) begin(entry);
  try {
    prepared = entry.module === SETTINGS_MODULE ? await prepareSettings(path) : await preparePipeline(path, undefined, context.world);
    if (known !== null) begin(entry);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Still wrong in the same way: nothing has happened.
    if (error.code === known?.code && error.message === known.message) return outcomeOf(entry, "refused");
    if (known !== null) begin(entry);
    // While it is wrong it is looked at each time, however it looks.
    entry.file = { path, text: undefined, marks: marksOf([path, ...entry.file?.marks.keys() ?? []]) };
    await serveStored(entry, path, context);
    refuseFile(entry, error, context);
    return outcomeOf(entry, "refused");
  }
  if (prepared.loaded.module === entry.module) {
    return await activate(entry, prepared, path, entry.serving === null ? "added" : "changed", context);
  }
  return await renamed(entry, prepared, path, context);
}

/** The file is wrong when the daemon starts: what served before it ended serves again, from the text that was kept. */
async function serveStored(entry: ModuleEntry, path: string, context: ModuleContext): Promise<void> {
  const { stored } = entry;
  if (stored === undefined || stored.language === "module") return;
  try {
    const prepared = entry.module === SETTINGS_MODULE
      ? await prepareSettings(path, stored.text)
      : await preparePipeline(path, stored.text, context.world);
    await restore({ ...plannedFile(entry, path), prepared }, { ...stored, document: prepared.document }, context.host);
    begin(entry);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // What it depends on may be gone as well; the error of its own file is the one that is told.
    context.log.warning("what served before cannot serve again", { module: entry.module, code: error.code, reason: error.message });
  }
}

/** The file says another name now: that pipeline begins, and the one it was ends. */
async function renamed(entry: ModuleEntry, prepared: PreparedModule, path: string, context: ModuleContext): Promise<Outcome> {
  const { module } = prepared.loaded;
  const holder = context.table.get(module);
  const name = nameOfModule(module);
  const problem = !isModuleName(name)
    ? new Refusal(entry.module, "name_invalid", `A pipeline cannot be called "${name}"`)
    : holder?.file !== undefined
    ? new Refusal(entry.module, "name_taken", `${path} is now called "${name}", as ${holder.file.path} is, which serves`)
    : undefined;
  if (problem !== undefined) {
    refuseFile(entry, problem, context);
    return outcomeOf(entry, "refused");
  }
  const next = holder ?? context.table.ensure(module);
  begin(next);
  const begun = { ...plannedFile(next, path), prepared };
  if (isNothing(entry)) {
    context.table.drop(entry);
    return await carryOut(next, () => transact([begun], context.host), "added", context);
  }
  const ended = { ...plannedFile(entry, undefined), prepared: null };
  return await carryOut(next, () => transact([ended, begun], context.host), "added", context, [entry]);
}

/** A module whose file is gone. */
async function end(entry: ModuleEntry, context: ModuleContext): Promise<Outcome> {
  if (isNothing(entry)) {
    clearError(entry, context);
    context.table.drop(entry);
    return outcomeOf(entry, "removed");
  }
  begin(entry);
  const ended = { ...plannedFile(entry, undefined), prepared: null };
  return await carryOut(entry, () => transact([ended], context.host), "removed", context);
}

async function activate(
  entry: ModuleEntry,
  prepared: PreparedModule,
  path: string,
  outcome: Outcome["outcome"],
  context: ModuleContext,
): Promise<Outcome> {
  const { serving, stored } = entry;
  if (stored !== undefined && isStored(prepared, stored)) {
    const revision = { ...stored, document: prepared.document };
    return await carryOut(entry, () => restore({ ...plannedFile(entry, path), prepared }, revision, context.host), "unchanged", context);
  }
  if (serving !== null && serving.revision.hash === prepared.hash) {
    // Comments, order and formatting are no change; the file's text is what patches go on from.
    entry.serving = { ...serving, text: prepared.text };
    entry.file = knownFile(path, prepared);
    clearError(entry, context);
    entry.machine.to("active");
    return outcomeOf(entry, "unchanged");
  }
  const change = { ...plannedFile(entry, path), prepared };
  return await carryOut(entry, () => transact([change], context.host), outcome, context);
}

async function carryOut(
  entry: ModuleEntry,
  work: () => Promise<unknown>,
  outcome: Outcome["outcome"],
  context: ModuleContext,
  besides: readonly ModuleEntry[] = [],
): Promise<Outcome> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    for (const refused of [entry, ...besides]) refuseFile(refused, error, context);
    return outcomeOf(entry, "refused");
  }
  for (const { module } of [entry, ...besides]) context.errorChanged(module);
  return outcomeOf(entry, outcome);
}

/** Whether a document is what was stored; the same text needs no hash where nothing else belongs to it. */
function isStored(prepared: PreparedModule, stored: StoredText): boolean {
  const { text, loaded: { dependencies } } = prepared;
  return dependencies.size === 0 && text === stored.text || prepared.hash === stored.hash;
}

function begin({ machine }: ModuleEntry): void {
  machine.to("detected");
  machine.to("preparing");
}

/** Whether a module never served, so that nothing ends with it. */
function isNothing({ serving, stored }: ModuleEntry): boolean {
  return serving === null && stored === undefined;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(nodePath.sep) ? folder : `${folder}${nodePath.sep}`);
}

function plannedFile(entry: ModuleEntry, file: string | undefined): Omit<PlannedChange, "prepared"> {
  return { entry, file, origin: "file", author: "file", message: null, persisted: true };
}

function refuseNew(path: string, module: string, error: AppError, context: ModuleContext): Outcome {
  const name = nameOfModule(module);
  const holder = context.table.get(module);
  // A file whose own name is not known stands for its stem, unless that is another's.
  if (!isModuleName(name) || holder !== undefined && holder.file?.path !== path) return refuseStray(path, error, context);
  context.table.strays.delete(path);
  const entry = context.table.ensure(module);
  entry.file = { path, text: undefined, marks: marksOf([path]) };
  begin(entry);
  refuseFile(entry, error, context);
  return outcomeOf(entry, "refused");
}

function refuseStray(path: string, error: AppError, context: ModuleContext): Outcome {
  const { table, log, host } = context;
  const known = table.strays.get(path);
  if (known?.message !== error.message) log.error("a file is not served", { file: path, code: error.code, reason: error.message });
  table.strays.set(path, moduleErrorOf(error, host.now()));
  return { module: path, outcome: "refused", revision: null, error: { code: error.code, message: error.message } };
}

function outcomeOf(entry: ModuleEntry, outcome: Outcome["outcome"]): Outcome {
  const { module, serving, error } = entry;
  const told: { error?: JsonObject } = error === null ? {} : { error: { code: error.code, message: error.message } };
  return { module, outcome, revision: serving?.revision.revision ?? null, ...told };
}
