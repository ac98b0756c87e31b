import assert from "node:assert/strict";
import type { Customer } from "./customer.ts";

/** The part of the library's client that is used; it has no types of its own. */
interface Socket {
  on(event: "message", listener: (data: Uint8Array, isBinary: boolean) => void): void;
  on(event: "open", listener: () => void): void;
  on(event: "close", listener: (code: number) => void): void;
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "unexpected-response", listener: (request: unknown, answer: { readonly statusCode: number }) => void): void;
  send(data: string | Uint8Array): void;
  close(): void;
  terminate(): void;
  pause(): void;
  resume(): void;
}

type SocketClass = new (url: string, options: Readonly<Record<string, unknown>>) => Socket;

/** A JSON frame. */
// deno-lint-ignore no-explicit-any
export type Frame = any;

/** How {@link Terminal.attach} attaches. */
export interface AttachOptions {
  readonly from?: number;
  /** Default: the local admin's; null: none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: that of the session. */
  readonly path?: string;
}

/** Whether what the tests start can take connections over: the compiled program can. */
export const CAN_ATTACH = Deno.env.has("EXECUTOR_BINARY") || "upgradeHttpRaw" in internals();

if (!CAN_ATTACH) {
  console.info(`Nobody can attach to a session of the sources under Deno ${Deno.version.deno}; build, and set EXECUTOR_BINARY`);
}

function internals(): object {
  const { internal } = Deno as unknown as { readonly internal: symbol };
  return (Deno as unknown as Record<symbol, object>)[internal] ?? {};
}

const decoder = new TextDecoder();

/** Somebody attached to a session. */
export class Terminal implements Disposable {
  /** JSON frames, in order. */
  readonly frames: Frame[] = [];
  /** Bytes of output that came. */
  size = 0;
  /** What was shown last, at most about a megabyte. */
  shown = "";
  readonly #socket: Socket;
  #closed: number | undefined;
  #changed = Promise.withResolvers<void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("message", (data, isBinary) => {
      if (isBinary) {
        this.size += data.length;
        this.shown = (this.shown + decoder.decode(data)).slice(-1_000_000);
      } else this.frames.push(JSON.parse(decoder.decode(data)));
      this.#tell();
    });
    socket.on("close", (code) => {
      this.#closed = code;
      this.#tell();
    });
  }

  /** @returns The HTTP status where it is refused. */
  static async tryAttach(customer: Customer, session: string, options: AttachOptions = {}): Promise<Terminal | number> {
    const { default: Client } = await import("ws") as unknown as { readonly default: SocketClass };
    const { from, token = customer.token, headers = {}, path = `/api/v1/sessions/${session}/attach` } = options;
    const url = `${customer.url.replace("http", "ws")}${path}${from === undefined ? "" : `?from=${from}`}`;
    const socket = new Client(url, {
      perMessageDeflate: false,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
    });
    const terminal = new Terminal(socket);
    return await new Promise((resolve, reject) => {
      socket.on("open", () => resolve(terminal));
      socket.on("unexpected-response", (_request, { statusCode }) => {
        socket.on("error", () => {});
        socket.terminate();
        resolve(statusCode);
      });
      socket.on("error", reject);
    });
  }

  static async attach(customer: Customer, session: string, options: AttachOptions = {}): Promise<Terminal> {
    const terminal = await Terminal.tryAttach(customer, session, options);
    assert.ok(typeof terminal !== "number", `refused with ${terminal}`);
    await terminal.frame("attached");
    return terminal;
  }

  type(text: string | Uint8Array): void {
    this.#socket.send(typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  say(frame: unknown): void {
    this.#socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** Takes nothing from now on. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.close();
  }

  /** Settles when this is shown. */
  async until(text: string): Promise<void> {
    await this.#wait(() => this.shown.includes(text), `${JSON.stringify(text)} in ${JSON.stringify(this.shown.slice(-2000))}`);
  }

  /** The first frame that fits. */
  async frame(type: string, fits: (frame: Frame) => boolean = () => true): Promise<Frame> {
    const find = () => this.frames.find((frame) => frame.type === type && fits(frame));
    await this.#wait(() => find() !== undefined, `the frame ${type} in ${JSON.stringify(this.frames)}`);
    return find();
  }

  /** The code it was closed with. */
  async closed(): Promise<number> {
    while (this.#closed === undefined) await this.#changed.promise;
    return this.#closed;
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  async #wait(isThere: () => boolean, what: string): Promise<void> {
    while (!isThere()) {
      assert.ok(this.#closed === undefined, `it was closed (${this.#closed}) without ${what}`);
      await this.#changed.promise;
    }
  }

  #tell() {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
