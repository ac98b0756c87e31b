import { findLayout, type Layout } from "../../layouts/layout.ts";
import { WINDOWS_LAYOUTS } from "../layouts.ts";

/**
 * Bytes whose address stays: an array made of its length alone may live on JavaScript's heap, where it is moved. Whoever hands the address
 * to Windows keeps the array until Windows is done with it.
 */
export function fixedBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length));
}

/** The address of bytes made by {@link fixedBytes}. */
export function addressOf(bytes: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}

/** A pointer as a number; 0 for null. */
export function numberOf(pointer: Deno.PointerValue): bigint {
  return BigInt(Deno.UnsafePointer.value(pointer));
}

/** One zeroed C struct, whose fields go by their C names. */
export class Struct {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #layout: Layout;
  readonly #view: DataView;

  /** @param struct A row of {@link WINDOWS_LAYOUTS}. @param more Bytes behind it. */
  constructor(struct: string, more = 0) {
    this.#layout = findLayout(WINDOWS_LAYOUTS, struct);
    this.bytes = fixedBytes(this.#layout.size + more);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Of the struct alone. */
  get size(): number {
    return this.#layout.size;
  }

  setU16(field: string, value: number): void {
    this.#view.setUint16(this.#at(field), value, true);
  }

  setU32(field: string, value: number): void {
    this.#view.setUint32(this.#at(field), value, true);
  }

  setU64(field: string, value: bigint): void {
    this.#view.setBigUint64(this.#at(field), value, true);
  }

  setPointer(field: string, pointer: Deno.PointerValue): void {
    this.setU64(field, numberOf(pointer));
  }

  u32(field: string): number {
    return this.#view.getUint32(this.#at(field), true);
  }

  u64(field: string): bigint {
    return this.#view.getBigUint64(this.#at(field), true);
  }

  pointer(field: string): Deno.PointerValue {
    return Deno.UnsafePointer.create(this.u64(field));
  }

  #at(field: string): number {
    const offset = this.#layout.fields[field];
    if (offset === undefined) throw new RangeError(`${this.#layout.struct} has no field ${field}`);
    return offset;
  }
}

/** Room for a number or pointer that a function writes. */
export class Out {
  readonly bytes: Uint8Array<ArrayBuffer> = fixedBytes(8);
  readonly #view = new DataView(this.bytes.buffer);

  get u32(): number {
    return this.#view.getUint32(0, true);
  }

  get u64(): bigint {
    return this.#view.getBigUint64(0, true);
  }

  get pointer(): Deno.PointerValue {
    return Deno.UnsafePointer.create(this.u64);
  }
}
