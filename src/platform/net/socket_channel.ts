import type { Duplex } from "node:stream";
import type { NetSocket, NetSocketEvent } from "../../core/mod.ts";
import { systemReason } from "../state/system_reason.ts";
import { type FrameReceiver, type FrameSender, type SocketFrames } from "./socket_frames.ts";

type Closed = NetSocketEvent & { readonly kind: "closed" };

/** Milliseconds that the other side has to say goodbye and to take what is still to be sent. */
const GOODBYE_MS = 3_000;
/** Ended without a goodbye. */
const LOST = 1006;
/** What the other side is told when it breaks the rules. */
const CODES: Readonly<Record<string, number>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
};
const PROTOCOL_ERROR = 1002;

/** A WebSocket over a connection that has been upgraded. Bytes are taken from it only while somebody waits for a message. */
export class SocketChannel implements NetSocket {
  readonly protocol: string;
  readonly #connection: Duplex;
  readonly #receiver: FrameReceiver;
  readonly #sender: FrameSender;
  readonly #mask: boolean;
  readonly #mostBytes: number;
  #events: NetSocketEvent[] = [];
  #waiting: PromiseWithResolvers<NetSocketEvent> | undefined;
  #ping: Uint8Array | undefined;
  #isClosing = false;
  #heardAt = performance.now();
  #end: Closed | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Duplex, { role, mostBytes, receiver, sender }: SocketFrames, protocol: string) {
    this.protocol = protocol;
    this.#connection = connection;
    this.#receiver = receiver;
    this.#sender = sender;
    this.#mask = role === "client";
    this.#mostBytes = mostBytes;
    receiver.on("message", (data, isBinary) => this.#give({ kind: isBinary ? "binary" : "text", data }));
    receiver.on("ping", (data) => this.#ping = data);
    receiver.on("conclude", (code, reason) => this.#concluded(code, new TextDecoder().decode(reason)));
    receiver.on("error", (error) => this.#broken(error));
    connection.on("data", (bytes: Uint8Array) => this.#take(bytes));
    connection.on(
      "error",
      (error: Error) => this.#finish({ kind: "closed", code: LOST, reason: "", wasClean: false, message: systemReason(error) }),
    );
    connection.on("close", () => this.#lost());
    connection.on("end", () => this.#lost());
    connection.pause();
  }

  receive(): Promise<NetSocketEvent> {
    const next = this.#events.shift() ?? this.#end;
    if (next !== undefined) return Promise.resolve(next);
    const waiting = this.#waiting = Promise.withResolvers<NetSocketEvent>();
    this.#connection.resume();
    return waiting.promise;
  }

  async send(kind: "text" | "binary", data: Uint8Array): Promise<void> {
    if (this.#isClosing || this.#end !== undefined) return;
    // A failure ends the socket, which `receive` tells.
    await new Promise<void>((done) =>
      this.#sender.send(data, { binary: kind === "binary", mask: this.#mask, fin: true, compress: false }, () => done())
    );
  }

  /** Asks the other side for a sign of life; nothing while it has not taken what came before. */
  ping(): void {
    if (this.#isClosing || this.#end !== undefined || this.#connection.writableNeedDrain) return;
    this.#sender.ping(new Uint8Array(0), this.#mask);
  }

  /** When something last came from the other side, as `performance.now()` says it. */
  get heardAt(): number {
    return this.#heardAt;
  }

  close(code?: number, reason?: string): void {
    if (this.#isClosing || this.#end !== undefined) return;
    this.#isClosing = true;
    this.#events = [];
    this.#sender.close(code, reason, this.#mask);
    this.#timer ??= setTimeout(() => this.#connection.destroy(), GOODBYE_MS);
    this.#connection.resume();
  }

  abort(): void {
    this.#finish({ kind: "closed", code: LOST, reason: "", wasClean: false });
    this.#connection.destroy();
  }

  #take(bytes: Uint8Array): void {
    this.#heardAt = performance.now();
    if (this.#end !== undefined) return;
    this.#receiver.write(bytes);
    // One answer is enough for all that came together, and none while the last ones have not been taken.
    if (this.#ping !== undefined && !this.#connection.writableNeedDrain && !this.#isClosing) this.#sender.pong(this.#ping, this.#mask);
    this.#ping = undefined;
    if (this.#events.length > 0) this.#connection.pause();
  }

  #give(event: NetSocketEvent): void {
    if (this.#isClosing || this.#end !== undefined) return;
    if (this.#waiting === undefined) this.#events.push(event);
    else this.#answer(event);
  }

  #answer(event: NetSocketEvent): void {
    this.#waiting?.resolve(event);
    this.#waiting = undefined;
    this.#connection.pause();
  }

  #concluded(code: number, reason: string): void {
    if (!this.#isClosing) this.#sender.close(code === 1005 ? undefined : code, reason, this.#mask);
    this.#finish({ kind: "closed", code, reason, wasClean: true });
    this.#hangUp();
  }

  #broken(error: Error & { readonly code?: string }): void {
    const code = CODES[error.code ?? ""] ?? PROTOCOL_ERROR;
    if (!this.#isClosing && this.#end === undefined) this.#sender.close(code, "", this.#mask);
    const message = code === 1009 ? `A message is larger than ${this.#mostBytes / 1024 / 1024} MiB` : error.message;
    this.#finish({ kind: "closed", code: LOST, reason: "", wasClean: false, message });
    this.#hangUp();
  }

  #lost(): void {
    this.#finish({ kind: "closed", code: LOST, reason: "", wasClean: false, message: "The connection was closed" });
    this.#connection.destroy();
    clearTimeout(this.#timer);
  }

  #finish(end: Closed): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    // What came before the end is still given first.
    if (this.#events.length === 0 && this.#waiting !== undefined) this.#answer(end);
  }

  /** Closes the connection once the goodbye is on its way. */
  #hangUp(): void {
    this.#timer ??= setTimeout(() => this.#connection.destroy(), GOODBYE_MS);
    this.#connection.end(() => this.#connection.destroy());
  }
}
