import { closeDescriptor, duplicate } from "../posix/descriptors.ts";
import { libc } from "../posix/libc.ts";
import { libbpf } from "./library.ts";
import { BpfError } from "./log.ts";

// enum bpf_map_type of <linux/bpf.h>
const PER_CPU_TYPES: ReadonlySet<number> = new Set([5, 6, 10, 21]);
const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: "hash",
  2: "array",
  3: "program array",
  5: "per-CPU hash",
  6: "per-CPU array",
  9: "LRU hash",
  10: "per-CPU LRU hash",
  27: "ring buffer",
};
const PROGRAM_ARRAY = 3;
const RING_BUFFER = 27;
const BPF_ANY = 0n;

/** What a map of an object is. */
export interface BpfMapShape {
  /** As the object's source has it; at most 15 characters of it are kept by the kernel. */
  readonly name: string;
  /** In words, such as `per-CPU array`. */
  readonly type: string;
  readonly isPerCpu: boolean;
  readonly isRing: boolean;
  readonly isProgramArray: boolean;
  /** Made by libbpf for variables, not by the source. */
  readonly isInternal: boolean;
  /** `BPF_F_*` */
  readonly flags: number;
  /** In the object's BTF; 0 where it does not say. */
  readonly keyTypeId: number;
  readonly valueTypeId: number;
  /** In bytes. */
  readonly keySize: number;
  /** In bytes; of a per-CPU map, of each processor. */
  readonly valueSize: number;
  /** Of a ring buffer its bytes. */
  readonly maxEntries: number;
}

/** A map of the kernel. Owns a descriptor of it, so it outlives the object that it came from. */
export class BpfMap implements Disposable {
  readonly shape: BpfMapShape;
  #descriptor: number;
  /** A value of each processor, as the kernel hands them over. */
  readonly #stride: number;
  readonly #values: number;

  /** Of a loaded object. @param borrowed The object's own descriptor. */
  constructor(borrowed: number, shape: BpfMapShape) {
    this.shape = shape;
    this.#descriptor = duplicate(borrowed);
    this.#stride = shape.isPerCpu ? Math.ceil(shape.valueSize / 8) * 8 : shape.valueSize;
    this.#values = shape.isPerCpu ? libbpf().symbols.libbpf_num_possible_cpus() : 1;
  }

  /** Within `ffi/bpf` alone. */
  get descriptor(): number {
    if (this.#descriptor < 0) throw new TypeError(`The map ${this.shape.name} is disposed`);
    return this.#descriptor;
  }

  /** The values under a key: one, or one of each processor; undefined when there is no such key. */
  get(key: Uint8Array): readonly Uint8Array[] | undefined {
    const all = new Uint8Array(this.#stride * this.#values);
    const failed = libbpf().symbols.bpf_map_lookup_elem(this.descriptor, sized(key, this.shape.keySize), all);
    if (failed !== 0) return undefined;
    return Array.from({ length: this.#values }, (_, at) => all.subarray(at * this.#stride, at * this.#stride + this.shape.valueSize));
  }

  /** @throws BpfError; RangeError for a per-CPU map, which only the kernel writes. */
  set(key: Uint8Array, value: Uint8Array): void {
    if (this.shape.isPerCpu) throw new RangeError(`The map ${this.shape.name} is written by the kernel alone`);
    const { symbols } = libbpf();
    const failed = symbols.bpf_map_update_elem(
      this.descriptor,
      sized(key, this.shape.keySize),
      sized(value, this.shape.valueSize),
      BPF_ANY,
    );
    if (failed !== 0) throw new BpfError("bpf_map_update_elem", libc().errno(), "", this.shape.name);
  }

  /** Removes a key, if it is there. */
  delete(key: Uint8Array): void {
    libbpf().symbols.bpf_map_delete_elem(this.descriptor, sized(key, this.shape.keySize));
  }

  /** Every key with its values. Of a map that changes meanwhile some may be missing. */
  *entries(): Generator<readonly [key: Uint8Array, values: readonly Uint8Array[]]> {
    const { symbols } = libbpf();
    let before: Uint8Array<ArrayBuffer> | null = null;
    for (let left = this.shape.maxEntries; left > 0; left--) {
      const key: Uint8Array<ArrayBuffer> = new Uint8Array(this.shape.keySize);
      if (symbols.bpf_map_get_next_key(this.descriptor, before, key) !== 0) return;
      before = key;
      const values = this.get(key);
      if (values !== undefined) yield [key, values];
    }
  }

  [Symbol.dispose](): void {
    if (this.#descriptor < 0) return;
    closeDescriptor(this.#descriptor);
    this.#descriptor = -1;
  }
}

/** What libbpf knows of a map of an object. Within `ffi/bpf` alone. */
export function shapeOf(map: Deno.PointerValue): BpfMapShape {
  const { symbols } = libbpf();
  const type = symbols.bpf_map__type(map);
  const name = symbols.bpf_map__name(map);
  return {
    name: name === null ? "" : Deno.UnsafePointerView.getCString(name),
    type: TYPE_NAMES[type] ?? `type ${type}`,
    isPerCpu: PER_CPU_TYPES.has(type),
    isRing: type === RING_BUFFER,
    isProgramArray: type === PROGRAM_ARRAY,
    isInternal: symbols.bpf_map__is_internal(map),
    flags: symbols.bpf_map__map_flags(map),
    keyTypeId: symbols.bpf_map__btf_key_type_id(map),
    valueTypeId: symbols.bpf_map__btf_value_type_id(map),
    keySize: symbols.bpf_map__key_size(map),
    valueSize: symbols.bpf_map__value_size(map),
    maxEntries: symbols.bpf_map__max_entries(map),
  };
}

/** The bytes, to be handed to the kernel, which reads and writes as many as the map says. */
function sized(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (bytes.length !== size) throw new RangeError(`${bytes.length} bytes where the map has ${size}`);
  return new Uint8Array(bytes);
}
