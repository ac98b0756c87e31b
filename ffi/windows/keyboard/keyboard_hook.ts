import { windowsError } from "../base/last_error.ts";
import { openLibrary } from "../base/library.ts";
import type { HookMessage, HookRequest, RawKey } from "./raw_key.ts";

const USER = "user32.dll";
const SYMBOLS = {
  // BOOL PostThreadMessageW(DWORD thread, UINT message, WPARAM, LPARAM); <winuser.h>
  PostThreadMessageW: { parameters: ["u32", "u32", "usize", "isize"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** <winuser.h> */
const WM_QUIT = 0x12;

/** Options of {@link KeyboardHook.open}. */
export interface KeyboardHookOptions {
  /** Virtual keys that other programs are not to see. Default none. */
  readonly consume?: readonly number[];
  /** Takes each key of this desktop, in order: also those of other programs. */
  take(key: RawKey): void;
  /** The hook has gone by itself. */
  lost?(): void;
}

/** The entry of the hook's thread: beside this file, and in the compiled program where its build puts it. */
const ENTRY = import.meta.url.endsWith(".ts") ? "./hook_worker.ts" : "./ffi/windows/keyboard/hook_worker.js";

/**
 * A low-level keyboard hook, on a thread of its own that has no other permission than to call libraries. Windows drops a hook that takes too
 * long (300 ms), and so a key is passed on before it is looked at.
 */
export class KeyboardHook {
  readonly #worker: Worker;
  readonly #thread: number;
  readonly #closed: Promise<void>;

  private constructor(worker: Worker, thread: number, closed: Promise<void>) {
    this.#worker = worker;
    this.#thread = thread;
    this.#closed = closed;
  }

  /** Resolves once the hook is installed: no key after it is missed. @throws NativeError, UnsupportedError */
  static open({ consume = [], take, lost }: KeyboardHookOptions): Promise<KeyboardHook> {
    // Fails here rather than in the worker where there is no such library.
    openLibrary(USER, SYMBOLS);
    const permissions: Deno.PermissionOptions = { ffi: true, ...(ENTRY.endsWith(".ts") ? { read: true } : {}) };
    const worker = new Worker(new URL(ENTRY, import.meta.url), { type: "module", name: "keyboard-hook", deno: { permissions } });
    const opened = Promise.withResolvers<KeyboardHook>();
    const closed = Promise.withResolvers<void>();
    worker.onmessage = ({ data }: MessageEvent<HookMessage>) => {
      switch (data.kind) {
        case "open":
          return opened.resolve(new KeyboardHook(worker, data.thread, closed.promise));
        case "key":
          return take(data.key);
        case "failed":
          worker.terminate();
          return opened.reject(windowsError(USER, data.symbol, data.code));
        case "closed":
          return closed.resolve();
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      opened.reject(new TypeError(`The keyboard's thread failed: ${event.message}`));
      closed.resolve();
      lost?.();
    };
    worker.postMessage({ consume } satisfies HookRequest);
    return opened.promise;
  }

  /** Removes the hook and ends its thread; what it had seen until then has been taken. */
  async close(): Promise<void> {
    const { PostThreadMessageW } = openLibrary(USER, SYMBOLS);
    if (PostThreadMessageW(this.#thread, WM_QUIT, 0n, 0n) !== 0) await this.#closed;
    this.#worker.terminate();
  }
}
