import type { Asker } from "./asker.ts";
import { NativePromise, NativeTypeError } from "./captured.ts";
import { frozen } from "./frozen.ts";
import { NotJsonError, toJson } from "./to_json.ts";

/** `emit` of a source: resolves with the id of the run that the event starts, once it is durable. */
export type Emit = (payload: unknown, options?: { readonly id?: string }) => Promise<string>;

/** Events on their way at once; more wait here, in memory that is the script's own. */
const MOST_UNDER_WAY = 32;
/** Longest JSON of a payload, in UTF-16 units. */
const LONGEST_PAYLOAD = 1024 * 1024;
const LONGEST_ID = 200;
const encoder = new TextEncoder();

/** Makes the `emit` of one source. */
export function createEmit(asker: Asker): Emit {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const emit = async (payload: unknown, options: { readonly id?: unknown } = {}): Promise<string> => {
    const { id } = options;
    if (id !== undefined && (typeof id !== "string" || id === "" || id.length > LONGEST_ID)) {
      throw new NativeTypeError(`The id of an event is a text of 1 to ${LONGEST_ID} characters`);
    }
    const bytes = encoder.encode(payloadText(payload));
    if (underWay >= MOST_UNDER_WAY) await new NativePromise<void>((resolve) => waiting.push(resolve));
    else underWay++;
    try {
      const { header } = await asker.ask("source.emit", id === undefined ? {} : { id }, bytes);
      return header["run"] as string;
    } finally {
      const next = waiting.shift();
      if (next === undefined) underWay--;
      else next();
    }
  };
  return frozen(emit) as Emit;
}

function payloadText(payload: unknown): string {
  try {
    return payload === undefined ? "null" : toJson(payload, LONGEST_PAYLOAD);
  } catch (error) {
    if (!NotJsonError.is(error)) throw error;
    throw new NativeTypeError(`The payload of an event is what JSON can hold: ${error.message}`);
  }
}
