import { setImmediate } from "node:timers";
import { AbstractMessageReader, type DataCallback, type Disposable, ErrorCodes, type Message, type MessageReader } from "vscode-jsonrpc";
import { framesOf } from "./frames.ts";

/** Tells the client of a message that cannot even be told from others: its answer has no id. */
export type Refuse = (code: number, message: string) => void;

/**
 * Reads the messages of a client, for the connection of `vscode-jsonrpc`. Its own reader keeps whatever length a client announces and says
 * nothing to text that is no JSON; this one is bounded, and answers.
 */
export class LspMessageReader extends AbstractMessageReader implements MessageReader {
  readonly #stream: ReadableStream<Uint8Array>;
  readonly #refuse: Refuse;
  #isDisposed = false;
  /** Messages that the connection has and has not handled yet. */
  #waiting = 0;

  constructor(stream: ReadableStream<Uint8Array>, refuse: Refuse) {
    super();
    this.#stream = stream;
    this.#refuse = refuse;
  }

  listen(callback: DataCallback): Disposable {
    this.#read(callback).then(() => this.fireClose(), (error) => {
      this.fireError(error);
      this.fireClose();
    });
    return { dispose: () => void (this.#isDisposed = true) };
  }

  /** Told by the connection of every message whose turn it is. */
  handled(): void {
    this.#waiting--;
  }

  async #read(callback: DataCallback): Promise<void> {
    for await (const frame of framesOf(this.#stream)) {
      if (this.#isDisposed) return;
      if ("problem" in frame) {
        this.#refuse(ErrorCodes.InvalidRequest, frame.problem);
        continue;
      }
      let message: unknown;
      try {
        message = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(frame.body));
      } catch (error) {
        this.#refuse(ErrorCodes.ParseError, `A message is JSON in UTF-8: ${error instanceof Error ? error.message : error}`);
        continue;
      }
      const problem = problemOf(message);
      if (problem !== undefined) this.#refuse(ErrorCodes.InvalidRequest, problem);
      else {
        this.#waiting++;
        callback(message as Message);
      }
    }
    // The connection handles one a turn: what came just before the end (a shutdown and an exit) counts. Cancelled ones get no turn.
    for (let turns = this.#waiting; turns > 0 && this.#waiting > 0; turns--) {
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  }
}

/** What is wrong with the form of a message; the connection itself only logs it. */
function problemOf(message: unknown): string | undefined {
  if (Array.isArray(message)) return "Batches are no part of LSP: send one message at a time";
  if (typeof message !== "object" || message === null) return "A message is an object";
  const { id, method, jsonrpc } = message as Record<string, unknown>;
  if (jsonrpc !== "2.0") return 'A message says "jsonrpc": "2.0"';
  if (id !== undefined && id !== null && typeof id !== "number" && typeof id !== "string") return "An id is a number or a text";
  if (method === undefined ? id === undefined : typeof method !== "string") return "A message needs the method, a text, or answers an id";
  return undefined;
}
