import type { BpfMap, BpfMapShape, Integer } from "../../../../ffi/bpf/mod.ts";
import { BtfError, type BtfType, compileType, hexOf, integerOf, resolveAlias } from "../btf/mod.ts";

/** Maps whose values are counted up: hash, array and LRU hash, each also per CPU. */
const READ: ReadonlySet<string> = new Set(["hash", "array", "LRU hash", "per-CPU hash", "per-CPU array", "per-CPU LRU hash"]);
/** Of a larger array what is 0 is left out. */
const MOST_WHOLE_ENTRIES = 1024;
const INTEGER_BYTES: ReadonlySet<number> = new Set([1, 2, 4, 8]);

/** Reads a map of integers: `{ key: n }`, of each processor's values their sum. */
export interface MapReader {
  readonly name: string;
  read(map: BpfMap): ReadonlyMap<string, Integer>;
  sum(map: BpfMap): bigint;
}

/** @param types The object's BTF, if it has any. @returns Undefined for a map that is no table of integers, or one of libbpf's own. */
export function mapReader(shape: BpfMapShape, types: readonly BtfType[]): MapReader | undefined {
  if (shape.isInternal || !READ.has(shape.type) || !INTEGER_BYTES.has(shape.valueSize)) return undefined;
  const value = resolveAlias(types, shape.valueTypeId);
  if (shape.valueTypeId !== 0 && value?.kind !== "int") return undefined;
  const isSigned = value?.kind === "int" && (value.encoding & 1) !== 0;
  const isSparse = shape.type.endsWith("array") && shape.maxEntries > MOST_WHOLE_ENTRIES;
  const keyText = keyReader(shape, types);
  function* entries(map: BpfMap): Generator<[Uint8Array, bigint]> {
    for (const [key, values] of map.entries()) {
      const n = values.reduce((sum, bytes) => sum + integer(bytes, isSigned), 0n);
      if (n !== 0n || !isSparse) yield [key, n];
    }
  }
  return {
    name: shape.name,
    read: (map) => new Map(Array.from(entries(map), ([key, n]) => [keyText(key), integerOf(n)])),
    sum: (map) => Array.from(entries(map)).reduce((sum, [, n]) => sum + n, 0n),
  };
}

/** Integers as decimals, characters as text, anything else in hex. */
function keyReader({ type, keySize, keyTypeId }: BpfMapShape, types: readonly BtfType[]): (key: Uint8Array) => string {
  if (type.endsWith("array")) return (key) => integer(key, false).toString();
  const resolved = resolveAlias(types, keyTypeId);
  const element = resolved?.kind === "array" ? resolveAlias(types, resolved.type) : undefined;
  if (resolved?.kind !== "int" && resolved?.kind !== "enum" && element?.kind !== "int") return hexOf;
  try {
    const { read, sizeBytes } = compileType(types, keyTypeId);
    if (sizeBytes !== keySize) return hexOf;
    return (key) => {
      const value = read(new DataView(key.buffer, key.byteOffset, key.byteLength), 0);
      return typeof value === "object" ? hexOf(key) : String(value);
    };
  } catch (error) {
    if (!(error instanceof BtfError)) throw error;
    return hexOf;
  }
}

function integer(bytes: Uint8Array, isSigned: boolean): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = value << 8n | BigInt(bytes[at] ?? 0);
  return isSigned ? BigInt.asIntN(bytes.length * 8, value) : value;
}
