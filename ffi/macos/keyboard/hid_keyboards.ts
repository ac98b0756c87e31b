import { NativeError, UnsupportedError } from "../../errors.ts";
import type { HidMessage, HidRequest, RawHidKey } from "./raw_key.ts";

/** Options of {@link HidKeyboards.open}. */
export interface HidKeyboardsOptions {
  /** Takes each key of every keyboard, in order. */
  take(key: RawHidKey): void;
  /** The thread has gone by itself. */
  lost?(): void;
}

/** The entry of the thread: beside this file, and in the compiled program where its build puts it. */
const ENTRY = import.meta.url.endsWith(".ts") ? "./hid_worker.ts" : "./ffi/macos/keyboard/hid_worker.js";

/** All keyboards of this Mac, on a thread of their own that has no other permission than to call libraries. */
export class HidKeyboards {
  readonly #worker: Worker;
  readonly #closed: Promise<void>;

  private constructor(worker: Worker, closed: Promise<void>) {
    this.#worker = worker;
    this.#closed = closed;
  }

  /** Resolves once the keyboards are open: no key after it is missed. @throws NativeError, UnsupportedError */
  static open({ take, lost }: HidKeyboardsOptions): Promise<HidKeyboards> {
    const permissions: Deno.PermissionOptions = { ffi: true, ...(ENTRY.endsWith(".ts") ? { read: true } : {}) };
    const worker = new Worker(new URL(ENTRY, import.meta.url), { type: "module", name: "keyboards", deno: { permissions } });
    const opened = Promise.withResolvers<HidKeyboards>();
    const closed = Promise.withResolvers<void>();
    let isOpen = false;
    const refuse = (error: Error) => {
      worker.terminate();
      opened.reject(error);
    };
    worker.onmessage = ({ data }: MessageEvent<HidMessage>) => {
      switch (data.kind) {
        case "open":
          isOpen = true;
          return opened.resolve(new HidKeyboards(worker, closed.promise));
        case "key":
          return take(data.key);
        case "failed":
          return refuse(new NativeError(data.failure));
        case "unsupported":
          return refuse(new UnsupportedError(data.missing, data.how));
        case "closed":
          return closed.resolve();
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      opened.reject(new TypeError(`The keyboards' thread failed: ${event.message}`));
      closed.resolve();
      if (isOpen) lost?.();
    };
    return opened.promise;
  }

  /** Closes the keyboards and ends their thread; what they had said until then has been taken. */
  async close(): Promise<void> {
    this.#worker.postMessage("close" satisfies HidRequest);
    await this.#closed;
    this.#worker.terminate();
  }
}
