import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import type { Client } from "undici";

/** Most bytes that the head of an answer may have. */
export const MAX_HEAD_BYTES = 64 * 1024;

/**
 * Makes the library's client for one request over a connection that exists already. It has no timeouts of its own: requests end by their
 * signal, and the library's timers do not work in every runtime once they are bundled.
 */
export async function openHttpClient(origin: string, connection: Duplex): Promise<Client> {
  // Only its client: the rest of the library costs start-up time and does not load in every runtime.
  const { default: HttpClient } = await import("undici/lib/dispatcher/client.js") as { readonly default: typeof Client };
  let isGiven = false;
  return new HttpClient(origin, {
    connect(_options, give) {
      const isSecond = isGiven;
      isGiven = true;
      // A connection that is given at once, within the call, is never used. One that broke is not replaced: the next would not be checked.
      queueMicrotask(() => isSecond ? give(new Error("the connection was closed"), null) : give(null, connection as Socket));
    },
    pipelining: 0,
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
