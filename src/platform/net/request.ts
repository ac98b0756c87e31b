import { AppError, type NetAnswer, type NetCall, type NetGuard, type NetHeaders } from "../../core/mod.ts";
import { connectChecked, type ConnectCheckedOptions } from "./connect_checked.ts";
import { connectionStream } from "./connection_stream.ts";
import { Exchange, type ExchangeHead } from "./exchange.ts";
import { netFailure } from "./net_failure.ts";
import { openHttpClient } from "./http_engine.ts";
import { netTarget, shownUrl } from "./net_target.ts";
import { type Hop, nextHop, redirectOf } from "./redirect.ts";
import { requestHeaders } from "./request_headers.ts";
import { unpackBody } from "./unpack_body.ts";

const MAX_REDIRECTS = 20;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;
/** Methods that would make the connection something else than a request and its answer. */
const REFUSED: readonly string[] = ["CONNECT", "TRACE", "TRACK"];

/** Sends a request under a guard; see `GuardedNet.request`. */
export async function request(call: NetCall, guard: NetGuard, signal: AbortSignal, options: ConnectCheckedOptions): Promise<NetAnswer> {
  if (!TOKEN.test(call.method) || REFUSED.includes(call.method.toUpperCase())) {
    throw new AppError("http_failed", `The request was not sent: ${JSON.stringify(call.method.slice(0, 60))} is no method that is sent`);
  }
  let hop: Hop = {
    target: netTarget(call.url, ["http:", "https:"]),
    method: call.method,
    headers: requestHeaders(call.headers),
    body: call.body,
    sizeBytes: call.sizeBytes,
  };
  for (let redirects = 0;; redirects++) {
    const { exchange, head } = await once(hop, guard, signal, options);
    const location = call.redirect === "manual" ? undefined : redirectOf(head.status, head.headers);
    if (location === undefined) return new Answer(hop, redirects > 0, head, exchange, signal);
    exchange.close(new Error("Redirected"));
    if (call.redirect === "error") {
      throw new AppError("http_failed", `${shownUrl(hop.target.url)} redirects, which the request does not allow`);
    }
    if (redirects === MAX_REDIRECTS) {
      throw new AppError("http_failed", `${shownUrl(hop.target.url)} redirects once more after ${MAX_REDIRECTS} redirects`);
    }
    hop = nextHop(hop, head.status, location);
  }
}

async function once(
  hop: Hop,
  guard: NetGuard,
  signal: AbortSignal,
  options: ConnectCheckedOptions,
): Promise<{ exchange: Exchange; head: ExchangeHead }> {
  const { url } = hop.target;
  const conn = connectionStream(await connectChecked(hop.target, guard, signal, options));
  const exchange = new Exchange(await openHttpClient(url.origin, conn));
  const abort = () => exchange.close(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    const headers = hop.sizeBytes === undefined ? hop.headers : [...hop.headers, ["content-length", String(hop.sizeBytes)] as const];
    const head = await exchange.send({ path: `${url.pathname}${url.search}`, method: hop.method, headers, body: hop.body });
    return { exchange, head };
  } catch (error) {
    exchange.close(error);
    conn.destroy();
    signal.throwIfAborted();
    throw netFailure(`${hop.method} ${shownUrl(url)} got no answer`, error);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

class Answer implements NetAnswer {
  readonly url: string;
  readonly redirected: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: NetHeaders;
  readonly #exchange: Exchange;
  readonly #signal: AbortSignal;
  readonly #what: string;
  readonly #abort = (): void => this.#shut(this.#signal.reason);
  readonly #read: () => Promise<Uint8Array | undefined>;
  readonly #cancel: () => void;
  #hasEnded = false;

  constructor(hop: Hop, redirected: boolean, head: ExchangeHead, exchange: Exchange, signal: AbortSignal) {
    this.url = hop.target.url.href;
    this.redirected = redirected;
    this.status = head.status;
    this.statusText = head.statusText;
    this.#exchange = exchange;
    this.#signal = signal;
    this.#what = `${hop.method} ${shownUrl(hop.target.url)}`;
    const plain = () => this.#fromConnection();
    const encoding = head.headers.filter(([name]) => name.toLowerCase() === "content-encoding").map(([, value]) => value).join(",");
    const body = hop.method === "HEAD" ? undefined : unpackBody(encoding, plain);
    this.#read = body?.read ?? plain;
    this.#cancel = () => body?.cancel();
    // They describe the packed bytes.
    this.headers = body === undefined ? head.headers : head.headers.filter(([name]) => !/^content-(?:encoding|length)$/i.test(name));
    signal.addEventListener("abort", this.#abort, { once: true });
    if (signal.aborted) this.#abort();
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      this.#signal.throwIfAborted();
      if (this.#hasEnded) return undefined;
      let piece: Uint8Array | undefined;
      try {
        piece = await this.#read();
      } catch (error) {
        this.#shut(error);
        this.#signal.throwIfAborted();
        throw error;
      }
      if (piece === undefined) this.#shut(new Error("Read to its end"));
      else if (piece.length > 0) return piece;
    }
  }

  close(): void {
    this.#shut(new Error("Closed"));
  }

  async #fromConnection(): Promise<Uint8Array | undefined> {
    try {
      return await this.#exchange.read();
    } catch (error) {
      this.#signal.throwIfAborted();
      throw netFailure(`${this.#what} was answered in part`, error);
    }
  }

  #shut(reason: unknown): void {
    this.#hasEnded = true;
    this.#signal.removeEventListener("abort", this.#abort);
    this.#exchange.close(reason);
    this.#cancel();
  }
}
