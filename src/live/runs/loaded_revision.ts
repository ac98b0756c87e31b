import type { JsonObject, Pipeline } from "../../core/mod.ts";

/** A pipeline of one revision, kept in memory: what runs of that revision are carried out with. */
export interface LoadedRevision {
  readonly pipeline: Pipeline;
  /** Absolute, or where it would be. */
  readonly file: string;
  /** The folder that its paths start from, absolute. */
  readonly folder: string;
  readonly revision: number;
  /** The pipelines that it includes, directly or not, by their absolute files. */
  readonly included: ReadonlyMap<string, Pipeline>;
  /** Of a module that is a function of its parameters: the pipeline for these. Absent: {@link pipeline} whatever they are. */
  readonly evaluate?: (params: JsonObject) => Promise<Pipeline>;
}
