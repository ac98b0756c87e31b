import { AppError, type ModuleId } from "../../core/mod.ts";
import type { LoadedPipelineModule, PreparedSources } from "../modules/mod.ts";
import type { SourceSet, SourceSupervisor } from "../sources/mod.ts";

/** A revision that takes over a module's sources. */
export interface SourcesOfRevision {
  readonly module: ModuleId;
  readonly revision: number;
  /** Undefined ends them. */
  readonly loaded: LoadedPipelineModule | undefined;
  /** The revision that served when the daemon last ended, while it starts. */
  readonly lastRevision: number | undefined;
  /** Sources that are not healthy are tried again until they are, rather than refused. */
  readonly isStarting: boolean;
  /** All modules that change in the same step. */
  readonly besides: ReadonlySet<ModuleId>;
}

/** The sources of each module's active revision. */
export class ModuleSources {
  readonly #supervisor: SourceSupervisor;
  readonly #active = new Map<ModuleId, SourceSet>();

  constructor(supervisor: SourceSupervisor) {
    this.#supervisor = supervisor;
  }

  /**
   * Starts what is new in a revision's sources.
   *
   * @throws AppError `swap_refused` when one does not become healthy, except while the daemon starts: then it is tried again until it does.
   */
  async prepare({ module, revision, loaded, lastRevision, besides, isStarting }: SourcesOfRevision): Promise<PreparedSources> {
    const previous = this.#active.get(module);
    if (loaded === undefined) {
      return {
        activate: () => {
          previous?.release();
          this.#active.delete(module);
          void previous?.retire();
        },
        discard: () => Promise.resolve(),
      };
    }
    const { pipeline, folder } = loaded;
    const set = await this.#supervisor.prepare({ module, revision, pipeline, folder, previous, lastRevision, besides });
    if (set.health.status === "unhealthy" && !isStarting) {
      await set.discard();
      throw new AppError("swap_refused", `${module} was not changed: ${set.health.reason}`);
    }
    return {
      activate: () => {
        set.activate();
        this.#active.set(module, set);
        void previous?.retire();
      },
      discard: () => set.discard(),
    };
  }
}
