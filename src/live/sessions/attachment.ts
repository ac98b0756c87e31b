import { AppError, parseJson } from "../../core/mod.ts";
import type { AttachRequest, SessionSocket } from "../daemon/sessions.ts";
import type { OutputRing } from "./output_ring.ts";

/** A terminal's size in cells. */
export interface CellSize {
  readonly cols: number;
  readonly rows: number;
}

/** What an attachment sees of its session. */
export interface Attached {
  readonly ring: OutputRing;
  /** The place of the oldest byte that is kept for who comes now. */
  readonly oldest: number;
  readonly size: CellSize;
  /** Once the session has ended. */
  readonly exit: { readonly code: number; readonly reason?: string } | undefined;
  /** A promise while there is no room. */
  type(bytes: Uint8Array): void | Promise<void>;
  resize(size: CellSize): void;
  /** An attachment has sent something, or has gone. */
  moved(): void;
}

/** So much is sent at once. */
const PIECE_BYTES = 64 * 1024;
/** So long a peer may be silent, though it is asked for signs of life. */
const SILENCE_MS = 120_000;
const ASK_AFTER_MS = 30_000;
const NORMAL = 1000;
const REFUSED = 1008;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Somebody who sees a session, and may use it, through a WebSocket. */
export class Attachment {
  readonly #session: Attached;
  readonly #socket: SessionSocket;
  readonly #request: AttachRequest;
  #position: number;
  #shown: CellSize;
  #isTyping = false;
  #hasGone = false;
  #wake = () => {};

  constructor(session: Attached, socket: SessionSocket, request: AttachRequest) {
    const { ring, oldest, size } = session;
    this.#session = session;
    this.#socket = socket;
    this.#request = request;
    this.#position = Math.min(ring.end, Math.max(oldest, request.from ?? 0));
    this.#shown = size;
  }

  /** The place of the next byte to send. */
  get position(): number {
    return this.#position;
  }

  /** Settles when it is over: the session has ended and all was sent, or the other side has gone. */
  async serve(): Promise<void> {
    // The first frame, before anything that the other side says is answered.
    const began = this.#sayAttached();
    const heard = this.#receive();
    try {
      await began;
      await this.#deliver();
    } catch {
      // A connection that broke: the other side comes again.
      this.#socket.abort();
    }
    await heard;
  }

  /** There may be something new to send. */
  wake(): void {
    this.#wake();
  }

  /** Tells what is wrong. */
  async tell(code: string, message: string): Promise<void> {
    await this.#say({ type: "error", code, message });
  }

  /** Looks whether the other side is there, and may be. */
  check(): void {
    const silentMs = performance.now() - this.#socket.heardAt;
    if (!this.#request.isAllowed()) return void this.#dismiss("unauthorized", "The token was revoked or has expired");
    // While its input waits for the command, nothing more is read of it.
    if (!this.#isTyping && silentMs > SILENCE_MS) this.#socket.abort();
    else if (silentMs > ASK_AFTER_MS) this.#socket.ping();
  }

  abort(): void {
    this.#socket.abort();
  }

  async #deliver() {
    const { ring } = this.#session;
    while (!this.#hasGone) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const { size, exit } = this.#session;
      if (size.cols !== this.#shown.cols || size.rows !== this.#shown.rows) {
        this.#shown = size;
        await this.#say({ type: "resize", ...size });
      } else if (this.#position < ring.start) {
        // Too slow: what it has not seen is no longer kept.
        this.#position = ring.start;
        await this.#sayAttached();
      } else if (this.#position < ring.end) {
        const piece = ring.read(this.#position, PIECE_BYTES);
        this.#position += piece.length;
        await this.#socket.send("binary", piece);
        this.#session.moved();
      } else if (exit !== undefined) {
        await this.#say({ type: "exit", ...exit });
        return this.#socket.close(NORMAL);
      } else {
        await promise;
      }
    }
  }

  async #receive() {
    for (;;) {
      const event = await this.#socket.receive();
      if (event.kind === "closed") break;
      try {
        await this.#take(event.kind, event.data);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        await this.tell(error.code, error.message);
      }
    }
    this.#hasGone = true;
    this.#wake();
  }

  async #take(kind: "text" | "binary", data: Uint8Array) {
    const size = kind === "text" ? readResize(data) : undefined;
    if (this.#request.isReadOnly) throw new AppError("forbidden", "This session is read-only for you");
    if (size !== undefined) return this.#session.resize(size);
    if (data.length === 0) return;
    this.#isTyping = true;
    await this.#session.type(data);
    this.#isTyping = false;
  }

  #dismiss(code: string, message: string) {
    this.#hasGone = true;
    this.#wake();
    this.tell(code, message).then(() => this.#socket.close(REFUSED), () => this.#socket.abort());
  }

  #sayAttached(): Promise<void> {
    const { size } = this.#session;
    this.#shown = size;
    return this.#say({ type: "attached", ...size, read_only: this.#request.isReadOnly, offset: this.#position });
  }

  #say(frame: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#socket.send("text", encoder.encode(JSON.stringify(frame)));
  }
}

/** @throws AppError `frame_invalid` for what is no frame that a client may send. */
function readResize(data: Uint8Array): CellSize {
  let frame: unknown;
  try {
    frame = parseJson(decoder.decode(data));
  } catch (cause) {
    throw new AppError("frame_invalid", "A text frame is no JSON", { cause });
  }
  const { type, cols, rows } = typeof frame === "object" && frame !== null ? frame as Record<string, unknown> : {};
  if (type !== "resize") throw new AppError("frame_invalid", 'A text frame has the type "resize"; what is typed goes in binary frames');
  if (!isCount(cols) || !isCount(rows)) throw new AppError("frame_invalid", "A resize has cols and rows, from 1 to 65535");
  return { cols: Number(cols), rows: Number(rows) };
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65_535;
}
