import type { Duplex } from "node:stream";
import type { Dispatcher } from "undici";
import { joinBytes } from "../../core/mod.ts";
import { type ExchangeHead, pairsOf } from "./exchange.ts";
import { openHttpClient } from "./http_engine.ts";

/** What a server adds to the key before it digests it (RFC 6455, 1.3). */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** So much of a refusal is read. */
const MOST_REFUSAL_BYTES = 64 * 1024;

/** A server that answered and did not upgrade. */
export class UpgradeRefused extends Error {
  override readonly name = "UpgradeRefused";
  readonly status: number;
  readonly contentType: string;
  /** What it said. */
  readonly text: string;

  constructor(status: number, contentType: string, text: string) {
    super(`the server answered with status ${status}`);
    this.status = status;
    this.contentType = contentType;
    this.text = text;
  }
}

/** A connection that speaks WebSocket from now on. */
export interface Upgraded {
  readonly stream: Duplex;
  readonly head: ExchangeHead;
}

/** What is asked for. */
export interface UpgradeRequest {
  readonly origin: string;
  readonly path: string;
  /** Besides those that the upgrade itself needs. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Whether what a refusal says is read: it may be without end. Default false. */
  readonly readsRefusal?: boolean;
}

/**
 * Asks for a WebSocket over a connection that nobody has used yet.
 *
 * @throws UpgradeRefused for an answer that is none, RangeError for one that the standard does not allow, and what breaks the connection.
 */
export async function upgradeConnection(
  connection: Duplex,
  { origin, path, headers, readsRefusal = false }: UpgradeRequest,
): Promise<Upgraded> {
  const key = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const client = await openHttpClient(origin, connection);
  const result = Promise.withResolvers<Upgraded>();
  client.dispatch(
    {
      path,
      method: "GET",
      upgrade: "websocket",
      headers: [["sec-websocket-key", key], ["sec-websocket-version", "13"], ["user-agent", "executor"], ...headers].flat(),
    },
    new UpgradeHandler(result, readsRefusal),
  );
  const upgraded = await result.promise;
  if (headerOf(upgraded.head, "sec-websocket-accept") !== await acceptOf(key)) throw new RangeError("the server does not speak WebSocket");
  if (headerOf(upgraded.head, "sec-websocket-extensions") !== "") {
    throw new RangeError("the server uses an extension that was not asked for");
  }
  return upgraded;
}

/** A header's value; several are one list. */
export function headerOf(head: ExchangeHead, wanted: string): string {
  return head.headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value).join(", ");
}

class UpgradeHandler implements Dispatcher.DispatchHandler {
  readonly #result: PromiseWithResolvers<Upgraded>;
  readonly #pieces: Uint8Array[] = [];
  #size = 0;
  #status = 0;
  #contentType = "";
  readonly #readsRefusal: boolean;

  constructor(result: PromiseWithResolvers<Upgraded>, readsRefusal: boolean) {
    this.#result = result;
    this.#readsRefusal = readsRefusal;
  }

  onRequestStart(): void {}

  onRequestUpgrade(controller: Dispatcher.DispatchController, status: number, _headers: unknown, stream: Duplex): void {
    // Its end is looked at by whoever takes it over; until then an error of it must not be one of the process.
    stream.on("error", () => {});
    this.#result.resolve({ stream, head: { status, statusText: "", headers: pairsOf(controller.rawHeaders) } });
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return;
    this.#status = status;
    this.#contentType = headerOf({ status, statusText: "", headers: pairsOf(controller.rawHeaders) }, "content-type");
    if (!this.#readsRefusal) this.#refuse();
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size > MOST_REFUSAL_BYTES) this.#refuse();
  }

  onResponseEnd(): void {
    this.#refuse();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#status === 0) this.#result.reject(error);
    else this.#refuse();
  }

  #refuse() {
    this.#result.reject(new UpgradeRefused(this.#status, this.#contentType, new TextDecoder().decode(joinBytes(this.#pieces))));
  }
}

/** What a server answers to a key. */
export async function acceptOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(`${key}${GUID}`));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
