import type { JsonObject } from "../../core/mod.ts";
import type { Answer, Asker } from "./asker.ts";
import { defineProperty } from "./captured.ts";
import { denoError } from "./deno_errors.ts";

/** Asks the broker; what it refuses becomes one of Deno's errors, whose stack leads to the script. */
export async function askAsDeno(asker: Asker, op: string, header?: JsonObject, bytes?: Uint8Array): Promise<Answer> {
  try {
    return await asker.ask(op, header, bytes);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const own = denoError(error.name, error.message);
    // Its own would only lead to where the answer came in.
    defineProperty(own, "stack", { value: error.stack, writable: true, enumerable: false, configurable: true });
    throw own;
  }
}
