import { AppError, parseJson } from "../../core/mod.ts";
import type { SocketChannel } from "../../platform/net/mod.ts";

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
/** So long a daemon may be away before who is attached gives up. */
const PATIENCE_MS = 60_000;
/** So much may wait to be sent; what is typed beyond it while nobody takes it is dropped, and that is said. */
const MOST_WAITING_BYTES = 1024 * 1024;
/** Refusals of a daemon that may be another answer in a moment. */
const PASSING: ReadonlySet<string> = new Set(["daemon_unreachable", "starting", "too_busy"]);

/** A terminal's size in cells. */
export interface Cells {
  readonly cols: number;
  readonly rows: number;
}

/** What {@link RemoteSession} works with. */
export interface RemoteSessionOptions {
  /** Attaches, from a byte on or from the oldest that is kept. @throws AppError. */
  open(from: number | undefined): Promise<SocketChannel>;
  /** The byte to begin with; if it is no longer kept, that is said. Default: the oldest that is. */
  readonly from?: number | undefined;
  /** Takes output in order; nothing more is read until a returned promise settles. */
  output(bytes: Uint8Array): void | Promise<void>;
  /** The size to show it in; asked at each connection. */
  size(): Cells;
  resized(size: Cells): void;
  /** Tells the user what the daemon has to say. */
  tell(message: string): void;
}

/** How a session was left. */
export type RemoteEnd = { readonly kind: "exited"; readonly code: number; readonly reason?: string } | { readonly kind: "left" };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A session of a daemon as somebody sees it who stays attached over connections that break. */
export class RemoteSession {
  readonly #options: RemoteSessionOptions;
  readonly #left = Promise.withResolvers<void>();
  #socket: SocketChannel | undefined;
  #isReadOnly = false;
  #hasLeft = false;
  /** The place of the next byte. */
  #position: number | undefined;
  #waiting = 0;
  #typing = Promise.resolve();
  #connected = Promise.withResolvers<void>();

  constructor(options: RemoteSessionOptions) {
    this.#options = options;
    this.#position = options.from;
  }

  /** Types bytes: the promise settles once they are on their way. Dropped when too much waits. */
  type(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.#isReadOnly || this.#waiting + bytes.length > MOST_WAITING_BYTES && this.#waiting > 0) {
      return this.#typing;
    }
    this.#waiting += bytes.length;
    return this.#typing = this.#typing.then(async () => {
      await Promise.race([this.#connected.promise, this.#left.promise]);
      await this.#socket?.send("binary", bytes);
      this.#waiting -= bytes.length;
    });
  }

  resize(): void {
    void this.#sayOurSize();
  }

  /** Lets the session go on without us. */
  leave(): void {
    this.#hasLeft = true;
    this.#left.resolve();
    this.#socket?.close(1000);
  }

  /**
   * Shows the session until it ends or is left.
   *
   * @throws AppError what the daemon refuses, `daemon_unreachable` when it stays away.
   */
  async attend(): Promise<RemoteEnd> {
    let heardAt = performance.now();
    let delayMs = FIRST_DELAY_MS;
    for (let isFirst = true;; isFirst = false) {
      let socket: SocketChannel;
      try {
        socket = await this.#options.open(this.#position);
      } catch (error) {
        if (this.#hasLeft) return { kind: "left" };
        const isPassing = error instanceof AppError && PASSING.has(error.code);
        if (isFirst || !isPassing || performance.now() - heardAt > PATIENCE_MS) throw error;
        await this.#pause(delayMs);
        delayMs = Math.min(LONGEST_DELAY_MS, delayMs * 2);
        continue;
      }
      const end = await this.#show(socket);
      this.#socket = undefined;
      if (end !== undefined) return end;
      if (this.#hasLeft) return { kind: "left" };
      this.#connected = Promise.withResolvers();
      heardAt = performance.now();
      delayMs = FIRST_DELAY_MS;
      await this.#pause(delayMs);
    }
  }

  async #show(socket: SocketChannel): Promise<RemoteEnd | undefined> {
    if (this.#hasLeft) return void socket.abort();
    for (;;) {
      const event = await socket.receive();
      if (event.kind === "closed") return undefined;
      if (event.kind === "binary") {
        this.#position = (this.#position ?? 0) + event.data.length;
        await this.#options.output(event.data);
        continue;
      }
      const end = await this.#take(socket, readFrame(event.data));
      if (end !== undefined) return end;
    }
  }

  async #take(socket: SocketChannel, frame: Frame): Promise<RemoteEnd | undefined> {
    switch (frame.type) {
      case "attached": {
        const offset = Number(frame.offset);
        if (this.#position !== undefined && offset > this.#position) {
          this.#options.tell(`${offset - this.#position} bytes are no longer kept`);
        }
        this.#position = offset;
        if (this.#socket !== undefined) return undefined;
        this.#isReadOnly = frame.read_only === true;
        this.#socket = socket;
        await this.#sayOurSize();
        this.#connected.resolve();
        return undefined;
      }
      case "resize":
        this.#options.resized({ cols: Number(frame.cols), rows: Number(frame.rows) });
        return undefined;
      case "error":
        this.#options.tell(String(frame.message));
        return undefined;
      case "exit":
        socket.close(1000);
        return { kind: "exited", code: Number(frame.code), ...(typeof frame.reason === "string" ? { reason: frame.reason } : {}) };
      default:
        // Of a later version.
        return undefined;
    }
  }

  async #sayOurSize() {
    if (!this.#isReadOnly) await this.#socket?.send("text", encoder.encode(JSON.stringify({ type: "resize", ...this.#options.size() })));
  }

  async #pause(ms: number) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([new Promise((resolve) => timer = setTimeout(resolve, ms)), this.#left.promise]);
    clearTimeout(timer);
  }
}

type Frame = Readonly<Record<string, unknown>>;

function readFrame(data: Uint8Array): Frame {
  try {
    const frame = parseJson(decoder.decode(data));
    return typeof frame === "object" && frame !== null ? frame as unknown as Frame : {};
  } catch (cause) {
    throw new AppError("daemon_foreign", "The daemon says what is no JSON", { cause });
  }
}
