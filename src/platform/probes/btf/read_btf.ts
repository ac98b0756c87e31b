import { BtfError } from "./btf_error.ts";

/** A member of a struct or union. */
export interface BtfMember {
  /** Empty for one without a name. */
  readonly name: string;
  readonly type: number;
  /** From the struct's beginning. */
  readonly bitOffset: number;
  /** Of a bit field; 0 for any other member. */
  readonly bitSize: number;
}

/** One type of a BTF section, as far as values need it. */
export type BtfType =
  | {
    readonly kind: "int";
    readonly name: string;
    readonly size: number;
    readonly bits: number;
    readonly bitOffset: number;
    readonly encoding: number;
  }
  | { readonly kind: "float"; readonly size: number }
  | { readonly kind: "pointer" }
  /** A typedef, const, volatile, restrict or tag. */
  | { readonly kind: "alias"; readonly type: number }
  | { readonly kind: "array"; readonly type: number; readonly count: number }
  | { readonly kind: "struct"; readonly name: string; readonly size: number; readonly members: readonly BtfMember[] }
  | { readonly kind: "enum"; readonly size: number; readonly isSigned: boolean; readonly names: ReadonlyMap<bigint, string> }
  /** Functions, variables, sections and declarations: nothing that a record could hold. */
  | { readonly kind: "other" };

/** The kinds of a BTF int's `encoding`. */
export const INT_SIGNED = 1;
export const INT_CHAR = 2;
export const INT_BOOL = 4;

const MAGIC = 0xeb9f;
/** `struct btf_header` up to and with `str_len`. */
const HEADER_BYTES = 24;
const TYPE_BYTES = 12;
/** BTF_KIND_* of <linux/btf.h>. */
const [INT, PTR, ARRAY, STRUCT, UNION, ENUM, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const [FUNC, FUNC_PROTO, VAR, DATASEC, FLOAT, DECL_TAG, TYPE_TAG, ENUM64] = [12, 13, 14, 15, 16, 17, 18, 19];

/**
 * The types of a `.BTF` section by their ids; 0 is `void`. See the kernel's Documentation/bpf/btf.rst.
 *
 * @throws BtfError for what is no BTF, or damaged.
 */
export function readBtf(bytes: Uint8Array): readonly BtfType[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint16(0, true) !== MAGIC) throw new BtfError("It does not begin as BTF does");
  const header = view.getUint32(4, true);
  const typesAt = header + view.getUint32(8, true);
  const typesEnd = typesAt + view.getUint32(12, true);
  const textsAt = header + view.getUint32(16, true);
  const textsEnd = textsAt + view.getUint32(20, true);
  if (typesEnd > bytes.length || textsEnd > bytes.length) throw new BtfError("BTF is cut short");
  const reader = new TypeReader(view, typesAt, typesEnd, bytes.subarray(textsAt, textsEnd));
  const types: BtfType[] = [{ kind: "other" }];
  while (!reader.isAtEnd) types.push(reader.next());
  return types;
}

class TypeReader {
  readonly #view: DataView;
  readonly #end: number;
  readonly #texts: Uint8Array;
  #at: number;

  constructor(view: DataView, at: number, end: number, texts: Uint8Array) {
    this.#view = view;
    this.#at = at;
    this.#end = end;
    this.#texts = texts;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  next(): BtfType {
    const at = this.#take(TYPE_BYTES);
    const nameAt = this.#u32(at);
    const info = this.#u32(at + 4);
    const size = this.#u32(at + 8);
    const count = info & 0xffff;
    const hasFlag = info >>> 31 === 1;
    switch ((info >>> 24) & 0x1f) {
      case INT: {
        const bits = this.#u32(this.#take(4));
        return {
          kind: "int",
          name: this.#text(nameAt),
          size,
          bits: bits & 0xff,
          bitOffset: (bits >>> 16) & 0xff,
          encoding: (bits >>> 24) & 0xf,
        };
      }
      case PTR:
        return { kind: "pointer" };
      case ARRAY: {
        const array = this.#take(12);
        return { kind: "array", type: this.#u32(array), count: this.#u32(array + 8) };
      }
      case STRUCT:
      case UNION:
        return { kind: "struct", name: this.#text(nameAt), size, members: this.#members(count, hasFlag) };
      case ENUM: {
        const names = this.#enumerators(count, false, hasFlag);
        // Compilers that do not know ENUM64 cut the values of such an enum to 32 bits: the names would be wrong ones.
        return { kind: "enum", size, isSigned: hasFlag, names: size > 4 ? new Map() : names };
      }
      case ENUM64:
        return { kind: "enum", size, isSigned: hasFlag, names: this.#enumerators(count, true, hasFlag) };
      case TYPEDEF:
      case VOLATILE:
      case CONST:
      case RESTRICT:
      case TYPE_TAG:
        return { kind: "alias", type: size };
      case FLOAT:
        return { kind: "float", size };
      case FWD:
      case FUNC:
        return { kind: "other" };
      case FUNC_PROTO:
        return this.#skip(count * 8);
      case VAR:
      case DECL_TAG:
        return this.#skip(4);
      case DATASEC:
        return this.#skip(count * 12);
      default:
        throw new BtfError(`BTF has a type of the unknown kind ${(info >>> 24) & 0x1f}`);
    }
  }

  #members(count: number, hasBitSizes: boolean): BtfMember[] {
    const at = this.#take(count * 12);
    return Array.from({ length: count }, (_, index) => {
      const offset = this.#u32(at + index * 12 + 8);
      return {
        name: this.#text(this.#u32(at + index * 12)),
        type: this.#u32(at + index * 12 + 4),
        bitOffset: hasBitSizes ? offset & 0xffffff : offset,
        bitSize: hasBitSizes ? offset >>> 24 : 0,
      };
    });
  }

  #enumerators(count: number, isWide: boolean, isSigned: boolean): Map<bigint, string> {
    const step = isWide ? 12 : 8;
    const at = this.#take(count * step);
    const names = new Map<bigint, string>();
    for (let entry = at; entry < at + count * step; entry += step) {
      const low = BigInt(this.#u32(entry + 4)) | (isWide ? BigInt(this.#u32(entry + 8)) << 32n : 0n);
      const value = isSigned ? BigInt.asIntN(isWide ? 64 : 32, low) : low;
      if (!names.has(value)) names.set(value, this.#text(this.#u32(entry)));
    }
    return names;
  }

  #skip(sizeBytes: number): BtfType {
    this.#take(sizeBytes);
    return { kind: "other" };
  }

  /** The place of the next so many bytes, which are taken. */
  #take(sizeBytes: number): number {
    const at = this.#at;
    if (at + sizeBytes > this.#end) throw new BtfError("BTF is cut short within a type");
    this.#at += sizeBytes;
    return at;
  }

  #u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  #text(at: number): string {
    const end = this.#texts.indexOf(0, at);
    if (end < 0) throw new BtfError("BTF has a name outside of its names");
    return new TextDecoder().decode(this.#texts.subarray(at, end));
  }
}
