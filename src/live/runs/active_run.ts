import type { ModuleId } from "../../core/mod.ts";

/** What {@link ActiveRun} is made of. */
export interface ActiveRunOptions {
  readonly run: string;
  readonly module: ModuleId;
  readonly revision: number;
  readonly group: string | undefined;
  /** Whether it takes none of the places that the settings give: it ends as soon as it begins. */
  readonly isDoomed: boolean;
}

/** A run that this process works on. */
export class ActiveRun {
  readonly run: string;
  readonly module: ModuleId;
  readonly isDoomed: boolean;
  revision: number;
  group: string | undefined;
  /** Whether it stands in a concurrency queue behind runs of other processes: it then takes no place from others. */
  isWaiting = false;
  /** Whether its first event is in the journal. */
  hasBegun = false;
  readonly #cancel = new AbortController();
  readonly #cut = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor({ run, module, revision, group, isDoomed }: ActiveRunOptions) {
    this.run = run;
    this.module = module;
    this.revision = revision;
    this.group = group;
    this.isDoomed = isDoomed;
  }

  /** Whether it counts against the runs that may be under way at once. */
  get isBusy(): boolean {
    return !this.isWaiting && !this.isDoomed;
  }

  /** Aborted to cancel it. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** Aborted to leave it where it stands. */
  get cutSignal(): AbortSignal {
    return this.#cut.signal;
  }

  /** Settles once nothing of it is left; never rejects. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Says what it is to be waited for. */
  follow(work: Promise<void>): void {
    this.#ended = work;
  }

  /** Asks it to end; `finally` runs. */
  cancel(): void {
    this.#cancel.abort("cancel");
  }

  /** Leaves it where it stands, to be resumed. */
  cut(): void {
    this.#cut.abort("cut");
  }
}
