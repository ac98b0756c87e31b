import type { Duplex } from "node:stream";
import type { Client, Dispatcher } from "undici";
import { AppError, type NetGuard, type NetSocket, type NetSocketCall } from "../../core/mod.ts";
import { connectChecked, type ConnectCheckedOptions } from "./connect_checked.ts";
import { connectionStream } from "./connection_stream.ts";
import { type ExchangeHead, pairsOf } from "./exchange.ts";
import { openHttpClient } from "./http_engine.ts";
import { netFailure } from "./net_failure.ts";
import { netTarget, shownUrl } from "./net_target.ts";
import { SocketChannel } from "./socket_channel.ts";
import { socketFrames } from "./socket_frames.ts";

const PROTOCOL = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const MAX_PROTOCOLS = 32;
/** What a server adds to the key before it digests it (RFC 6455, 1.3). */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Opens a WebSocket under a guard; see `GuardedNet.openSocket`. Redirects are refused, as the standard has it. */
export async function openSocket(
  call: NetSocketCall,
  guard: NetGuard,
  signal: AbortSignal,
  options: ConnectCheckedOptions,
): Promise<NetSocket> {
  const target = netTarget(call.url, ["ws:", "wss:"]);
  const what = `The WebSocket ${shownUrl(target.url)} was not opened`;
  const { protocols } = call;
  if (protocols.length > MAX_PROTOCOLS || !protocols.every((name) => PROTOCOL.test(name)) || new Set(protocols).size < protocols.length) {
    throw new AppError("http_failed", `${what}: its protocols are not ${MAX_PROTOCOLS} different names at most`);
  }
  const key = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const expected = await acceptOf(key);
  const connection = connectionStream(await connectChecked(target, guard, signal, options));
  const abort = () => connection.destroy();
  signal.addEventListener("abort", abort, { once: true });
  connection.on("close", () => signal.removeEventListener("abort", abort));
  if (signal.aborted) abort();
  try {
    const { origin } = new URL(target.url.href.replace(/^ws/, "http"));
    const { stream, head } = await upgraded(await openHttpClient(origin, connection), {
      path: `${target.url.pathname}${target.url.search}`,
      method: "GET",
      upgrade: "websocket",
      headers: [
        ["sec-websocket-key", key],
        ["sec-websocket-version", "13"],
        ["user-agent", "executor"],
        ...(protocols.length === 0 ? [] : [["sec-websocket-protocol", protocols.join(", ")]]),
      ].flat(),
    }, what);
    const protocol = headerOf(head, "sec-websocket-protocol");
    if (headerOf(head, "sec-websocket-accept") !== expected) {
      throw new AppError("http_failed", `${what}: the server does not speak WebSocket`);
    }
    if (protocol !== "" && !protocols.includes(protocol)) {
      throw new AppError(
        "http_failed",
        `${what}: the server chose the protocol ${JSON.stringify(protocol.slice(0, 60))}, which was not asked for`,
      );
    }
    if (headerOf(head, "sec-websocket-extensions") !== "") {
      throw new AppError("http_failed", `${what}: the server uses an extension that was not asked for`);
    }
    return new SocketChannel(stream, await socketFrames(stream), protocol);
  } catch (error) {
    connection.destroy();
    signal.throwIfAborted();
    throw netFailure(what, error);
  }
}

interface Upgraded {
  readonly stream: Duplex;
  readonly head: ExchangeHead;
}

function upgraded(client: Client, request: Dispatcher.DispatchOptions, what: string): Promise<Upgraded> {
  const result = Promise.withResolvers<Upgraded>();
  client.dispatch(request, {
    onRequestStart() {},
    onRequestUpgrade(controller, status, _headers, stream) {
      // Its end is looked at by whoever takes it over; until then an error of it must not be one of the process.
      stream.on("error", () => {});
      result.resolve({ stream, head: { status, statusText: "", headers: pairsOf(controller.rawHeaders) } });
    },
    onResponseStart(_controller, status) {
      if (status < 200) return;
      result.reject(new AppError("http_failed", `${what}: the server answered with status ${status}`));
    },
    onResponseError: (_controller, error) => result.reject(error),
  });
  return result.promise;
}

function headerOf(head: ExchangeHead, wanted: string): string {
  return head.headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value).join(", ");
}

async function acceptOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(`${key}${GUID}`));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
