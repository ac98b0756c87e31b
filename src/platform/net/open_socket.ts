import { AppError, type NetGuard, type NetSocket, type NetSocketCall } from "../../core/mod.ts";
import { connectChecked, type ConnectCheckedOptions } from "./connect_checked.ts";
import { connectionStream } from "./connection_stream.ts";
import { netFailure } from "./net_failure.ts";
import { netTarget, shownUrl } from "./net_target.ts";
import { SocketChannel } from "./socket_channel.ts";
import { socketFrames } from "./socket_frames.ts";
import { headerOf, upgradeConnection, UpgradeRefused } from "./upgrade.ts";

const PROTOCOL = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const MAX_PROTOCOLS = 32;

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
  const connection = connectionStream(await connectChecked(target, guard, signal, options));
  const abort = () => connection.destroy();
  signal.addEventListener("abort", abort, { once: true });
  connection.on("close", () => signal.removeEventListener("abort", abort));
  if (signal.aborted) abort();
  try {
    const { origin } = new URL(target.url.href.replace(/^ws/, "http"));
    const { stream, head } = await upgradeConnection(connection, {
      origin,
      path: `${target.url.pathname}${target.url.search}`,
      headers: protocols.length === 0 ? [] : [["sec-websocket-protocol", protocols.join(", ")]],
    });
    const protocol = headerOf(head, "sec-websocket-protocol");
    if (protocol !== "" && !protocols.includes(protocol)) {
      throw new AppError(
        "http_failed",
        `${what}: the server chose the protocol ${JSON.stringify(protocol.slice(0, 60))}, which was not asked for`,
      );
    }
    return new SocketChannel(stream, await socketFrames(stream), protocol);
  } catch (error) {
    connection.destroy();
    signal.throwIfAborted();
    if (error instanceof UpgradeRefused || error instanceof RangeError) {
      throw new AppError("http_failed", `${what}: ${error.message}`, { cause: error });
    }
    throw netFailure(what, error);
  }
}
