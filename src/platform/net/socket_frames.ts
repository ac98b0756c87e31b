import type { Duplex, Writable } from "node:stream";

/** The library's reader of frames: bytes are written to it, and it emits what they mean. */
export interface FrameReceiver extends Writable {
  on(event: "message", listener: (data: Uint8Array, isBinary: boolean) => void): this;
  on(event: "ping" | "pong", listener: (data: Uint8Array) => void): this;
  on(event: "conclude", listener: (code: number, reason: Uint8Array) => void): this;
  on(event: "error", listener: (error: Error & { readonly code?: string }) => void): this;
}

/** The library's writer of frames. */
export interface FrameSender {
  send(
    data: Uint8Array,
    options: { readonly binary: boolean; readonly mask: boolean; readonly fin: true; readonly compress: false },
    done: (error?: Error) => void,
  ): void;
  ping(data: Uint8Array, mask: boolean): void;
  pong(data: Uint8Array, mask: boolean): void;
  close(code: number | undefined, reason: string | undefined, mask: boolean): void;
}

/** Which end of a connection this is: a client masks what it sends. */
export type SocketRole = "client" | "server";

/** Both, for one end of a connection. */
export interface SocketFrames {
  readonly role: SocketRole;
  /** Most bytes of a message that comes. */
  readonly mostBytes: number;
  readonly receiver: FrameReceiver;
  readonly sender: FrameSender;
}

/** Most bytes of a message, unless a caller says fewer. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Most parts of one: a part costs memory however small it is. */
const MAX_PARTS = 16 * 1024;

interface Library {
  readonly Receiver: new (options: Readonly<Record<string, unknown>>) => FrameReceiver;
  readonly Sender: new (connection: Duplex, extensions: Readonly<Record<string, never>>) => FrameSender;
}

/** Makes the reader and the writer of frames of `ws`, without extensions: compression would let few bytes become many. */
export async function socketFrames(
  connection: Duplex,
  { role = "client", mostBytes = MAX_MESSAGE_BYTES }: { readonly role?: SocketRole; readonly mostBytes?: number } = {},
): Promise<SocketFrames> {
  const { Receiver, Sender } = await import("ws") as unknown as Library;
  const isServer = role === "server";
  const receiver = new Receiver({ isServer, maxPayload: mostBytes, maxFragments: MAX_PARTS, maxBufferedChunks: 256 * 1024 });
  return { role, mostBytes, receiver, sender: new Sender(connection, {}) };
}
