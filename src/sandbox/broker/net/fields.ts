import type { JsonObject } from "../../../core/mod.ts";
import { BrokerError } from "../operation.ts";

/** Characters of an address and the like. */
const MAX_TEXT = 64 * 1024;
const MAX_ITEMS = 1000;

/**
 * The number that a script gave to what it opened.
 *
 * @throws BrokerError
 */
export function idField(header: JsonObject): number {
  const { id } = header;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 1) throw wrong("id");
  return id;
}

/** @throws BrokerError */
export function textField(header: JsonObject, name: string): string {
  const value = Object.hasOwn(header, name) ? header[name] : undefined;
  if (typeof value !== "string" || value.length > MAX_TEXT) throw wrong(name);
  return value;
}

/** One of some words. @throws BrokerError */
export function wordField<W extends string>(header: JsonObject, name: string, words: readonly W[]): W {
  const word = words.find((known) => known === header[name]);
  if (word === undefined) throw wrong(name);
  return word;
}

/** A list of texts. @throws BrokerError */
export function textsField(header: JsonObject, name: string): readonly string[] {
  const value = header[name];
  if (!Array.isArray(value) || value.length > MAX_ITEMS || !value.every((item) => typeof item === "string" && item.length <= MAX_TEXT)) {
    throw wrong(name);
  }
  return value as string[];
}

/** A list of pairs of texts. @throws BrokerError */
export function pairsField(header: JsonObject, name: string): readonly (readonly [string, string])[] {
  const value = header[name];
  if (!Array.isArray(value) || value.length > MAX_ITEMS || !value.every(isPair)) throw wrong(name);
  return value as [string, string][];
}

/** A whole number, or undefined where there is none. @throws BrokerError */
export function numberField(header: JsonObject, name: string, least: number, most: number): number | undefined {
  const value = Object.hasOwn(header, name) ? header[name] : undefined;
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least || value > most) throw wrong(name);
  return value;
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "string");
}

function wrong(name: string): BrokerError {
  return new BrokerError("TypeError", `The request has no usable field ${JSON.stringify(name)}`);
}
