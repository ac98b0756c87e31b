import { KERNEL, openLibrary } from "./library.ts";

const SYMBOLS = {
  // BOOL CloseHandle(HANDLE); <handleapi.h>
  CloseHandle: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The one owner of a handle, which closes it. */
export class Handle implements Disposable {
  #pointer: Deno.PointerObject | undefined;

  /** Takes it over. */
  constructor(pointer: Deno.PointerObject) {
    this.#pointer = pointer;
  }

  /** Whether it has been closed or given away. */
  get isClosed(): boolean {
    return this.#pointer === undefined;
  }

  /** For a call. @throws TypeError once it was closed. */
  get pointer(): Deno.PointerObject {
    if (this.#pointer === undefined) throw new TypeError("A handle is used after it was closed");
    return this.#pointer;
  }

  [Symbol.dispose](): void {
    if (this.#pointer === undefined) return;
    openLibrary(KERNEL, SYMBOLS).CloseHandle(this.#pointer);
    this.#pointer = undefined;
  }
}

/** `INVALID_HANDLE_VALUE` of <handleapi.h>: what functions that open files answer for a failure. */
export const INVALID_HANDLE = 0xffff_ffff_ffff_ffffn;

/** What a function answered that opens a file or pipe; undefined for a failure. */
export function openedHandle(pointer: Deno.PointerValue): Handle | undefined {
  return pointer === null || BigInt(Deno.UnsafePointer.value(pointer)) === INVALID_HANDLE ? undefined : new Handle(pointer);
}
