import { AppError, type Clock, type Health } from "../../../core/mod.ts";
import {
  type HeardEvent,
  type Integer,
  type ListenOptions,
  listenToProbe,
  type ProbeChoice,
  type ProbeListener,
} from "../../../platform/probes/listen/mod.ts";
import { emitHeld } from "../emit_held.ts";
import type { LiveContext, LiveSource } from "../live_source.ts";
import type { ProbeLedger } from "./probe_ledger.ts";
import { switchTime } from "./switch_time.ts";

/** What a source of a probe goes by. */
export interface ProbeSourceOptions {
  readonly choice: ProbeChoice;
  readonly filter: Pick<ListenOptions, "pid" | "comm" | "where">;
  readonly ledger: ProbeLedger;
  readonly clock: Clock;
}

/** So many events may wait to become runs; then the probe is not read until they have, and the kernel keeps, and at last loses, what comes. */
const MOST_WAITING = 1000;
const PASS_MS = 50;

/**
 * `on.probe`: emits what a probe sees. An event belongs to the source that was active when the kernel saw it, by the kernel's clock, so
 * that of two that follow each other one has it.
 */
export class ProbeSource implements LiveSource {
  readonly #options: ProbeSourceOptions;
  #context: LiveContext | undefined;
  #listener: ProbeListener | undefined;
  #from: Integer | undefined;
  #until: Integer | undefined;
  #waiting = 0;
  #lost = 0;
  #hasWarned = false;
  #problem: string | undefined;
  #emitting: Promise<void> = Promise.resolve();

  constructor(options: ProbeSourceOptions) {
    this.#options = options;
  }

  /** @throws AppError `probe_*`, `file_unreadable`. */
  start(context: LiveContext): Promise<void> {
    const { choice, filter } = this.#options;
    this.#context = context;
    try {
      this.#listener = listenToProbe(choice, {
        ...filter,
        take: (event) => this.#take(event, context),
        lost: () => this.refresh(),
        notice: (text) => context.notice(text),
        failed: (error) => this.#failed(error),
      });
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  activate(): void {
    if (this.#listener === undefined) return;
    this.#from = switchTime();
    this.#lost = this.#listener.lost();
    this.#options.ledger.open(this);
  }

  release(): void {
    if (this.#from === undefined || this.#until !== undefined) return;
    this.#until = switchTime();
    this.#options.ledger.close(this);
  }

  /** What came before it was released still becomes runs. */
  stop(): Promise<void> {
    if (this.#until === undefined) this.#end();
    else void this.#endAfter(this.#until);
    return Promise.resolve();
  }

  healthCheck(): Promise<Health> {
    if (this.#listener === undefined) return Promise.resolve({ status: "unhealthy", reason: "It does not listen" });
    return Promise.resolve(this.#problem === undefined ? { status: "healthy" } : { status: "unhealthy", reason: this.#problem });
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Counts what was lost since. Warns when it begins. */
  refresh(): void {
    if (this.#listener === undefined || this.#from === undefined || this.#until !== undefined) return;
    const lost = this.#listener.lost();
    const more = Math.max(0, lost - this.#lost);
    this.#lost = lost;
    const { ledger } = this.#options;
    ledger.lost += more;
    if (more === 0 || this.#hasWarned) return;
    this.#hasWarned = true;
    this.#context?.notice(
      `Events of the probe ${ledger.probe} come faster than runs can be started for them; ${more} were lost. See GET /api/v1/probes`,
    );
  }

  #take(event: HeardEvent, context: LiveContext): void | Promise<void> {
    const isMine = this.#from !== undefined && event.timeNs >= this.#from && (this.#until === undefined || event.timeNs < this.#until);
    if (!isMine) return;
    this.#waiting++;
    this.#emitting = this.#emitting.then(() => this.#emit(event, context));
    if (this.#waiting >= MOST_WAITING) return this.#emitting;
  }

  async #emit({ id, fields }: HeardEvent, context: LiveContext): Promise<void> {
    const { clock, ledger } = this.#options;
    const event = { id, time: clock.now(), kind: "probe", payload: { probe: ledger.probe, ...fields } } as const;
    try {
      await emitHeld(event, context, clock, (reason) => this.#problem = reason);
      ledger.events++;
      this.#problem = undefined;
    } catch (error) {
      ledger.lost++;
      if (!(error instanceof AppError && error.code === "stopping")) this.#failed(error);
    } finally {
      this.#waiting--;
    }
  }

  #failed(error: unknown): void {
    this.#context?.fail(error instanceof Error ? error.message : String(error));
  }

  /** Ends once it has been given all that the kernel saw before. */
  async #endAfter(until: Integer): Promise<void> {
    const { clock } = this.#options;
    while (this.#listener?.hasPassed(until) === false) await clock.sleep(PASS_MS);
    this.#end();
  }

  #end(): void {
    this.#options.ledger.close(this);
    this.#listener?.[Symbol.dispose]();
    this.#listener = undefined;
  }
}
