import { type BuiltinEvent, BuiltinProbe, SYSTEM_CALLS, systemCallNumber } from "../../../ffi/bpf/mod.ts";
import { AppError, nearest } from "../../core/mod.ts";
import { probeRow, PROBES } from "./catalogue.ts";
import { compileCondition, type Condition } from "./condition.ts";
import { probeError } from "./probe_error.ts";

/** An event of a probe: its fields by the names that users know, in their order. */
export type ProbeEvent = BuiltinEvent;

/** What to look for. */
export interface ProbeOptions {
  /** The name of a built-in probe. */
  readonly probe: string;
  /** Only this process. Default: all but this process itself. */
  readonly pid?: number | undefined;
  /** Only threads of this name, of which the kernel keeps 15 bytes. */
  readonly comm?: string | undefined;
  /** Only calls of this name; of the probe `syscall` alone. */
  readonly syscall?: string | undefined;
  /** Only events for which this CEL condition over their fields is true. */
  readonly where?: string | undefined;
  /** How many events are taken at most. */
  readonly most?: number | undefined;
  /** Room for events that wait, in the kernel; a power of two. Default 16 MiB. */
  readonly ringBytes?: number | undefined;
  /** Takes events in their order. While a promise it returned has not settled no more come; the kernel counts those without room as lost. */
  onEvents(batch: readonly ProbeEvent[]): void | Promise<void>;
}

/** What became of the events. */
export interface ProbeStats {
  /** Handed over. */
  readonly events: number;
  /** Seen and not handed over, for want of room. */
  readonly lost: number;
}

/** What a probe leaves behind. */
export interface ProbeEnd extends ProbeStats {
  /** Its maps by name: counts by key. */
  readonly maps: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** A probe that sees. */
export interface OpenProbe {
  stats(): ProbeStats;
  /** Settles when `most` events were taken, or rejects when `onEvents` did. */
  readonly enough: Promise<void>;
  /**
   * Ends it: detaches at once, then hands over what waits.
   *
   * @param options `drain: false` drops what waits.
   */
  close(options?: { readonly drain?: boolean }): Promise<ProbeEnd>;
}

/**
 * Opens a probe: when this returns, nothing is missed.
 *
 * @throws AppError `probe_unknown`, `probe_invalid` (a call or condition that is wrong), `probe_unsupported` (with what is missing).
 */
export function openProbe(options: ProbeOptions): OpenProbe {
  const { probe: name, pid, comm, ringBytes, most = Infinity } = options;
  const row = probeRow(name);
  if (row === undefined) throw unknownProbe(name);
  const condition = options.where === undefined ? undefined : conditionOf(options.where, row.fields);
  const filter = { pid, notPid: pid === undefined ? Deno.pid : undefined, comm, systemCall: systemCallOf(name, options.syscall) };
  let probe: BuiltinProbe;
  try {
    probe = BuiltinProbe.load(row.name, filter, ringBytes);
  } catch (error) {
    throw probeError(name, error);
  }
  try {
    probe.attach();
    return new RunningProbe(probe, condition, most, (batch) => options.onEvents(batch));
  } catch (error) {
    probe[Symbol.dispose]();
    throw probeError(name, error);
  }
}

class RunningProbe implements OpenProbe {
  readonly enough: Promise<void>;
  readonly #probe: BuiltinProbe;
  readonly #condition: Condition | undefined;
  readonly #onEvents: (batch: readonly ProbeEvent[]) => void | Promise<void>;
  readonly #enough = Promise.withResolvers<void>();
  #left: number;
  #delivered = 0;
  /** Taken out of the ring, wanted or not. */
  #consumed = 0;
  #delivering: Promise<void> | undefined;
  #closed: Promise<ProbeEnd> | undefined;

  constructor(
    probe: BuiltinProbe,
    condition: Condition | undefined,
    most: number,
    onEvents: (batch: readonly ProbeEvent[]) => void | Promise<void>,
  ) {
    this.#probe = probe;
    this.#condition = condition;
    this.#left = most;
    this.#onEvents = onEvents;
    this.enough = this.#enough.promise;
    // Who does not wait for it learns of a failure from close().
    this.enough.catch(() => {});
    this.#watch();
  }

  stats(): ProbeStats {
    return { events: this.#delivered, lost: this.#probe.counts().lost };
  }

  close({ drain = true } = {}): Promise<ProbeEnd> {
    return this.#closed ??= this.#close(drain);
  }

  async #close(drain: boolean): Promise<ProbeEnd> {
    try {
      this.#probe.detach();
      this.#probe.unwatch();
      await this.#delivering;
      if (drain) { while (this.#left > 0 && this.#step() > 0) await this.#delivering; }
      const { passed, lost } = this.#probe.counts();
      // All that passed and never came is lost, whatever the reason; with a rest in the ring only the kernel's count tells.
      const isWhole = drain && this.#left > 0;
      return { events: this.#delivered, lost: isWhole ? Math.max(lost, passed - this.#consumed) : lost, maps: this.#probe.maps() };
    } finally {
      this.#probe[Symbol.dispose]();
    }
  }

  #watch() {
    this.#probe.watch(() => {
      try {
        this.#step();
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /** Takes what waits, up to a bound. @returns How much it was. */
  #step(): number {
    const batch: ProbeEvent[] = [];
    const count = this.#probe.consume((event) => {
      if (batch.length < this.#left && (this.#condition === undefined || this.#condition(event))) batch.push(event);
    });
    this.#consumed += count;
    this.#left -= batch.length;
    this.#delivered += batch.length;
    if (batch.length === 0) return count;
    const busy = this.#onEvents(batch);
    if (this.#left <= 0) {
      this.#probe.unwatch();
      this.#enough.resolve();
    }
    if (busy !== undefined) this.#pause(busy);
    return count;
  }

  /** Leaves the ring alone until a batch has been dealt with. */
  #pause(busy: Promise<void>) {
    this.#probe.unwatch();
    this.#delivering = busy.then(() => {
      this.#delivering = undefined;
      if (this.#closed === undefined && this.#left > 0) this.#watch();
    }, (error) => this.#fail(error));
  }

  #fail(error: unknown) {
    this.#probe.unwatch();
    this.#left = 0;
    this.#enough.reject(error);
  }
}

/** @throws AppError `probe_unknown` with the nearest name. */
export function unknownProbe(name: string): AppError {
  const near = nearest(name, PROBES.map((row) => row.name));
  const hint = near === undefined ? {} : { hint: `Did you mean "${near}"? See executor probe list` };
  return new AppError("probe_unknown", `There is no probe ${JSON.stringify(name)}`, hint);
}

function systemCallOf(probe: string, name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  if (probe !== "syscall") throw new AppError("probe_invalid", `The probe ${probe} has no system call to choose: only syscall has`);
  const number = systemCallNumber(name);
  if (number !== undefined) return number;
  const near = nearest(name, SYSTEM_CALLS.values());
  throw new AppError("probe_invalid", `This kernel's ${Deno.build.arch} has no system call ${JSON.stringify(name)}`, {
    ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
  });
}

function conditionOf(text: string, fields: Parameters<typeof compileCondition>[1]): Condition {
  const condition = compileCondition(text, fields);
  if (typeof condition === "function") return condition;
  const [problem] = condition;
  throw new AppError("probe_invalid", `The condition ${JSON.stringify(text)} is wrong: ${problem?.message ?? "it does not parse"}`, {
    ...(problem?.hint === undefined ? {} : { hint: problem.hint }),
  });
}
