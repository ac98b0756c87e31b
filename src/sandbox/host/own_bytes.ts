const NativeUint8Array = Uint8Array;
const NativeArrayBuffer = ArrayBuffer;
const prototype = Object.getPrototypeOf(Uint8Array.prototype);
const getter = (of: object, key: PropertyKey): (value: unknown) => unknown => {
  const get = Object.getOwnPropertyDescriptor(of, key)?.get;
  if (get === undefined) throw new TypeError(`No getter ${String(key)}`);
  return (value) => Reflect.apply(get, value, []);
};
const reflectApply = Reflect.apply;
const kindOf = getter(prototype, Symbol.toStringTag);
const viewBuffer = getter(prototype, "buffer");
const viewOffset = getter(prototype, "byteOffset");
const viewLength = getter(prototype, "byteLength");
const dataBuffer = getter(DataView.prototype, "buffer");
const dataOffset = getter(DataView.prototype, "byteOffset");
const dataLength = getter(DataView.prototype, "byteLength");
const bufferLength = getter(ArrayBuffer.prototype, "byteLength");
const isView = ArrayBuffer.isView;
const set = Uint8Array.prototype.set;

/**
 * A copy of the bytes that a script gave. Nothing of the script runs, whatever it did to the object.
 *
 * @returns Undefined when it is neither a buffer nor a view of one.
 */
export function ownBytes(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (isView(value)) {
    const isTyped = kindOf(value) !== undefined;
    return copied(
      (isTyped ? viewBuffer : dataBuffer)(value) as ArrayBuffer,
      (isTyped ? viewOffset : dataOffset)(value) as number,
      (isTyped ? viewLength : dataLength)(value) as number,
    );
  }
  try {
    // Throws for everything but a buffer.
    return copied(value as ArrayBuffer, 0, bufferLength(value) as number);
  } catch {
    return undefined;
  }
}

/** Whether a value is an `Uint8Array`, also one of a subclass. */
export function isByteArray(value: unknown): value is Uint8Array {
  return isView(value) && kindOf(value) === "Uint8Array";
}

function copied(buffer: ArrayBuffer, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const copy = new NativeUint8Array(new NativeArrayBuffer(length));
  reflectApply(set, copy, [new NativeUint8Array(buffer, offset, length)]);
  return copy;
}
