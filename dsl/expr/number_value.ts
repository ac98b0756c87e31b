import { CelUint, type CelValue, double, int } from "./values.ts";

/**
 * The value of a number as written, or undefined when it has more than 64 bits or is no integer where one is due.
 *
 * @param text The digits, without the sign and the `u` of a uint; `0x…` is hexadecimal.
 */
export function numberValue(kind: "int" | "uint" | "double", text: string, isNegative: boolean): CelValue | undefined {
  if (kind === "double") return double(isNegative ? -Number(text) : Number(text));
  if (kind === "int" && text.length < 15) {
    const value = Number(text);
    return isNegative && value !== 0 ? -value : value;
  }
  if (!/^(?:\d{1,400}|0[xX][0-9a-fA-F]{1,400})$/.test(text)) return undefined;
  const value = isNegative ? -BigInt(text) : BigInt(text);
  if (kind === "uint") return value === BigInt.asUintN(64, value) ? new CelUint(value) : undefined;
  return value === BigInt.asIntN(64, value) ? int(value) : undefined;
}
