import { type BpfMap, type BpfMapShape, BpfObject, type BpfProgramShape, type Integer, RingBuffer } from "../../../../ffi/bpf/mod.ts";
import { AppError } from "../../../core/mod.ts";
import type { CompiledEvent } from "../btf/mod.ts";
import { explainRefusal } from "./explain_refusal.ts";
import { type MapReader, mapReader } from "./map_reader.ts";
import type { ObjectFile } from "./object_file.ts";

const EVENTS = "events";
/** A ring that the object made smaller is made so large: what waits while the program does something else must find room. */
const LEAST_RING_BYTES = 16 << 20;
/** What an object may call the map in which it counts the events that found no room. */
const LOST: ReadonlySet<string> = new Set(["lost", "dropped"]);
/** Maps that hold programs or maps of their object: each version has its own. */
const OWN_TYPES: ReadonlySet<string> = new Set(["program array", "type 12", "type 13", "type 26"]);

/** The ring buffer of a version, or of several, and how its records are read. */
export interface Ring {
  readonly map: BpfMap;
  readonly buffer: RingBuffer;
  readonly events: ReadonlyMap<number, CompiledEvent>;
  /** The longest record that came. */
  longestBytes: number;
}

/** One content of an object file, loaded into the kernel. Its programs are attached by who loaded it. */
export class ObjectVersion implements Disposable {
  readonly object: BpfObject;
  readonly ring: Ring;
  readonly file: ObjectFile;
  readonly #readers: readonly MapReader[];
  readonly #shapes: readonly BpfMapShape[];

  private constructor(file: ObjectFile, object: BpfObject, previous: ObjectVersion | undefined) {
    const { events } = file;
    this.file = file;
    this.object = object;
    this.#shapes = object.maps;
    this.#readers = this.#shapes.flatMap((shape) => mapReader(shape, file.types) ?? []);
    const isShared = previous !== undefined && signatureOf(previous.ring.events) === signatureOf(events) &&
      this.sharesWith(previous, EVENTS);
    for (const { name } of this.#shapes) {
      if (previous !== undefined && (name === EVENTS ? isShared : this.sharesWith(previous, name))) {
        using map = previous.object.map(name);
        object.reuse(name, map);
      }
    }
    object.load();
    this.ring = isShared ? previous.ring : openRing(object, events);
  }

  /**
   * Loads it. Maps of the same name and shape as the previous version's are that version's maps; so is the ring buffer while records have
   * the same fields.
   *
   * @throws AppError `probe_object_invalid`, `probe_object_refused`, `probe_unsupported`.
   */
  static load(file: ObjectFile, previous?: ObjectVersion): ObjectVersion {
    let object: BpfObject | undefined;
    let programs: readonly BpfProgramShape[] = [];
    try {
      object = open(file);
      programs = object.programs;
      return new ObjectVersion(file, object, previous);
    } catch (error) {
      object?.[Symbol.dispose]();
      throw explainRefusal(file.path, error, programs);
    }
  }

  /** Whether a map of this one is the previous version's too. */
  sharesWith(previous: ObjectVersion, name: string): boolean {
    const [mine, theirs] = [this, previous].map((version) => version.#shapes.find((shape) => shape.name === name));
    if (mine === undefined || theirs === undefined || mine.isInternal || OWN_TYPES.has(mine.type)) return false;
    return mine.type === theirs.type && mine.keySize === theirs.keySize && mine.valueSize === theirs.valueSize &&
      mine.maxEntries === theirs.maxEntries && mine.flags === theirs.flags;
  }

  /** Its maps of integers by name. */
  maps(): Map<string, ReadonlyMap<string, Integer>> {
    return new Map(this.#readers.map((reader) => [reader.name, this.#with(reader, (map) => reader.read(map))]));
  }

  /** What it counted as lost itself, in the maps that are asked for; undefined when it has no map for that. */
  countedLost(isMeant: (map: string) => boolean = () => true): bigint | undefined {
    const readers = this.#readers.filter(({ name }) => LOST.has(name) && isMeant(name));
    if (readers.length === 0) return undefined;
    return readers.reduce((sum, reader) => sum + this.#with(reader, (map) => reader.sum(map)), 0n);
  }

  #with<T>({ name }: MapReader, use: (map: BpfMap) => T): T {
    using map = this.object.map(name);
    return use(map);
  }

  /** Its ring stays: that is for who reads it. */
  [Symbol.dispose](): void {
    this.object[Symbol.dispose]();
  }
}

export function closeRing({ buffer, map }: Ring): void {
  buffer[Symbol.dispose]();
  map[Symbol.dispose]();
}

function openRing(object: BpfObject, events: ReadonlyMap<number, CompiledEvent>): Ring {
  const map = object.map(EVENTS);
  try {
    return { map, buffer: new RingBuffer(map), events, longestBytes: 0 };
  } catch (error) {
    map[Symbol.dispose]();
    throw error;
  }
}

function open({ path, bytes }: ObjectFile): BpfObject {
  try {
    const object = BpfObject.open(bytes, { maxEntries: { [EVENTS]: (declared) => Math.max(declared, LEAST_RING_BYTES) } });
    if (object.maps.some(({ name, isRing }) => name === EVENTS && isRing)) return object;
    object[Symbol.dispose]();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new AppError("probe_object_invalid", `${path} has no ring buffer of the name ${EVENTS}`, {
    hint:
      `Its events are to come from: struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 1 << 20); } ${EVENTS} SEC(".maps");`,
  });
}

function signatureOf(events: ReadonlyMap<number, CompiledEvent>): string {
  return Array.from(events.values(), ({ signature }) => signature).join("\n");
}
