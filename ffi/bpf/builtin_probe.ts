import { type BuiltinEvent, type BuiltinName, DECODERS, threadOf } from "./builtin_events.ts";
import { SHARED_STRUCTS } from "./builtin_layouts.ts";
import { ALL_CALLS, commBytes, SharedFilters } from "./shared_filters.ts";
import { libbpf } from "./library.ts";
import { BpfError } from "./log.ts";
import type { BpfMap } from "./map.ts";
import { BpfObject } from "./object.ts";
import { RingBuffer } from "./ring_buffer.ts";

/** Which events a built-in probe hands over; the kernel looks for them. */
export interface BuiltinFilter {
  /** Only this process. */
  readonly pid?: number | undefined;
  /** Never this one. */
  readonly notPid?: number | undefined;
  /** Only threads of this name, of which the kernel keeps 15 bytes. */
  readonly comm?: string | undefined;
  /** Only this call, by its number. Of the probe `syscall` alone. */
  readonly systemCall?: number | undefined;
  /** Never what descends from this process. */
  readonly notFamilyOf?: number | undefined;
  /** What is wanted is what {@link BuiltinProbe.filters} say: nothing at first. */
  readonly isShared?: boolean;
}

/** Takes an event, and the number of the thread that it is about. */
export type TakeEvent = (event: BuiltinEvent, tid: number) => void;

/** Programs by probe, in the order in which they are attached. Of several rows the first that this kernel takes is loaded. */
const PROGRAMS: Readonly<Record<BuiltinName, readonly (readonly string[])[]>> = {
  exec: [["executor_exec"]],
  exit: [["executor_exit"], ["executor_any"]],
  open: [["executor_open"]],
  connect: [["executor_conn"]],
  accept: [["executor_accept"]],
  syscall: [["executor_enter", "executor_leave"]],
  ioctl: [["executor_ioctl"]],
};
/** Notices who is born into a family. */
const FORK = "executor_fork";
/** Maps of programs that are shared, and that nothing is kept in otherwise. */
const SHARED_MAPS = { filters: 1, family: 1 } as const;
/** The number of the first namespace of processes, where the kernel itself counts; `PROC_PID_INIT_INO` of <linux/proc_ns.h>. */
const FIRST_NAMESPACE = 0xeffffffc;

/** A built-in probe in the kernel: loaded, then attached, then detached. */
export class BuiltinProbe implements Disposable {
  readonly #name: BuiltinName;
  readonly #programs: readonly string[];
  readonly #object: BpfObject;
  readonly #events: BpfMap;
  readonly #ring: RingBuffer;
  /** Of a shared one: what is wanted, which can change at any time. */
  readonly filters: SharedFilters | undefined;
  #isAttached = false;

  private constructor(name: BuiltinName, programs: readonly string[], filter: BuiltinFilter, ringBytes: number | undefined) {
    this.#name = name;
    this.#programs = filter.notFamilyOf === undefined ? programs : [FORK, ...programs];
    this.#object = BpfObject.open(objectOf(name), {
      programs: this.#programs,
      readOnlyData: settingsOf(filter),
      maxEntries: { ...(filter.isShared ? {} : SHARED_MAPS), ...(ringBytes === undefined ? {} : { events: ringBytes }) },
    });
    let events: BpfMap | undefined;
    try {
      this.#object.load();
      this.filters = filter.isShared ? new SharedFilters(this.#object, name === "syscall") : undefined;
      this.#events = events = this.#object.map("events");
      this.#ring = new RingBuffer(events);
    } catch (error) {
      events?.[Symbol.dispose]();
      this.filters?.[Symbol.dispose]();
      this.#object[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Loads a probe; nothing is seen before {@link attach}.
   *
   * @param ringBytes Room for events that wait to be read: a power of two, of pages at least. Default 16 MiB.
   * @throws BpfError with what the verifier said. @throws UnsupportedError without libbpf.
   */
  static load(name: BuiltinName, filter: BuiltinFilter, ringBytes?: number): BuiltinProbe {
    libbpf();
    let refused: unknown;
    for (const programs of PROGRAMS[name]) {
      try {
        return new BuiltinProbe(name, programs, filter, ringBytes);
      } catch (error) {
        if (!(error instanceof BpfError)) throw error;
        refused ??= error;
      }
    }
    throw refused;
  }

  /** From when this returns on, nothing is missed without being counted. @throws BpfError */
  attach(): void {
    this.#isAttached = true;
    for (const program of this.#programs) this.#object.attach(program);
  }

  /** Hands over a bounded number of events that wait; 0 for none. */
  consume(take: TakeEvent): number {
    const decode = DECODERS[this.#name];
    return this.#ring.consume((view, at, length) => take(decode(view, at, length), threadOf(view, at)));
  }

  /** Calls `ready` while events wait, until {@link unwatch}. */
  watch(ready: () => void): void {
    this.#ring.watch(ready);
  }

  unwatch(): void {
    this.#ring.unwatch();
  }

  /** Whether there is something to consume, be it that it is still being written. */
  get hasRest(): boolean {
    return this.#ring.hasRest;
  }

  /** Ends seeing; what has been seen can still be consumed. */
  detach(): void {
    if (!this.#isAttached) return;
    this.#isAttached = false;
    this.#object.detach();
  }

  /** What passed the filters since it was attached, and how much of it is lost: for want of room, and counted by the kernel. */
  counts(): { readonly passed: number; readonly lost: number } {
    const { passed, lost } = SHARED_STRUCTS.counts.fields;
    using map = this.#object.map("counts");
    const sum = (at: number) => sumOf(map.get(new Uint8Array(4)) ?? [], at);
    // In this order: what comes in between must not be lost without having passed.
    const lostYet = sum(lost);
    return { passed: sum(passed), lost: lostYet };
  }

  /** The probe's further maps by name: keys in words with their counts, which are not 0. */
  maps(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    if (this.#name !== "syscall") return new Map();
    const slots = new Map<string, number>();
    using map = this.#object.map("latency_ns");
    for (const [key, values] of map.entries()) {
      const count = sumOf(values, 0);
      if (count > 0) slots.set(String(2 ** new DataView(key.buffer).getUint32(0, true)), count);
    }
    return new Map([["latency_ns", slots]]);
  }

  [Symbol.dispose](): void {
    this.filters?.[Symbol.dispose]();
    this.#ring[Symbol.dispose]();
    this.#events[Symbol.dispose]();
    this.#object[Symbol.dispose]();
  }
}

/** The object file of a probe for this processor: beside this module, in the sources as in the binary. */
function objectOf(name: BuiltinName): Uint8Array {
  return Deno.readFileSync(new URL(`./programs/${Deno.build.arch}/${name}.bpf.o`, import.meta.url));
}

function settingsOf(filter: BuiltinFilter): Uint8Array {
  const { pid = 0, notPid = 0, comm = "", systemCall = ALL_CALLS, notFamilyOf = 0, isShared = false } = filter;
  const { size, fields } = SHARED_STRUCTS.settings;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(fields.pid, pid, true);
  view.setUint32(fields.own_pid, notPid, true);
  view.setUint32(fields.pid_namespace, namespace(), true);
  view.setInt32(fields.syscall, systemCall, true);
  bytes.set(commBytes(comm), fields.comm);
  view.setUint32(fields.family, notFamilyOf, true);
  view.setUint32(fields.is_shared, isShared ? 1 : 0, true);
  return bytes;
}

/** The namespace in which this process has its number; 0 for the first. */
function namespace(): number {
  const number = Number(/^pid:\[(\d+)\]$/.exec(Deno.readLinkSync("/proc/self/ns/pid"))?.[1] ?? 0);
  return number === FIRST_NAMESPACE ? 0 : number;
}

function sumOf(values: readonly Uint8Array[], at: number): number {
  return values.reduce((sum, value) => sum + Number(new DataView(value.buffer, value.byteOffset).getBigUint64(at, true)), 0);
}
