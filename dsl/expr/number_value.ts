import { CelUint, type CelValue, double, int } from "./values.ts";

/** The int, or beyond its range the uint, of an exact integer; undefined when it has more than 64 bits. */
export function wholeValue(exact: bigint): number | bigint | CelUint | undefined {
  if (exact === BigInt.asIntN(64, exact)) return int(exact);
  return exact === BigInt.asUintN(64, exact) ? new CelUint(exact) : undefined;
}

/**
 * The value of a number as written, or undefined when it is out of range or is no integer where one is due.
 *
 * @param text The digits, without the sign and the `u` of a uint; `0x…` is hexadecimal.
 */
export function numberValue(kind: "int" | "uint" | "double", text: string, isNegative: boolean): CelValue | undefined {
  if (kind === "double") {
    const value = isNegative ? -Number(text) : Number(text);
    return Number.isFinite(value) ? double(value) : undefined;
  }
  if (kind === "int" && text.length < 15) {
    const value = Number(text);
    return isNegative && value !== 0 ? -value : value;
  }
  if (!/^(?:\d{1,400}|0[xX][0-9a-fA-F]{1,400})$/.test(text)) return undefined;
  const value = isNegative ? -BigInt(text) : BigInt(text);
  if (kind === "uint") return value === BigInt.asUintN(64, value) ? new CelUint(value) : undefined;
  return value === BigInt.asIntN(64, value) ? int(value) : undefined;
}
