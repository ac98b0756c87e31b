import type { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import type { Client, Dispatcher } from "undici";
import { joinBytes, type NetHeaders } from "../../core/mod.ts";

/** A request to one server. */
export interface ExchangeRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: NetHeaders;
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | undefined;
}

/** The head of a server's answer. */
export interface ExchangeHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: NetHeaders;
}

/** Bytes of a body kept before the server is held back. */
const AHEAD_BYTES = 64 * 1024;

/** One request and its answer, whose body is taken from the connection as it is asked for. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #client: Client;
  readonly #head = Promise.withResolvers<ExchangeHead>();
  #controller: Dispatcher.DispatchController | undefined;
  #pieces: Uint8Array[] = [];
  #sizeBytes = 0;
  #end: { readonly error?: unknown } | undefined;
  #waiting: PromiseWithResolvers<Uint8Array | undefined> | undefined;

  constructor(client: Client) {
    this.#client = client;
    // Whoever closes before the head may not be waiting for it.
    this.#head.promise.catch(() => {});
  }

  /** Sends the request. @throws What broke the connection. */
  send(request: ExchangeRequest): Promise<ExchangeHead> {
    const { body, headers, method, path } = request;
    this.#client.dispatch({
      path,
      method,
      headers: headers.flat(),
      body: body === undefined || body instanceof Uint8Array ? body ?? null : Readable.from(body, { objectMode: false, highWaterMark: 0 }),
      reset: true,
    }, this);
    return this.#head.promise;
  }

  /** The next bytes of the body; undefined at its end. @throws What broke the connection. */
  read(): Promise<Uint8Array | undefined> {
    if (this.#sizeBytes > 0) return Promise.resolve(this.#take());
    if (this.#end !== undefined) return "error" in this.#end ? Promise.reject(this.#end.error) : Promise.resolve(undefined);
    const waiting = this.#waiting = Promise.withResolvers<Uint8Array | undefined>();
    // What the parser still holds may come within this call.
    this.#controller?.resume();
    return waiting.promise;
  }

  /** Closes the connection; what is still waited for fails with the reason. */
  close(reason: unknown): void {
    this.#finish({ error: reason });
    this.#client.destroy().catch(() => {});
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, statusText = ""): void {
    if (status >= 200) this.#head.resolve({ status, statusText, headers: pairsOf(controller.rawHeaders) });
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.#end !== undefined) return;
    this.#pieces.push(piece);
    this.#sizeBytes += piece.length;
    if (this.#waiting !== undefined) this.#give(this.#take());
    else if (this.#sizeBytes >= AHEAD_BYTES) controller.pause();
  }

  onResponseEnd(): void {
    this.#finish({});
    this.#client.destroy().catch(() => {});
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#finish({ error });
    this.#client.destroy().catch(() => {});
  }

  #finish(end: { readonly error?: unknown }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    if (!("error" in end)) return this.#give(undefined);
    this.#pieces = [];
    this.#sizeBytes = 0;
    this.#head.reject(end.error);
    this.#waiting?.reject(end.error);
    this.#waiting = undefined;
  }

  #give(bytes: Uint8Array | undefined): void {
    this.#waiting?.resolve(bytes);
    this.#waiting = undefined;
  }

  #take(): Uint8Array {
    const all = joinBytes(this.#pieces);
    this.#pieces = [];
    this.#sizeBytes = 0;
    return all;
  }
}

/** Headers as the server sent them: names and values by turns, a byte a character. */
export function pairsOf(raw: Dispatcher.DispatchController["rawHeaders"]): NetHeaders {
  if (!Array.isArray(raw)) return [];
  const texts = raw.map((part) => typeof part === "string" ? part : part.toString("latin1"));
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < texts.length; at += 2) pairs.push([texts[at] ?? "", texts[at + 1] ?? ""]);
  return pairs;
}
