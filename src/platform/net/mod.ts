/**
 * HTTP and WebSockets that connect to nothing but addresses that were checked, and both ends of WebSockets over connections that exist.
 *
 * @module
 */
export { createGuardedNet, type CreateGuardedNetOptions } from "./guarded_net.ts";
export { acceptSocket, type AcceptSocketOptions } from "./accept_socket.ts";
export type { Connection } from "./connection_stream.ts";
export { openSocketOver } from "./open_socket_over.ts";
export { SocketChannel } from "./socket_channel.ts";
export { UpgradeRefused } from "./upgrade.ts";
