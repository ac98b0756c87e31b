import type {
  Actor,
  Diagnostic,
  Difference,
  DocumentLanguage,
  Json,
  JsonObject,
  ModuleId,
  ModuleState,
  ModuleStep,
  Revision,
  RevisionOrigin,
  RevisionRow,
} from "../../core/mod.ts";

/** A module as it is now. */
export interface ModuleView {
  readonly module: ModuleId;
  /** The module's id without its kind: `a` of `pipelines/a`. */
  readonly name: string;
  readonly state: ModuleState;
  /** What serves; null for one that never became active. */
  readonly active: Revision | null;
  /** The text as its author left it: with the comments of now, which may be others than the revision's. Null with `active`. */
  readonly text: string | null;
  /** The file it stands in, absolute; null when it has none. */
  readonly file: string | null;
  /** Why the last change was refused; null once a change went through. */
  readonly error: ModuleError | null;
}

/** Why a change was refused. */
export interface ModuleError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** What is wrong with the document; places count in `text`. */
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that the diagnostics speak of, by the names they use for files. */
  readonly sources: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** What to make of one module. */
export type Edit =
  /** The whole document, in a language; makes the module when there is none. */
  | { readonly kind: "put"; readonly text: string; readonly language: DocumentLanguage }
  /** The whole document as a value: what does not differ stays as it is written. */
  | { readonly kind: "value"; readonly document: Json }
  /** RFC 7396. */
  | { readonly kind: "merge"; readonly patch: Json }
  /** RFC 6902. */
  | { readonly kind: "json_patch"; readonly operations: Json }
  | { readonly kind: "rollback"; /** Default: the active one's predecessor. */ readonly revision?: number }
  | { readonly kind: "delete" };

/** One module's part of a change. */
export interface Change {
  readonly module: ModuleId;
  readonly edit: Edit;
  /** Revisions of which the active one must be one; `any`: there must be one; absent: whatever it is. An empty list fits none. */
  readonly ifMatch?: readonly number[] | "any";
  /** There must be none yet (`If-None-Match: *`). */
  readonly ifAbsent?: boolean;
}

/** Who changes modules, and how. */
export interface ChangeOptions {
  readonly actor: Actor;
  readonly origin: RevisionOrigin;
  /** Where it came from, for the audit. */
  readonly from: string;
  readonly message?: string;
  /** False: it lives until the daemon ends. Default true. */
  readonly persist?: boolean;
  /** Checks everything and changes nothing. Default false. */
  readonly dryRun?: boolean;
}

/** What a change did to one module. */
export interface ChangeResult {
  readonly module: ModuleId;
  readonly name: string;
  /** The active revision now; of a dry run the one it would not have been. */
  readonly revision: number;
  /** The one before; null for a new module. */
  readonly previous: number | null;
  readonly state: ModuleState;
  readonly timeline: readonly ModuleStep[];
  readonly durationMs: number;
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly hint?: string }[];
  readonly diff: readonly Difference[];
  /** False when the document was already so. */
  readonly changed: boolean;
  /** Whether the module did not exist before. */
  readonly created: boolean;
}

/** What a reload found. */
export interface ReloadReport {
  readonly modules: readonly {
    readonly module: ModuleId;
    readonly outcome: "unchanged" | "changed" | "added" | "removed" | "refused";
    readonly revision: number | null;
    readonly error?: JsonObject;
  }[];
}

/** The modules of a daemon and their history. */
export interface Modules {
  /** By module id. */
  list(): readonly ModuleView[];
  /** Why files are served as no module, by their absolute paths: what they are called is another's, or no name. */
  strays(): ReadonlyMap<string, ModuleError>;
  get(module: ModuleId): ModuleView | undefined;
  /**
   * Makes changes real, all or none, and answers once the new revisions serve. Two changes to one module never overlap: they wait.
   *
   * @throws AppError `module_unknown`, `revision_unknown`, `name_*`, `etag_stale`, `etag_required`, `patch_*`, `document_invalid` (with
   * `errors` and `module` in its details), `file_changed` (with `diff`), `file_not_editable`, `file_not_written`, `swap_refused`.
   */
  change(changes: readonly Change[], options: ChangeOptions): Promise<readonly ChangeResult[]>;
  /** Looks at all files again and loads what changed. Never throws for a document that is wrong: that is the module's error. */
  reload(): Promise<ReloadReport>;
  /** @throws AppError `module_unknown`. */
  revisions(module: ModuleId, page: { readonly before?: number; readonly limit: number }): readonly RevisionRow[];
  /** @throws AppError `module_unknown`, `revision_unknown`. */
  revision(module: ModuleId, revision: number): Revision;
  /** @throws AppError `module_unknown`, `revision_unknown`. */
  diff(module: ModuleId, from: number, to: number): readonly Difference[];
}
