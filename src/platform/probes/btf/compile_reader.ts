import type { Json } from "../../../core/mod.ts";
import type { ScopeTypes } from "../../../../dsl/expr/mod.ts";
import { BtfError } from "./btf_error.ts";
import { fieldsOf, isChar, resolveAlias, signatureOf } from "./describe_type.ts";
import { type BtfMember, type BtfType, INT_BOOL, INT_SIGNED } from "./read_btf.ts";
import { readArray, readBits, readFloat, readHex, readInteger, readNamed, readStruct, readText, type ReadValue } from "./readers.ts";

/** A type that can be read, and its size. */
export interface CompiledType {
  readonly sizeBytes: number;
  /** The value at a place of a record; integers beyond 2^53 are BigInts. */
  readonly read: ReadValue;
}

const POINTER_BYTES = 8;
/** No C program nests so deep. */
const MOST_DEPTH = 64;
/** Nor has a record so many values: damaged BTF may name the same bytes over and over. */
const MOST_VALUES = 65_536;

/**
 * Prepares a type for reading.
 *
 * @throws BtfError for what no record can hold, or what goes in circles.
 */
export function compileType(types: readonly BtfType[], id: number): CompiledType {
  return new Compiler(types).type(id, 0);
}

/** A `struct event` that can be read. */
export interface CompiledEvent extends CompiledType {
  /** The same for those that are read the same way. */
  readonly signature: string;
  /** Names and types of its fields, as conditions see them. */
  readonly scope: ScopeTypes;
}

/** `struct event` of each size that is there; one that makes no sense is passed over. */
export function compileEvents(types: readonly BtfType[]): ReadonlyMap<number, CompiledEvent> {
  const events = new Map<number, CompiledEvent>();
  types.forEach((type, id) => {
    if (type.kind !== "struct" || type.name !== "event" || events.has(type.size)) return;
    try {
      events.set(type.size, { ...compileType(types, id), signature: signatureOf(types, id), scope: fieldsOf(types, type) });
    } catch (error) {
      if (!(error instanceof BtfError)) throw error;
    }
  });
  return events;
}

interface Node extends CompiledType {
  /** How many values it comes to. */
  readonly values: number;
}

class Compiler {
  readonly #types: readonly BtfType[];
  /** What is read for no more than once. */
  #values = 0;

  constructor(types: readonly BtfType[]) {
    this.#types = types;
  }

  type(id: number, depth: number): Node {
    if (depth > MOST_DEPTH) throw new BtfError("BTF nests deeper than C does, or in circles");
    const type = this.#types[id];
    switch (type?.kind) {
      case "int":
      case "enum":
        return leaf(type.size, type.kind === "int" ? this.#integer(type) : readNamed(type.size, type.isSigned, type.names));
      case "float":
        return leaf(type.size, readFloat(type.size) ?? readHex(type.size));
      case "pointer":
        return leaf(POINTER_BYTES, readInteger(POINTER_BYTES, false) ?? readHex(POINTER_BYTES));
      case "alias":
        return this.type(type.type, depth + 1);
      case "array":
        return this.#array(type.type, type.count, depth);
      case "struct":
        return this.#struct(type.size, type.members, depth);
      default:
        throw new BtfError("BTF names a type that no value has");
    }
  }

  #integer({ size, bits, bitOffset, encoding }: Extract<BtfType, { kind: "int" }>): ReadValue {
    const isSigned = (encoding & INT_SIGNED) !== 0;
    const read = readInteger(size, isSigned);
    if (read === undefined) throw new BtfError(`BTF has an integer of ${size} bytes`);
    if (encoding & INT_BOOL) return (view, at) => read(view, at) !== 0;
    if (bits === size * 8 && bitOffset === 0) return read;
    return this.#bits(size, bitOffset, bits, (value) => isSigned ? BigInt.asIntN(bits, value) : value);
  }

  #bits(sizeBytes: number, bitOffset: number, bits: number, turn: (value: bigint) => bigint): ReadValue {
    if (bits === 0 || bitOffset + bits > sizeBytes * 8 || sizeBytes > 16) throw new BtfError("BTF has bits outside of their integer");
    return readBits(bitOffset, bits, turn);
  }

  #array(element: number, count: number, depth: number): Node {
    const node = this.type(element, depth + 1);
    if (node.sizeBytes === 0 && count > 0) throw new BtfError("BTF has an array of nothing");
    if (isChar(resolveAlias(this.#types, element))) return { ...leaf(count, readText(count)), values: 1 };
    const values = node.values * count;
    if (values > MOST_VALUES) throw new BtfError("BTF has an array beyond any record");
    return { sizeBytes: node.sizeBytes * count, read: readArray(node.read, node.sizeBytes, count), values };
  }

  #struct(sizeBytes: number, members: readonly BtfMember[], depth: number): Node {
    const fields = members.map((member) => ({ name: member.name, ...this.#member(member, sizeBytes, depth) }));
    const values = fields.reduce((sum, field) => sum + field.values, 1);
    this.#values += values;
    if (this.#values > MOST_VALUES) throw new BtfError("BTF has a struct beyond any record");
    return { sizeBytes, read: readStruct(fields), values };
  }

  #member(member: BtfMember, structBytes: number, depth: number): Node & { readonly at: number } {
    const node = member.bitSize > 0 ? this.#bitField(member) : { ...this.type(member.type, depth + 1), at: member.bitOffset / 8 };
    if (!Number.isInteger(node.at) || node.at + node.sizeBytes > structBytes) throw new BtfError("BTF has a member outside of its struct");
    return node;
  }

  /** A bit field is read from the bytes that it touches, however its type's own bytes lie. */
  #bitField({ type: id, bitOffset, bitSize }: BtfMember): Node & { readonly at: number } {
    const type = resolveAlias(this.#types, id);
    const at = Math.floor(bitOffset / 8);
    const sizeBytes = Math.ceil((bitOffset + bitSize) / 8) - at;
    const read = (turn: (value: bigint) => bigint) => this.#bits(sizeBytes, bitOffset % 8, bitSize, turn);
    if (type?.kind === "int") {
      const isSigned = (type.encoding & INT_SIGNED) !== 0;
      const integer = read((value) => isSigned ? BigInt.asIntN(bitSize, value) : value);
      const isBool = (type.encoding & INT_BOOL) !== 0;
      return { ...leaf(sizeBytes, isBool ? (view, place) => integer(view, place) !== 0 : integer), at };
    }
    if (type?.kind !== "enum") throw new BtfError("BTF has a bit field that is no integer");
    const { isSigned, names } = type;
    const integer = read((value) => isSigned ? BigInt.asIntN(bitSize, value) : value);
    return { ...leaf(sizeBytes, (view, place) => named(integer(view, place), names)), at };
  }
}

function named(value: Json, names: ReadonlyMap<bigint, string>): Json {
  return typeof value === "number" || typeof value === "bigint" ? names.get(BigInt(value)) ?? value : value;
}

function leaf(sizeBytes: number, read: ReadValue): Node {
  return { sizeBytes, read, values: 1 };
}
