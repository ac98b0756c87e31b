import type { Json, JsonObject, ModuleId, Pipeline, Revision, Settings } from "../../core/mod.ts";
import type { FileMark } from "./module_file.ts";

/** A pipeline of one revision, ready to run: what was read from its text when it was prepared. */
export interface LoadedPipelineModule {
  readonly kind: "pipeline";
  readonly module: ModuleId;
  readonly pipeline: Pipeline;
  /** Absolute; of a pipeline without a file, the one it would have. */
  readonly file: string;
  /** Absolute. */
  readonly folder: string;
  /** The pipelines it includes, directly or not, by their absolute files. */
  readonly included: ReadonlyMap<string, Pipeline>;
  /** Of a program that is a function of its parameters: the pipeline for these. */
  readonly evaluate?: (params: JsonObject) => Promise<Pipeline>;
  /** Files besides its own that it was made of, absolute: when one changes, it is made again. */
  readonly dependencies: ReadonlySet<string>;
}

/** The settings of one revision. */
export interface LoadedSettings {
  readonly kind: "settings";
  readonly module: ModuleId;
  readonly settings: Settings;
  readonly file: string;
  readonly dependencies: ReadonlySet<string>;
}

/** What a module's text became. */
export type LoadedModule = LoadedPipelineModule | LoadedSettings;

/** A text that was read, checked and found good. */
export interface PreparedModule {
  readonly loaded: LoadedModule;
  /** The document's value as written. */
  readonly document: Json;
  readonly text: string;
  /** How its file was when the text was read from it; absent where it was not, or where the text is not all that the file says. */
  readonly readAt?: FileMark;
  /** `sha256:` over the document's value and the texts of its dependencies: comments, order and formatting are no change. */
  readonly hash: string;
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly hint?: string }[];
}

/** What serves, with the revision it is. */
export interface ServingModule {
  readonly revision: Revision;
  readonly loaded: LoadedModule;
  /** The text as it stands in the file now: its comments may be newer than the revision's. */
  readonly text: string;
}
