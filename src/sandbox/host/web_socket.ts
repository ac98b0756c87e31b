import type { Asker } from "./asker.ts";
import { frozen } from "./frozen.ts";
import { netError } from "./net_error.ts";
import { nextNetId } from "./net_id.ts";
import { ownBytes } from "./own_bytes.ts";

const NativeEventTarget = EventTarget;
const NativeEvent = Event;
const NativeMessageEvent = MessageEvent;
const NativeCloseEvent = CloseEvent;
const NativeErrorEvent = ErrorEvent;
const NativeDOMException = DOMException;
const NativeTypeError = TypeError;
const NativeBlob = Blob;
const NativeURL = URL;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const apply = Reflect.apply;
const { dispatchEvent, addEventListener, removeEventListener } = EventTarget.prototype;
const blobBytes = Blob.prototype.arrayBuffer;
const blobSize = Object.getOwnPropertyDescriptor(Blob.prototype, "size")?.get;

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
/** The longest reason, in bytes of UTF-8. */
const MAX_REASON_BYTES = 123;
const PROTOCOL = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

type Kind = "open" | "message" | "error" | "close";
type Handler = ((event: Event) => unknown) | null;

/**
 * Makes the script's `WebSocket`, which asks the broker.
 *
 * Messages are asked for one by one: what the script has not dealt with waits at the server.
 *
 * @param taskSignal Drops the connections, with the task.
 */
export function createWebSocket(asker: Asker, taskSignal: AbortSignal): typeof globalThis.WebSocket {
  class WebSocket extends NativeEventTarget {
    static readonly CONNECTING = CONNECTING;
    static readonly OPEN = OPEN;
    static readonly CLOSING = CLOSING;
    static readonly CLOSED = CLOSED;
    readonly #url: string;
    readonly #id = nextNetId();
    readonly #handlers = new Map<Kind, { handler: Handler; readonly listener: (event: Event) => void }>();
    #readyState: 0 | 1 | 2 | 3 = CONNECTING;
    #protocol = "";
    #binaryType: BinaryType = "blob";
    #bufferedAmount = 0;
    #sending: Promise<void> = Promise.resolve();

    constructor(url: string | URL, protocols: string | string[] = []) {
      super();
      this.#url = socketUrl(url);
      const names = typeof protocols === "string" ? [protocols] : Array.from(protocols, String);
      if (!names.every((name) => PROTOCOL.test(name)) || new Set(names.map((name) => name.toLowerCase())).size < names.length) {
        throw new NativeDOMException("The protocols of a WebSocket are different names", "SyntaxError");
      }
      this.#run(names);
    }

    get url(): string {
      return this.#url;
    }
    get readyState(): number {
      return this.#readyState;
    }
    get protocol(): string {
      return this.#protocol;
    }
    get extensions(): string {
      return "";
    }
    get bufferedAmount(): number {
      return this.#bufferedAmount;
    }
    get binaryType(): BinaryType {
      return this.#binaryType;
    }
    set binaryType(type: BinaryType) {
      if (type === "blob" || type === "arraybuffer") this.#binaryType = type;
    }
    get onopen(): Handler {
      return this.#handlerOf("open");
    }
    set onopen(handler: Handler) {
      this.#handle("open", handler);
    }
    get onmessage(): Handler {
      return this.#handlerOf("message");
    }
    set onmessage(handler: Handler) {
      this.#handle("message", handler);
    }
    get onerror(): Handler {
      return this.#handlerOf("error");
    }
    set onerror(handler: Handler) {
      this.#handle("error", handler);
    }
    get onclose(): Handler {
      return this.#handlerOf("close");
    }
    set onclose(handler: Handler) {
      this.#handle("close", handler);
    }

    send(data: unknown): void {
      if (this.#readyState === CONNECTING) throw new NativeDOMException("The WebSocket is not open yet", "InvalidStateError");
      const message = messageOf(data);
      this.#bufferedAmount += message.sizeBytes;
      if (this.#readyState !== OPEN) return;
      this.#sending = this.#send(this.#sending, message);
    }

    close(code?: number, reason = ""): void {
      const number = code === undefined ? undefined : Math.trunc(Number(code));
      const text = String(reason);
      if (number !== undefined && number !== 1000 && !(number >= 3000 && number <= 4999)) {
        throw new NativeDOMException("The close code is neither 1000 nor within 3000 to 4999", "InvalidAccessError");
      }
      if (encoder.encode(text).length > MAX_REASON_BYTES) {
        throw new NativeDOMException(`The close reason has more than ${MAX_REASON_BYTES} bytes`, "SyntaxError");
      }
      if (this.#readyState === CLOSING || this.#readyState === CLOSED) return;
      const wasConnecting = this.#readyState === CONNECTING;
      this.#readyState = CLOSING;
      if (wasConnecting) return drop(asker, this.#id);
      // What was sent before goes first.
      this.#sending = this.#goodbye(this.#sending, number, number === undefined ? "" : text);
    }

    async #run(protocols: readonly string[]): Promise<void> {
      const abort = () => drop(asker, this.#id);
      taskSignal.addEventListener("abort", abort);
      try {
        const { header } = await asker.ask("socket.open", { id: this.#id, url: this.#url, protocols: [...protocols] });
        if (this.#readyState !== CONNECTING) throw new NativeTypeError("Closed before it was open");
        if (taskSignal.aborted) throw taskSignal.reason;
        this.#protocol = String(header.protocol);
        this.#readyState = OPEN;
        this.#tell(new NativeEvent("open"));
        while (await this.#receive());
      } catch (error) {
        drop(asker, this.#id);
        this.#closed(1006, "", false, netError(error));
      } finally {
        taskSignal.removeEventListener("abort", abort);
      }
    }

    async #receive(): Promise<boolean> {
      const { header, bytes } = await asker.ask("socket.read", { id: this.#id });
      const { kind, code, reason, clean, message } = header;
      if (kind === "closed") {
        const error = typeof message === "string" && clean !== true ? new NativeTypeError(message) : undefined;
        this.#closed(Number(code), String(reason), clean === true, error);
        return false;
      }
      if (this.#readyState !== OPEN) return true;
      const data = kind === "text" ? decoder.decode(bytes) : this.#binaryType === "blob" ? new NativeBlob([bytes]) : bytes.slice().buffer;
      this.#tell(new NativeMessageEvent("message", { data, origin: originOf(this.#url) }));
      return true;
    }

    async #send(before: Promise<void>, message: Message): Promise<void> {
      await before;
      try {
        const bytes = await message.bytes;
        if (this.#readyState !== CLOSED) await asker.ask("socket.write", { id: this.#id, kind: message.kind }, bytes);
      } catch {
        // The end of the connection is told by what reads it.
      }
      this.#bufferedAmount -= message.sizeBytes;
    }

    async #goodbye(before: Promise<void>, code: number | undefined, reason: string): Promise<void> {
      await before;
      try {
        await asker.ask("socket.close", { id: this.#id, reason, ...(code === undefined ? {} : { code }) });
      } catch {
        // It is closed already.
      }
    }

    #closed(code: number, reason: string, wasClean: boolean, error: unknown): void {
      if (this.#readyState === CLOSED) return;
      this.#readyState = CLOSED;
      if (error !== undefined) this.#tell(new NativeErrorEvent("error", { error, message: error instanceof Error ? error.message : "" }));
      this.#tell(new NativeCloseEvent("close", { code, reason, wasClean }));
    }

    #tell(event: Event): void {
      apply(dispatchEvent, this, [event]);
    }

    #handlerOf(kind: Kind): Handler {
      return this.#handlers.get(kind)?.handler ?? null;
    }

    /** A handler keeps its place among the listeners when it is exchanged, as in the standard. */
    #handle(kind: Kind, handler: Handler): void {
      const known = this.#handlers.get(kind);
      const next = typeof handler === "function" ? handler : null;
      if (known !== undefined && next !== null) {
        known.handler = next;
      } else if (known !== undefined) {
        this.#handlers.delete(kind);
        apply(removeEventListener, this, [kind, known.listener]);
      } else if (next !== null) {
        const entry = { handler: next as Handler, listener: (event: Event) => void (entry.handler && apply(entry.handler, this, [event])) };
        this.#handlers.set(kind, entry);
        apply(addEventListener, this, [kind, entry.listener]);
      }
    }
  }
  for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED })) {
    Object.defineProperty(WebSocket.prototype, name, { value, enumerable: true });
  }
  return frozen(WebSocket as unknown as typeof globalThis.WebSocket);
}

/** What is sent: its bytes may still have to be read. */
interface Message {
  readonly kind: "text" | "binary";
  readonly sizeBytes: number;
  readonly bytes: Uint8Array | Promise<Uint8Array>;
}

function messageOf(data: unknown): Message {
  const own = ownBytes(data);
  if (own !== undefined) return { kind: "binary", sizeBytes: own.length, bytes: own };
  const size = sizeOfBlob(data);
  if (size !== undefined) {
    return { kind: "binary", sizeBytes: size, bytes: apply(blobBytes, data, []).then((buffer: ArrayBuffer) => new Uint8Array(buffer)) };
  }
  const bytes = encoder.encode(String(data));
  return { kind: "text", sizeBytes: bytes.length, bytes };
}

function sizeOfBlob(data: unknown): number | undefined {
  try {
    return blobSize === undefined ? undefined : apply(blobSize, data, []);
  } catch {
    return undefined;
  }
}

function socketUrl(text: string | URL): string {
  let url: URL;
  try {
    url = new NativeURL(String(text));
  } catch {
    throw new NativeDOMException(`${JSON.stringify(String(text))} is no address of a WebSocket`, "SyntaxError");
  }
  // The standard takes these as well.
  if (url.protocol === "http:") url.protocol = "ws:";
  if (url.protocol === "https:") url.protocol = "wss:";
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    throw new NativeDOMException(
      `The address of a WebSocket begins with ws:// or wss://, not with ${JSON.stringify(url.protocol)}`,
      "SyntaxError",
    );
  }
  if (url.hash !== "") throw new NativeDOMException("The address of a WebSocket has no fragment", "SyntaxError");
  return url.href;
}

function originOf(url: string): string {
  return new NativeURL(url).origin;
}

function drop(asker: Asker, id: number): void {
  asker.ask("socket.abort", { id }).catch(() => {});
}
