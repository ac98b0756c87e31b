import { AppError, type Clock, type Health } from "../../../core/mod.ts";
import type { LiveContext, LiveSource } from "../live_source.ts";
import { CronTimes } from "./cron_times.ts";

/** What a schedule goes by. */
export interface ScheduleOptions {
  /** Names the schedule: equal ones are one and the same. */
  readonly key: string;
  readonly cron: string;
  readonly zone?: string | undefined;
  readonly missed: "skip" | "last" | "all";
  readonly clock: Clock;
}

/** Most missed times that are made up for. */
const MOST_MISSED = 1000;
/** A time that the process itself is late for by no more is still on time. */
const ON_TIME_MS = 10_000;
/** The wall clock may jump: nobody sleeps longer than this without looking at it, and is not late for what comes meanwhile. */
const LONGEST_SLEEP_MS = 8000;
/** Clocks that went back by less are waited for, so that nothing comes twice; those that went back by more were wrong before. */
const LONGEST_WAIT_MS = 3 * 3_600_000;
const AT = "at";

/** A time that is due, and whether it came too late to be on time. */
interface Due {
  readonly time: number;
  readonly isMissed: boolean;
}

/** `on.schedule`: emits at the times of a cron. Its memory holds the last time that became a run. */
export class ScheduleSource implements LiveSource {
  readonly #options: ScheduleOptions;
  #context: LiveContext | undefined;
  #times: CronTimes | undefined;
  /** Everything up to this moment has been dealt with. */
  #at = 0;
  #next: number | undefined;
  #emitting: Promise<void> = Promise.resolve();
  readonly #released = new AbortController();

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  async start(context: LiveContext): Promise<void> {
    this.#context = context;
    this.#times = await CronTimes.load(this.#options.cron, this.#options.zone);
  }

  activate(): void {
    const { context, times } = this.#started();
    const now = this.#options.clock.now();
    const stored = context.memory.get(AT);
    this.#at = now;
    // Not within the step in which sources are switched.
    if (typeof stored !== "number") this.#emitting = this.#emitting.then(() => context.memory.set(AT, now));
    else if (stored > now && stored - now <= LONGEST_WAIT_MS) this.#at = stored;
    else if (stored <= now) {
      const { missed } = this.#options;
      const most = missed === "all" ? MOST_MISSED : missed === "last" ? 1 : 0;
      if (most > 0) this.#emit(this.#latest(stored, now, most).map((time) => ({ time, isMissed: true })));
    }
    this.#next = times.next(this.#at);
    this.#run(AbortSignal.any([context.signal, this.#released.signal])).catch((error) => this.#failed(error));
  }

  release(): void {
    if (this.#released.signal.aborted) return;
    this.#released.abort();
    this.#emit(this.#take());
    this.#next = undefined;
  }

  /** What has been handed over goes on to become a run. */
  stop(): Promise<void> {
    this.#released.abort();
    this.#next = undefined;
    return Promise.resolve();
  }

  healthCheck(): Promise<Health> {
    return Promise.resolve({ status: "healthy" });
  }

  nextAt(): number | undefined {
    return this.#next;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { times } = this.#started();
    const { clock } = this.#options;
    await this.#emitting;
    while (!signal.aborted) {
      this.#emit(this.#take());
      // While the queue is full, what comes meanwhile waits to be looked at, and is bounded by what is missed.
      await this.#emitting;
      this.#next = times.next(this.#at);
      if (this.#next === undefined) return;
      await clock.sleep(Math.max(1, Math.min(this.#next - clock.now(), LONGEST_SLEEP_MS)), signal);
    }
  }

  /** What has become due since it was last looked at. */
  #take(): readonly Due[] {
    if (this.#times === undefined) return [];
    const now = this.#options.clock.now();
    const from = this.#at;
    if (now < from) {
      if (from - now > LONGEST_WAIT_MS) this.#at = now;
      return [];
    }
    if (this.#next === undefined || now < this.#next) {
      return [];
    }
    this.#at = now;
    const late = Math.max(from, now - ON_TIME_MS);
    const onTime = this.#latest(late, now, MOST_MISSED).map((time) => ({ time, isMissed: false }));
    const { missed } = this.#options;
    if (missed === "skip" || missed === "last" && onTime.length > 0 || late === from) return onTime;
    return [...this.#latest(from, late, missed === "last" ? 1 : MOST_MISSED).map((time) => ({ time, isMissed: true })), ...onTime];
  }

  #latest(from: number, to: number, most: number): readonly number[] {
    const { context, times } = this.#started();
    const { times: found, isCut } = times.latest(from, to, most);
    if (isCut && most === MOST_MISSED) context.notice(`More than ${most} times were missed; only the last ${most} are made up for`);
    return found;
  }

  #emit(due: readonly Due[]): void {
    if (due.length === 0) return;
    const { context } = this.#started();
    const { key, clock } = this.#options;
    const emitAll = async () => {
      for (const { time, isMissed } of due) {
        const scheduledAt = new Date(time).toISOString();
        const fields = { scheduled_at: scheduledAt, ...(isMissed ? { missed: true } : {}) };
        await context.emit({ id: `${key}@${scheduledAt}`, time: clock.now(), kind: "schedule", payload: null, fields });
        context.memory.set(AT, time);
      }
    };
    this.#emitting = this.#emitting.then(emitAll);
    this.#emitting.catch((error) => this.#failed(error));
  }

  #failed(error: unknown): void {
    const { context } = this.#started();
    if (context.signal.aborted || error instanceof AppError && error.code === "stopping") return;
    context.fail(error instanceof Error ? error.message : String(error));
  }

  #started(): { readonly context: LiveContext; readonly times: CronTimes } {
    const [context, times] = [this.#context, this.#times];
    if (context === undefined || times === undefined) throw new TypeError("The schedule has not started");
    return { context, times };
  }
}
