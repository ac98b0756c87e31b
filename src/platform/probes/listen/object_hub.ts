import { type Integer, monotonicNanoseconds } from "../../../../ffi/bpf/mod.ts";
import type { Json } from "../../../core/mod.ts";
import { compileCondition, type Condition, conditionError } from "../condition.ts";
import { type ObjectEvent, type ObjectFile, openObjectProbe, readObject, scopeOfEvent } from "../objects/mod.ts";
import type { OpenProbe } from "../running_probe.ts";
import { ListenerGroups, type ListenOptions, type ProbeListener } from "./probe_listener.ts";

const hubs = new Map<string, ObjectHub>();

/** The programs of a user's file, loaded once for all listeners of this process that filter alike. They are in the kernel while somebody listens. */
export class ObjectHub {
  readonly #key: string;
  readonly #file: ObjectFile;
  readonly #groups = new ListenerGroups<ObjectEvent>();
  readonly #probe: OpenProbe;
  #lost = 0;

  private constructor(key: string, path: string, filter: Pick<ListenOptions, "pid" | "comm">) {
    this.#key = key;
    this.#file = readObject(path);
    this.#probe = openObjectProbe(this.#file, {
      ...filter,
      onEvents: (batch) => this.#tell(batch),
      onReplaced: ({ swapped }) => this.#notice(`${path} has changed: ${swapped} of its programs took the place of those before`),
      onRejected: ({ message }) => this.#notice(`${path} has changed, and cannot be used; what it held before goes on: ${message}`),
    });
    this.#probe.enough.catch((error) => this.#failed(error));
  }

  /**
   * The hub of a file.
   *
   * @param path Absolute.
   * @throws AppError `probe_object_invalid`, `probe_object_refused`, `probe_unsupported`.
   */
  static of(path: string, { pid, comm }: Pick<ListenOptions, "pid" | "comm">): ObjectHub {
    const key = JSON.stringify([path, pid ?? null, comm ?? null]);
    const hub = hubs.get(key) ?? new ObjectHub(key, path, { pid, comm });
    hubs.set(key, hub);
    return hub;
  }

  /** @throws AppError `probe_invalid` for a condition that is wrong. */
  listen(options: ListenOptions): ProbeListener {
    const { where } = options;
    let condition: Condition<ObjectEvent> | undefined;
    try {
      condition = this.#conditionOf(where);
    } catch (error) {
      if (this.#groups.isEmpty) this.#close();
      throw error;
    }
    this.#groups.add(where, condition, options);
    const lostBefore = this.#probe.stats().lost;
    let isDisposed = false;
    return {
      lost: () => isDisposed || hubs.get(this.#key) !== this ? 0 : this.#probe.stats().lost - lostBefore,
      // The time of a record is that of reading it.
      hasPassed: (timeNs: Integer) => monotonicNanoseconds() > timeNs,
      [Symbol.dispose]: () => {
        if (isDisposed) return;
        isDisposed = true;
        this.#groups.delete(where, options);
        if (this.#groups.isEmpty) this.#close();
      },
    };
  }

  #conditionOf(where: string | undefined): Condition<ObjectEvent> | undefined {
    if (where === undefined) return undefined;
    const condition = compileCondition(where, this.#file.scope, scopeOfEvent);
    if (typeof condition === "function") return condition;
    throw conditionError(where, condition);
  }

  #tell(batch: readonly ObjectEvent[]): void | Promise<void> {
    const busy = new Set<Promise<void>>();
    for (const event of batch) {
      const { time_ns, data, fields } = event;
      const heard = () => ({
        // Handed over once in this process, and in no other.
        id: crypto.randomUUID(),
        timeNs: time_ns,
        fields: { time_ns, data, ...(fields === undefined ? {} : { fields: exact(fields) }) },
      });
      this.#groups.tell(event, heard, busy);
    }
    const { lost } = this.#probe.stats();
    if (lost > this.#lost) {
      this.#lost = lost;
      for (const listener of this.#groups.all()) listener.lost();
    }
    if (busy.size > 0) return Promise.all(busy).then(() => {});
  }

  #notice(text: string): void {
    for (const listener of this.#groups.all()) listener.notice(text);
  }

  #failed(error: unknown): void {
    const all = [...this.#groups.all()];
    this.#close();
    for (const listener of all) listener.failed(error);
  }

  #close(): void {
    if (hubs.get(this.#key) === this) hubs.delete(this.#key);
    this.#probe.close({ drain: false }).catch(() => {});
  }
}

/** Integers beyond 2^53 as text. */
function exact(value: Json): Json {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(exact);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, exact(inner)]));
}
