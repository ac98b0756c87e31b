import { type Connection, connectionStream } from "./connection_stream.ts";
import { SocketChannel } from "./socket_channel.ts";
import { socketFrames } from "./socket_frames.ts";
import { acceptOf } from "./upgrade.ts";

/** Options of {@link acceptSocket}. */
export interface AcceptSocketOptions {
  /** The request's header `Sec-WebSocket-Key`. */
  readonly key: string;
  /** Most bytes of a message that comes; a larger one ends the socket with 1009. */
  readonly mostBytes: number;
}

/**
 * The server's end of a WebSocket, over a connection whose request has been read (RFC 6455, 4.2.2). The other side is held back while its
 * messages are not received, and `send` waits while it does not take ours.
 *
 * @param connection Is the socket's from now on.
 */
export async function acceptSocket(connection: Connection, { key, mostBytes }: AcceptSocketOptions): Promise<SocketChannel> {
  const stream = connectionStream(connection);
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "upgrade: websocket",
    "connection: Upgrade",
    `sec-websocket-accept: ${await acceptOf(key)}`,
  ];
  stream.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  return new SocketChannel(stream, await socketFrames(stream, { role: "server", mostBytes }), "");
}
