import type { Json } from "../../../core/mod.ts";

/** Reads one value out of a record, at a place that lies within it. */
export type ReadValue = (view: DataView, at: number) => Json;

/** An integer: beyond 2^53 a BigInt. */
export function integerOf(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Integers of 1, 2, 4, 8 and 16 bytes; undefined for another size. */
export function readInteger(sizeBytes: number, isSigned: boolean): ReadValue | undefined {
  switch (sizeBytes) {
    case 1:
      return isSigned ? (view, at) => view.getInt8(at) : (view, at) => view.getUint8(at);
    case 2:
      return isSigned ? (view, at) => view.getInt16(at, true) : (view, at) => view.getUint16(at, true);
    case 4:
      return isSigned ? (view, at) => view.getInt32(at, true) : (view, at) => view.getUint32(at, true);
    case 8:
      return isSigned
        ? (view, at) => small(view, at) ?? integerOf(view.getBigInt64(at, true))
        : (view, at) => small(view, at) ?? integerOf(view.getBigUint64(at, true));
    case 16:
      return (view, at) => {
        const high = isSigned ? view.getBigInt64(at + 8, true) : view.getBigUint64(at + 8, true);
        return integerOf((high << 64n) | view.getBigUint64(at, true));
      };
    default:
      return undefined;
  }
}

/** Eight bytes with nothing set beyond 2^53, which most are, without a BigInt. */
function small(view: DataView, at: number): number | undefined {
  const high = view.getUint32(at + 4, true);
  return high < 0x20_0000 ? high * 0x1_0000_0000 + view.getUint32(at, true) : undefined;
}

/** So many bits from a bit of the bytes at the place on; `turn` gives them their sign. */
export function readBits(bitOffset: number, bits: number, turn: (value: bigint) => bigint): ReadValue {
  const sizeBytes = Math.ceil((bitOffset + bits) / 8);
  return (view, at) => {
    let value = 0n;
    for (let byte = sizeBytes - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(view.getUint8(at + byte));
    return integerOf(turn(BigInt.asUintN(bits, value >> BigInt(bitOffset))));
  };
}

/** An enum's value by its name, else its number. */
export function readNamed(sizeBytes: number, isSigned: boolean, names: ReadonlyMap<bigint, string>): ReadValue {
  const read = readInteger(sizeBytes, isSigned) ?? readHex(sizeBytes);
  const byValue = new Map<Json, string>(Array.from(names, ([value, name]) => [integerOf(value), name]));
  return (view, at) => {
    const value = read(view, at);
    return byValue.get(value) ?? value;
  };
}

/** `float` and `double`; what JSON has no number for is named. Undefined for another size. */
export function readFloat(sizeBytes: number): ReadValue | undefined {
  if (sizeBytes !== 4 && sizeBytes !== 8) return undefined;
  return (view, at) => {
    const value = sizeBytes === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
    return Number.isFinite(value) ? value : String(value);
  };
}

const SHORT = 64;
const text = new TextDecoder("utf-8", { ignoreBOM: true });

/** Characters up to the first NUL. What is no UTF-8 becomes U+FFFD. */
export function readText(sizeBytes: number): ReadValue {
  return (view, at) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at, sizeBytes);
    let length = 0;
    let union = 0;
    for (; length < sizeBytes; length++) {
      const byte = bytes[length] ?? 0;
      if (byte === 0) break;
      union |= byte;
    }
    const used = bytes.subarray(0, length);
    // Nearly every text is short and ASCII, and then this is much faster than a decoder.
    return union < 0x80 && length <= SHORT ? String.fromCharCode.apply(null, used as unknown as number[]) : text.decode(used);
  };
}

/** Bytes in lower-case hex. */
export function readHex(sizeBytes: number): ReadValue {
  return (view, at) => hexOf(new Uint8Array(view.buffer, view.byteOffset + at, sizeBytes));
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes in lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (let i = 0; i < bytes.length; i++) hex += HEX[bytes[i] ?? 0];
  return hex;
}

export function readArray(read: ReadValue, stepBytes: number, count: number): ReadValue {
  return (view, at) => {
    const values: Json[] = [];
    for (let i = 0; i < count; i++) values.push(read(view, at + i * stepBytes));
    return values;
  };
}

/** A member of a struct, and where it lies in it. */
export interface StructField {
  /** Empty for a struct or union without a name, whose fields are the outer one's. */
  readonly name: string;
  readonly at: number;
  readonly read: ReadValue;
}

export function readStruct(fields: readonly StructField[]): ReadValue {
  return (view, at) => {
    const object: Record<string, Json> = {};
    for (const field of fields) {
      const value = field.read(view, at + field.at);
      if (field.name !== "") setOwn(object, field.name, value);
      else if (isObject(value)) { for (const [name, inner] of Object.entries(value)) setOwn(object, name, inner); }
    }
    return object;
  };
}

function isObject(value: Json): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** C has no name that may not be used, JavaScript one. */
function setOwn(object: Record<string, Json>, name: string, value: Json): void {
  if (name !== "__proto__") object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
