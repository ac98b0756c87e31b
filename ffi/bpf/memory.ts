import { UnsupportedError } from "../errors.ts";
import { LIBC, libc, nativeError } from "../posix/libc.ts";

// <sys/mman.h>, <unistd.h>
const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;
const MAP_FAILED = 2n ** 64n - 1n;
const SC_PAGESIZE = 30;

/** Opened apart from the rest of libc: only probes need it. */
const SYMBOLS = {
  // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset); <sys/mman.h>
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  // int munmap(void *addr, size_t length); <sys/mman.h>
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
  // long sysconf(int name); <unistd.h>
  sysconf: { parameters: ["i32"], result: "i64" },
  // int vasprintf(char **strp, const char *fmt, va_list ap); <stdio.h>
  vasprintf: { parameters: ["buffer", "pointer", "pointer"], result: "i32" },
  // void free(void *ptr); <stdlib.h>
  free: { parameters: ["pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let opened: Symbols | undefined;

/** @throws UnsupportedError without glibc. */
export function memoryCalls(): Symbols {
  try {
    return opened ??= Deno.dlopen(LIBC, SYMBOLS).symbols;
  } catch (cause) {
    throw new UnsupportedError(`glibc (${LIBC})`, "use a Linux with glibc, and permit FFI", cause);
  }
}

/** In bytes. */
export function pageSize(): number {
  return Number(memoryCalls().sysconf(SC_PAGESIZE));
}

/** Memory that is shared with the kernel, until disposed. */
export class MappedMemory implements Disposable {
  #address: Deno.PointerObject | null;
  readonly #size: number;
  #buffer: ArrayBuffer | undefined;

  /** @throws NativeError */
  constructor(fd: number, size: number, { offset, isWritable }: { readonly offset: number; readonly isWritable: boolean }) {
    const protection = isWritable ? PROT_READ | PROT_WRITE : PROT_READ;
    const address = memoryCalls().mmap(null, BigInt(size), protection, MAP_SHARED, fd, BigInt(offset));
    if (address === null || Deno.UnsafePointer.value(address) === MAP_FAILED) throw nativeError("mmap", libc().errno());
    this.#address = address;
    this.#size = size;
    this.#buffer = Deno.UnsafePointerView.getArrayBuffer(address, size);
  }

  /** Must not be used after {@link Symbol.dispose}. */
  get buffer(): ArrayBuffer {
    if (this.#buffer === undefined) throw new TypeError("The memory is no longer mapped");
    return this.#buffer;
  }

  [Symbol.dispose](): void {
    this.#buffer = undefined;
    const address = this.#address;
    this.#address = null;
    if (address !== null) memoryCalls().munmap(address, BigInt(this.#size));
  }
}
