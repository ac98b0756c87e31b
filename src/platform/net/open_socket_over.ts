import { type Connection, connectionStream } from "./connection_stream.ts";
import { SocketChannel } from "./socket_channel.ts";
import { socketFrames } from "./socket_frames.ts";
import { upgradeConnection, type UpgradeRequest } from "./upgrade.ts";

/**
 * Opens a WebSocket over a connection that its caller made, to a server that the user named: nothing is checked.
 *
 * @param connection Is the socket's from now on, also when this throws.
 * @throws UpgradeRefused when the server refuses; what breaks the connection.
 */
export async function openSocketOver(connection: Connection, request: UpgradeRequest): Promise<SocketChannel> {
  const stream = connectionStream(connection);
  try {
    const upgraded = await upgradeConnection(stream, request);
    return new SocketChannel(upgraded.stream, await socketFrames(upgraded.stream), "");
  } catch (error) {
    stream.destroy();
    throw error;
  }
}
