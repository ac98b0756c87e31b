import { differencesOf } from "../../../dsl/edit/mod.ts";
import {
  AppError,
  type AuditRow,
  type AuditStore,
  type Difference,
  type ModuleId,
  type Revision,
  type RevisionRow,
  type Settings,
} from "../../core/mod.ts";
import { removeStagedLitter } from "../../platform/mod.ts";
import type { Change, ChangeOptions, ChangeResult, ModuleError, Modules, ModuleView, ReloadReport } from "../daemon/modules.ts";
import { applyChanges } from "./apply_changes.ts";
import { ChangeLock } from "./change_lock.ts";
import type { LoadedPipelineModule } from "./loaded_module.ts";
import type { ModuleContext } from "./module_context.ts";
import type { ModuleEntry } from "./module_entry.ts";
import { readModuleFile } from "./module_file.ts";
import { SETTINGS_MODULE } from "./names.ts";
import { reloadDependants, reloadFiles } from "./reload_files.ts";
import { rollForward } from "./roll_forward.ts";

/** What {@link ModuleService} is made of. */
export interface ModuleServiceOptions {
  readonly context: ModuleContext;
  readonly audit: AuditStore;
  /** Told after each reload and change which files the loaded modules depend on. */
  follow(files: ReadonlySet<string>): void;
}

/** What the audit calls a change. */
const ACTIONS = { put: "put", value: "put", merge: "patch", json_patch: "patch", rollback: "rollback", delete: "delete" } as const;

/** The modules of a daemon: loaded from files, changed through the API, one change at a time. */
export class ModuleService implements Modules {
  readonly #context: ModuleContext;
  readonly #audit: AuditStore;
  readonly #follow: (files: ReadonlySet<string>) => void;
  readonly #lock = new ChangeLock();

  constructor({ context, audit, follow }: ModuleServiceOptions) {
    this.#context = context;
    this.#audit = audit;
    this.#follow = follow;
  }

  /** Finishes what a crash cut off, and loads all files. */
  open(): Promise<ReloadReport> {
    return this.#lock.hold(async () => {
      const { host: { store }, table, log } = this.#context;
      const begun = store.unsettled().flatMap(({ writes }) => writes.map(({ path }) => path));
      rollForward(store, log);
      begun.push(...store.forget());
      const actives = store.actives();
      removeStagedLitter([...begun, ...actives.flatMap(({ file }) => file ?? [])]);
      for (const revision of actives) {
        const entry = table.ensure(revision.module);
        entry.stored = revision;
        if (revision.file !== undefined) {
          entry.file = { path: revision.file, text: undefined, marks: new Map([[revision.file, { stamp: "", hash: "" }]]) };
        }
      }
      return await this.#reload();
    });
  }

  list(): readonly ModuleView[] {
    return this.#context.table.entries().filter(({ isVisible }) => isVisible).map(({ view }) => view);
  }

  get(module: ModuleId): ModuleView | undefined {
    const entry = this.#context.table.get(module);
    return entry?.isVisible ? entry.view : undefined;
  }

  change(changes: readonly Change[], options: ChangeOptions): Promise<readonly ChangeResult[]> {
    return this.#lock.hold(async () => {
      const twice = changes.find(({ module }, index) => changes.findIndex((other) => other.module === module) !== index);
      if (twice !== undefined) throw new AppError("body_invalid", `${twice.module} stands twice in one change`);
      // Neither the change nor what somebody did to the file may be lost.
      if (changes.some(({ module }) => this.#hasNewerFile(module))) await this.#reload();
      const before = changes.map(({ module }) => this.#hashOf(module));
      const results = await applyChanges(changes, options, this.#context);
      if (options.dryRun !== true) {
        results.forEach((result, index) => this.#auditChange(changes[index], before[index] ?? null, result, options));
        await this.#reloadDependants(results);
      }
      return results;
    });
  }

  reload(): Promise<ReloadReport> {
    return this.#lock.hold(() => this.#reload());
  }

  revisions(module: ModuleId, page: { readonly before?: number; readonly limit: number }): readonly RevisionRow[] {
    const rows = this.#context.host.store.list(module, page);
    if (rows.length === 0) this.#entry(module);
    return rows;
  }

  revision(module: ModuleId, revision: number): Revision {
    const found = this.#context.host.store.get(module, revision);
    if (found !== undefined) return found;
    this.#entry(module);
    throw new AppError("revision_unknown", `${module} has no revision ${revision}`, { details: { module } });
  }

  diff(module: ModuleId, from: number, to: number): readonly Difference[] {
    return differencesOf(this.revision(module, from).document, this.revision(module, to).document);
  }

  /** A pipeline as it was prepared: the revision named while runs may need it, otherwise the one that serves. */
  loaded(module: ModuleId, revision?: number): { readonly loaded: LoadedPipelineModule; readonly revision: number } | undefined {
    const entry = this.#context.table.get(module);
    const serving = entry?.serving?.revision.revision;
    for (const number of [revision, serving]) {
      const loaded = number === undefined ? undefined : entry?.loaded(number);
      if (loaded?.kind === "pipeline" && number !== undefined) return { loaded, revision: number };
    }
    return undefined;
  }

  /** The settings in force; undefined before {@link open}. */
  settings(): Settings | undefined {
    const loaded = this.#context.table.get(SETTINGS_MODULE)?.serving?.loaded;
    return loaded?.kind === "settings" ? loaded.settings : undefined;
  }

  strays(): ReadonlyMap<string, ModuleError> {
    return this.#context.table.strays;
  }

  /** No run needs a revision any more. */
  forget(module: ModuleId, revision: number): void {
    this.#context.table.get(module)?.forget(revision);
  }

  /** Pipelines that contain a changed one are made of it. */
  async #reloadDependants(results: readonly ChangeResult[]): Promise<void> {
    const changed = results.filter(({ changed }) => changed).map(({ module }) => this.#context.table.get(module)?.file?.path);
    const written = new Set(changed.filter((path) => path !== undefined));
    if (written.size > 0) await this.#audited(() => reloadDependants(written, this.#context));
  }

  #reload(): Promise<ReloadReport> {
    return this.#audited(() => reloadFiles(this.#context));
  }

  async #audited(work: () => Promise<ReloadReport>): Promise<ReloadReport> {
    const before = new Map(this.#context.table.entries().map(({ module }) => [module, this.#hashOf(module)]));
    const report = await work();
    for (const { module, revision, outcome } of report.modules) {
      if (outcome !== "changed" && outcome !== "added" && outcome !== "removed") continue;
      this.#append({
        time: this.#context.host.now(),
        actor: "file",
        action: revision === null ? `${kindOf(module)}.delete` : `${kindOf(module)}.reload`,
        module,
        before: before.get(module) ?? null,
        after: this.#hashOf(module),
        from: "file",
      });
    }
    this.#follow(new Set(this.#context.table.entries().flatMap((entry) => [...entry.file?.marks.keys() ?? []])));
    return report;
  }

  #auditChange(change: Change | undefined, before: string | null, { module, changed }: ChangeResult, { actor, from }: ChangeOptions): void {
    if (change === undefined || !changed) return;
    const action = `${kindOf(module)}.${ACTIONS[change.edit.kind]}`;
    this.#append({ time: this.#context.host.now(), actor: actor.name, action, module, before, after: this.#hashOf(module), from });
  }

  /** A change that is live stays so, also where the disk is too full to say who made it. */
  #append(row: AuditRow): void {
    try {
      this.#audit.append(row);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#context.log.error("the audit could not be written", { code: error.code, reason: error.message, ...row });
    }
  }

  #hashOf(module: ModuleId): string | null {
    return this.#context.table.get(module)?.serving?.revision.hash ?? null;
  }

  /** Whether the module's file is not what it was when it was last read or written. */
  #hasNewerFile(module: ModuleId): boolean {
    const file = this.#context.table.get(module)?.file;
    if (file === undefined) return false;
    try {
      return readModuleFile(file.path)?.text !== file.text;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return true;
    }
  }

  #entry(module: ModuleId): ModuleEntry {
    const entry = this.#context.table.get(module);
    if (entry?.isVisible) return entry;
    throw new AppError("module_unknown", `There is no module "${module}"`, { details: { module } });
  }
}

function kindOf(module: ModuleId): string {
  return module.startsWith("pipelines/") ? "pipeline" : module;
}
