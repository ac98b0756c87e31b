import { AttachPoints, type DispatchFilter, type Integer, monotonicNanoseconds } from "../../../../ffi/bpf/mod.ts";
import { AppError } from "../../../core/mod.ts";
import type { EventSource, ProbeEnd } from "../running_probe.ts";
import { explainRefusal } from "./explain_refusal.ts";
import { type Condition, conditionOf, type ObjectEvent, WaitingEvent } from "./object_event.ts";
import type { ObjectFile } from "./object_file.ts";
import { closeRing, ObjectVersion, type Ring } from "./object_version.ts";

/** A program may ask not to wake who reads (`BPF_RB_NO_WAKEUP`): so it is looked now and then. */
const LOOK_EVERY_MS = 50;
/** A program that runs while it is detached or replaced has ended by then. */
const MOST_RUNNING_MS = 1000;
const MOST_DETACHED_MS = 20;
/** What a record takes besides itself, and to what it is rounded up. */
const RECORD_BYTES = 8;

/** How one content of the file took the place of another. */
export interface ObjectReplacement {
  /** Programs that took another's place between two events. */
  readonly swapped: number;
  /** Sections whose programs were attached before those they replace went. */
  readonly overlapped: readonly string[];
  /** So many events at most came twice by that. */
  readonly doubledAtMost: number;
  /** How long it took from the first program to the last. */
  readonly durationMs: number;
  /** The last counts of maps that the new content does not have, or not in that shape. */
  readonly leftMaps: ProbeEnd["maps"];
}

/** The programs of an object file in the kernel, of one content after the other. */
export class ObjectProbe implements EventSource<ObjectEvent> {
  readonly #where: string | undefined;
  readonly #points: AttachPoints;
  #version: ObjectVersion;
  #condition: Condition | undefined;
  /** The present one last; those before it until nothing can come through them any more. */
  #rings: { readonly ring: Ring; replacedAt?: number }[];
  #ready: (() => void) | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isDetached = false;
  #consumed = 0;
  /** Counted by maps that are no more. */
  #lostBefore = 0n;
  #mayHaveLost = false;

  private constructor(version: ObjectVersion, points: AttachPoints, where: string | undefined, condition: Condition | undefined) {
    this.#version = version;
    this.#points = points;
    this.#where = where;
    this.#condition = condition;
    this.#rings = [{ ring: version.ring }];
  }

  /**
   * Loads and attaches: when this returns, nothing is missed.
   *
   * @throws AppError `probe_object_invalid`, `probe_object_refused`, `probe_unsupported`, `probe_invalid`, `usage`.
   */
  static open(file: ObjectFile, filter: DispatchFilter, where: string | undefined): ObjectProbe {
    const condition = conditionOf(where, file.scope);
    const version = ObjectVersion.load(file);
    const points = new AttachPoints(filter);
    try {
      points.replace(version.object);
      if (points.sections.length === 0) throw nothingAttached(file);
      return new ObjectProbe(version, points, where, condition);
    } catch (error) {
      points[Symbol.dispose]();
      closeRing(version.ring);
      const { programs } = version.object;
      version[Symbol.dispose]();
      throw explainRefusal(file.path, error, programs);
    }
  }

  /** Takes another content of the file into use. When it throws, the one before goes on. @throws AppError as {@link open} does. */
  replace(file: ObjectFile): ObjectReplacement {
    const previous = this.#version;
    const condition = conditionOf(this.#where, file.scope);
    const next = ObjectVersion.load(file, previous);
    const isShared = next.ring === previous.ring;
    const writtenBefore = isShared ? previous.ring.buffer.writtenBytes : 0;
    const began = performance.now();
    let replacement: ReturnType<AttachPoints["replace"]>;
    try {
      replacement = this.#points.replace(next.object);
    } catch (error) {
      if (!isShared) closeRing(next.ring);
      const { programs } = next.object;
      next[Symbol.dispose]();
      throw explainRefusal(file.path, error, programs);
    }
    const durationMs = performance.now() - began;
    const { swapped, overlapped } = replacement;
    const meanwhileBytes = overlapped.length === 0 ? 0 : next.ring.buffer.writtenBytes - writtenBefore;
    this.#version = next;
    this.#condition = condition;
    if (!isShared) this.#addRing(next.ring);
    const leftMaps = this.#leave(previous, next);
    return { swapped, overlapped, doubledAtMost: Math.floor(meanwhileBytes / leastBytes(next.ring)), durationMs, leftMaps };
  }

  consume(take: (event: ObjectEvent) => void): number {
    const time = monotonicNanoseconds();
    let count = 0;
    const until = performance.now() + MOST_DETACHED_MS;
    do {
      for (const { ring } of this.#rings) count += this.#consumeRing(ring, time, take);
      // What was being written when the programs were detached comes in a moment.
    } while (count === 0 && this.#isDetached && this.#rings.some(({ ring }) => ring.buffer.hasRest) && performance.now() < until);
    this.#dropRings();
    this.#consumed += count;
    return count;
  }

  #consumeRing(ring: Ring, time: Integer, take: (event: ObjectEvent) => void): number {
    const condition = this.#condition;
    return ring.buffer.consume((view, at, length) => {
      if (length > ring.longestBytes) ring.longestBytes = length;
      const fields = ring.events.get(length)?.read(view, at);
      const event = new WaitingEvent(time, new Uint8Array(view.buffer, at, length), fields);
      if (condition === undefined || condition(event)) take(event.taken());
    });
  }

  watch(ready: () => void): void {
    this.#ready = ready;
    for (const { ring } of this.#rings) ring.buffer.watch(ready);
    this.#timer ??= setInterval(ready, LOOK_EVERY_MS);
  }

  unwatch(): void {
    this.#ready = undefined;
    for (const { ring } of this.#rings) ring.buffer.unwatch();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  detach(): void {
    this.#isDetached = true;
    this.#points[Symbol.dispose]();
  }

  /** Events that were refused for want of room are known if the object counts them. */
  counts(): { readonly passed: number; readonly lost: number } {
    return { passed: this.#consumed, lost: Number((this.#version.countedLost() ?? 0n) + this.#lostBefore) };
  }

  maps(): ProbeEnd["maps"] {
    return this.#version.maps();
  }

  remarks(): ProbeEnd["remarks"] {
    const missed = this.#points.missed();
    const isUnknown = this.#version.countedLost() === undefined && (this.#mayHaveLost || this.#rings.some(({ ring }) => wasFull(ring)));
    return { ...(isUnknown ? { lost_unknown: true } : {}), ...(missed === 0 ? {} : { missed }) };
  }

  [Symbol.dispose](): void {
    this.unwatch();
    this.#points[Symbol.dispose]();
    for (const { ring } of this.#rings) closeRing(ring);
    this.#rings = [];
    this.#version[Symbol.dispose]();
  }

  #addRing(ring: Ring) {
    for (const each of this.#rings) each.replacedAt ??= performance.now();
    this.#rings.push({ ring });
    if (this.#ready !== undefined) ring.buffer.watch(this.#ready);
  }

  #dropRings() {
    const over = performance.now() - MOST_RUNNING_MS;
    this.#rings = this.#rings.filter(({ ring, replacedAt = Infinity }) => {
      if (replacedAt > over || ring.buffer.hasRest) return true;
      this.#mayHaveLost ||= wasFull(ring);
      closeRing(ring);
      return false;
    });
  }

  /** Gives a version up; its maps that the next one does not share end here. */
  #leave(version: ObjectVersion, next: ObjectVersion): ProbeEnd["maps"] {
    const left = new Map([...version.maps()].filter(([name]) => !next.sharesWith(version, name)));
    this.#lostBefore += version.countedLost((name) => left.has(name)) ?? 0n;
    version[Symbol.dispose]();
    return left;
  }
}

/** Whether a record as long as those that came may have found no room. */
function wasFull({ buffer, longestBytes }: Ring): boolean {
  return buffer.fullestBytes + roundUp(longestBytes) > buffer.sizeBytes;
}

/** What a record of the ring takes at least. */
function leastBytes({ events }: Ring): number {
  const sizes = [...events.keys()];
  return sizes.length === 1 ? roundUp(sizes[0] ?? 0) : 2 * RECORD_BYTES;
}

function roundUp(length: number): number {
  return RECORD_BYTES + Math.ceil(length / RECORD_BYTES) * RECORD_BYTES;
}

function nothingAttached({ path }: ObjectFile): AppError {
  return new AppError("probe_object_invalid", `${path} has no program that is attached by itself`, {
    hint: 'A program says what it is for in its section, as in SEC("tp_btf/sched_process_exec")',
  });
}
