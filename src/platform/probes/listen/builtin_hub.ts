import {
  type BuiltinEvent,
  type BuiltinName,
  BuiltinProbe,
  commBytes,
  type Integer,
  monotonicNanoseconds,
  type SharedFilter,
} from "../../../../ffi/bpf/mod.ts";
import type { Json } from "../../../core/mod.ts";
import type { Condition } from "../condition.ts";
import { probeError } from "../probe_error.ts";
import { type EventSource, RunningProbe } from "../running_probe.ts";
import { ListenerGroups, type ListenOptions, type ProbeListener } from "./probe_listener.ts";

/** What is asked of the kernel, with the call's name as events have it. */
export interface HubFilter extends SharedFilter {
  readonly call?: string | undefined;
}

interface Seen {
  readonly event: BuiltinEvent;
  readonly tid: number;
}

/** A filter in the kernel, and who uses it. */
interface Row {
  readonly filter: HubFilter;
  readonly groups: ListenerGroups<BuiltinEvent>;
}

/** So long after it saw an event, at most, a program has handed it over. */
const GRACE_NS = 200_000_000;
const hubs = new Map<BuiltinName, BuiltinHub>();

/** The one program of a built-in probe that all listeners of this process share. It is in the kernel while somebody listens. */
export class BuiltinHub {
  readonly #name: BuiltinName;
  readonly #probe: BuiltinProbe;
  readonly #running: RunningProbe<Seen>;
  readonly #rows = new Map<string, Row>();
  readonly #before = bootId();
  #latest: Integer = 0;
  #lost = 0;

  private constructor(name: BuiltinName) {
    this.#name = name;
    const probe = this.#probe = BuiltinProbe.load(name, { isShared: true, notPid: Deno.pid, notFamilyOf: Deno.pid });
    try {
      probe.attach();
      const source: EventSource<Seen> = {
        consume: (take) => probe.consume((event, tid) => take({ event, tid })),
        watch: (ready) => probe.watch(ready),
        unwatch: () => probe.unwatch(),
        detach: () => probe.detach(),
        counts: () => probe.counts(),
        maps: () => new Map(),
        [Symbol.dispose]: () => probe[Symbol.dispose](),
      };
      this.#running = new RunningProbe(source, { most: Infinity, onEvents: (batch) => this.#tell(batch) });
    } catch (error) {
      probe[Symbol.dispose]();
      throw error;
    }
    this.#running.enough.catch((error) => this.#failed(error));
  }

  /** The probe's hub. @throws AppError `probe_unsupported`. */
  static of(name: BuiltinName): BuiltinHub {
    const known = hubs.get(name);
    if (known !== undefined) return known;
    try {
      const hub = new BuiltinHub(name);
      hubs.set(name, hub);
      return hub;
    } catch (error) {
      throw probeError(name, error);
    }
  }

  /** When this returns, nothing is missed. */
  listen(filter: HubFilter, condition: Condition | undefined, options: ListenOptions): ProbeListener {
    const key = keyOf(filter);
    let row = this.#rows.get(key);
    if (row === undefined) {
      try {
        this.#probe.filters?.add(filter);
      } catch (error) {
        if (this.#rows.size === 0) this.#close();
        throw probeError(this.#name, error);
      }
      row = { filter, groups: new ListenerGroups() };
      this.#rows.set(key, row);
    }
    const { groups } = row;
    groups.add(options.where, condition, options);
    const countLost = () => this.#probe.filters?.counts(filter).lost ?? 0;
    const lostBefore = countLost();
    let isDisposed = false;
    return {
      lost: () => isDisposed || hubs.get(this.#name) !== this ? 0 : countLost() - lostBefore,
      hasPassed: (timeNs) => this.#hasPassed(timeNs),
      [Symbol.dispose]: () => {
        if (isDisposed) return;
        isDisposed = true;
        groups.delete(options.where, options);
        if (!groups.isEmpty) return;
        this.#rows.delete(key);
        if (this.#rows.size === 0) this.#close();
        else this.#probe.filters?.remove(filter);
      },
    };
  }

  #hasPassed(timeNs: Integer): boolean {
    if (hubs.get(this.#name) !== this) return true;
    const until = BigInt(timeNs) + BigInt(GRACE_NS);
    return this.#latest > until || monotonicNanoseconds() > until && !this.#probe.hasRest;
  }

  #tell(batch: readonly Seen[]): void | Promise<void> {
    const busy = new Set<Promise<void>>();
    const sorts = new Map(Array.from(this.#rows.values(), ({ filter }) => [sortOf(filter), filter]));
    for (const { event, tid } of batch) {
      this.#latest = event.time_ns;
      const heard = () => ({ id: `${this.#name}-${this.#before}-${event.time_ns}-${tid}`, timeNs: event.time_ns, fields: fieldsOf(event) });
      for (const sort of sorts.values()) this.#rows.get(keyAs(sort, event))?.groups.tell(event, heard, busy);
    }
    const { lost } = this.#probe.counts();
    if (lost > this.#lost) {
      this.#lost = lost;
      for (const { groups } of this.#rows.values()) for (const listener of groups.all()) listener.lost();
    }
    if (busy.size > 0) return Promise.all(busy).then(() => {});
  }

  #failed(error: unknown): void {
    const all = Array.from(this.#rows.values(), ({ groups }) => [...groups.all()]).flat();
    this.#rows.clear();
    this.#close();
    for (const listener of all) listener.failed(error);
  }

  #close(): void {
    if (hubs.get(this.#name) === this) hubs.delete(this.#name);
    // It fails when it has failed, which its listeners have been told.
    this.#running.close({ drain: false }).catch(() => {});
  }
}

function keyOf({ pid, call, comm }: HubFilter): string {
  return JSON.stringify([pid ?? null, call ?? null, comm === undefined ? null : new TextDecoder().decode(commBytes(comm))]);
}

/** The key of the filter of a sort that an event passes. */
function keyAs({ pid, call, comm }: HubFilter, event: BuiltinEvent): string {
  return JSON.stringify([
    pid === undefined ? null : event.pid,
    call === undefined ? null : event["syscall"],
    comm === undefined ? null : event.comm,
  ]);
}

function sortOf({ pid, call, comm }: HubFilter): string {
  return [pid, call, comm].map((part) => part === undefined ? "-" : "+").join("");
}

/** As `probe run` tells them: what JSON's readers may not hold exactly is text, but for the time. */
function fieldsOf(event: BuiltinEvent): Readonly<Record<string, Json>> {
  const entries = Object.entries(event);
  if (!entries.some(([, value]) => typeof value === "bigint")) return { ...event };
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === "bigint" && name !== "time_ns" ? `${value}` : value]));
}

/** Tells one run of the system from another: its clock begins anew with each. */
function bootId(): string {
  return Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").slice(0, 8);
}
