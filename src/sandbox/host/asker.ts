import type { JsonObject } from "../../core/mod.ts";

/** An answer of the broker. */
export interface Answer {
  readonly header: JsonObject;
  /** The receiver's own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The script's side of a request: what `fetch`, `Deno.readFile` and the like are made of in the sandbox. Every request is answered once;
 * whatever lasts (an open file, a body, a socket) has a number that the answer gives and further requests name.
 */
export interface Asker {
  /**
   * Asks the broker and waits for its answer.
   *
   * @param op Name of the operation, such as `file.open`.
   * @throws Error As the broker says: its `name` is Deno's (`NotCapable`, `NotFound`, `TypeError`…), the message as it came.
   */
  ask(op: string, header?: JsonObject, bytes?: Uint8Array): Promise<Answer>;
}
