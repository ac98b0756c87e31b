import { SHARED_STRUCTS } from "./builtin_layouts.ts";
import type { BpfMap } from "./map.ts";
import type { BpfObject } from "./object.ts";

/** A filter of a program that several listeners share. What is not given is any. */
export interface SharedFilter {
  readonly pid?: number | undefined;
  /** Of which the kernel keeps 15 bytes. */
  readonly comm?: string | undefined;
  /** The number of a call; of the probe `syscall` alone. */
  readonly systemCall?: number | undefined;
}

/** What the kernel counted for a filter. */
export interface FilterCounts {
  /** What it let pass, lost or not. */
  readonly passed: number;
  readonly lost: number;
}

/** Stands for all calls, in settings and filters. */
export const ALL_CALLS = -1;
const COMM_BYTES = 15;
// As `sharing.h` and `syscall.bpf.c` have them.
const BY_PID = 1;
const BY_CALL = 2;
const BY_COMM = 4;
const ALL_CALLS_SLOT = 1023;

/** A name as the kernel keeps it, cut and without its end. */
export function commBytes(comm: string): Uint8Array {
  return new TextEncoder().encode(comm).subarray(0, COMM_BYTES);
}

/** The filters of a program that is loaded. They come and go while it runs. Owns the maps that they are in. */
export class SharedFilters implements Disposable {
  readonly #filters: BpfMap;
  readonly #sorts: BpfMap;
  readonly #calls: BpfMap | undefined;
  readonly #all = new Map<string, SharedFilter>();

  /** @param hasCalls Whether it is the probe `syscall`. */
  constructor(object: BpfObject, hasCalls: boolean) {
    this.#filters = object.map("filters");
    this.#sorts = object.map("filter_sorts");
    this.#calls = hasCalls ? object.map("wanted_calls") : undefined;
  }

  /** From when this returns on the filter lets events pass. A filter can be added once. @throws BpfError */
  add(filter: SharedFilter): void {
    const key = keyOf(filter);
    this.#filters.set(key, new Uint8Array(SHARED_STRUCTS.counts.size));
    this.#all.set(key.toString(), filter);
    this.#refresh(filter, true);
  }

  /** It lets nothing pass any more, and its counts are gone. */
  remove(filter: SharedFilter): void {
    const key = keyOf(filter);
    this.#filters.delete(key);
    this.#all.delete(key.toString());
    this.#refresh(filter, false);
  }

  /** What it has let pass so far. */
  counts(filter: SharedFilter): FilterCounts {
    const { passed, lost } = SHARED_STRUCTS.counts.fields;
    const [value] = this.#filters.get(keyOf(filter)) ?? [];
    if (value === undefined) return { passed: 0, lost: 0 };
    const view = new DataView(value.buffer, value.byteOffset);
    return { passed: Number(view.getBigUint64(passed, true)), lost: Number(view.getBigUint64(lost, true)) };
  }

  [Symbol.dispose](): void {
    this.#filters[Symbol.dispose]();
    this.#sorts[Symbol.dispose]();
    this.#calls?.[Symbol.dispose]();
  }

  /** Tells the program what sorts of filters there are, and which calls they are about. */
  #refresh({ systemCall = ALL_CALLS }: SharedFilter, isNew: boolean): void {
    const others = [...this.#all.values()];
    const call = systemCall === ALL_CALLS ? ALL_CALLS_SLOT : systemCall;
    const isWanted = isNew || others.some((other) => (other.systemCall ?? ALL_CALLS) === systemCall);
    this.#calls?.set(word(call), word(isWanted ? 1 : 0));
    this.#sorts.set(word(0), word(others.reduce((sorts, filter) => sorts | 1 << sortOf(filter), 0)));
  }
}

function sortOf({ pid, comm, systemCall }: SharedFilter): number {
  return (pid === undefined ? 0 : BY_PID) | (systemCall === undefined ? 0 : BY_CALL) | (comm === undefined ? 0 : BY_COMM);
}

function keyOf({ pid = 0, comm = "", systemCall = ALL_CALLS }: SharedFilter): Uint8Array {
  const { size, fields } = SHARED_STRUCTS.filter;
  const key = new Uint8Array(size);
  const view = new DataView(key.buffer);
  view.setUint32(fields.pid, pid, true);
  view.setInt32(fields.syscall, systemCall, true);
  key.set(commBytes(comm), fields.comm);
  return key;
}

function word(value: number): Uint8Array {
  return new Uint8Array(new Uint32Array([value]).buffer);
}
