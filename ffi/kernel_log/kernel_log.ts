import { closeDescriptor, openWithoutBlocking } from "../posix/descriptors.ts";
import { Errno } from "../posix/errno.ts";
import { libc, nativeError } from "../posix/libc.ts";
import { monotonicMicroseconds } from "../posix/monotonic_time.ts";

const RING = "/dev/kmsg";
/** The kernel's own bound of one record with its escapes: `CONSOLE_EXT_LOG_MAX`, later `PRINTK_MESSAGE_MAX`. */
const LONGEST_RECORD = 8192;
const decoder = new TextDecoder();

/** What the kernel keeps of its log, oldest first. Whoever opened it disposes it. */
export class KernelLog implements Disposable {
  /** By the clock that records are stamped with, in microseconds: when this was opened. What came later is not part of it. */
  readonly openedAt: bigint;
  readonly #descriptor: number;
  readonly #buffer = new Uint8Array(LONGEST_RECORD);

  /** Use {@link openKernelLog}. */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.openedAt = monotonicMicroseconds();
  }

  /**
   * The next record as the kernel writes it (Documentation/ABI/testing/dev-kmsg); undefined behind the last one. Where records were
   * overwritten before they were read, their numbers are left out.
   *
   * @throws NativeError
   */
  next(): string | undefined {
    const symbols = libc();
    while (true) {
      const count = symbols.read(this.#descriptor, this.#buffer, BigInt(LONGEST_RECORD));
      if (count > 0) return decoder.decode(this.#buffer.subarray(0, count));
      if (count === 0) return undefined;
      const errno = symbols.errno();
      if (errno === Errno.EAGAIN) return undefined;
      // EPIPE: the ring has gone round meanwhile, and the next read begins at its oldest record.
      if (errno !== Errno.EPIPE && errno !== Errno.EINTR) throw nativeError("read", errno, RING);
    }
  }

  [Symbol.dispose](): void {
    closeDescriptor(this.#descriptor);
  }
}

/**
 * Opens the kernel's log at its oldest record.
 *
 * @throws NativeError, with EPERM where it is for those with CAP_SYSLOG; UnsupportedError where there is no glibc.
 */
export function openKernelLog(): KernelLog {
  return new KernelLog(openWithoutBlocking(RING));
}
