import type { Duplex, Writable } from "node:stream";

/** The library's reader of frames: bytes are written to it, and it emits what they mean. */
export interface FrameReceiver extends Writable {
  on(event: "message", listener: (data: Uint8Array, isBinary: boolean) => void): this;
  on(event: "ping", listener: (data: Uint8Array) => void): this;
  on(event: "conclude", listener: (code: number, reason: Uint8Array) => void): this;
  on(event: "error", listener: (error: Error & { readonly code?: string }) => void): this;
}

/** The library's writer of frames. */
export interface FrameSender {
  send(
    data: Uint8Array,
    options: { readonly binary: boolean; readonly mask: true; readonly fin: true; readonly compress: false },
    done: (error?: Error) => void,
  ): void;
  pong(data: Uint8Array, mask: true): void;
  close(code: number | undefined, reason: string | undefined, mask: true): void;
}

/** Both, for the client's end of a connection. */
export interface SocketFrames {
  readonly receiver: FrameReceiver;
  readonly sender: FrameSender;
}

/** Most bytes of a message. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Most parts of one: a part costs memory however small it is. */
const MAX_PARTS = 16 * 1024;

interface Library {
  readonly Receiver: new (options: Readonly<Record<string, unknown>>) => FrameReceiver;
  readonly Sender: new (connection: Duplex, extensions: Readonly<Record<string, never>>) => FrameSender;
}

/** Makes the reader and the writer of frames of `ws`, without extensions: compression would let few bytes become many. */
export async function socketFrames(connection: Duplex): Promise<SocketFrames> {
  const { Receiver, Sender } = await import("ws") as unknown as Library;
  const receiver = new Receiver({ isServer: false, maxPayload: MAX_MESSAGE_BYTES, maxFragments: MAX_PARTS, maxBufferedChunks: 256 * 1024 });
  return { receiver, sender: new Sender(connection, {}) };
}
