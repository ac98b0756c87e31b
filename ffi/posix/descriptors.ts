import { checked, libc } from "./libc.ts";
import { cString } from "./string_vectors.ts";
import { O_CLOEXEC, O_NOCTTY, O_NONBLOCK, O_RDWR, O_WRONLY } from "./open_flags.ts";

// <fcntl.h>, <asm-generic/ioctls.h>; the same numbers on x86-64 and aarch64.
const F_SETFL = 4;
const F_DUPFD_CLOEXEC = 1030;
const FIRST_FREE = 3;
const F_SETPIPE_SZ = 1031;
const FIONREAD = 0x541bn;
const MFD_CLOEXEC = 1;
const SEEK_SET = 0;

const pair = new Int32Array(2);
const pairBytes = new Uint8Array(pair.buffer);
let devNull: number | undefined;

/** The two ends of a pipe; the end named in `openPipe` does not block. Both are close-on-exec. */
export interface PipeEnds {
  readonly read: number;
  readonly write: number;
}

/** Opens a pipe whose `ours` end does not block; the other end blocks, as programs expect of their streams. */
export function openPipe(ours: "read" | "write"): PipeEnds {
  const symbols = libc();
  checked("pipe2", symbols.pipe2(pairBytes, O_CLOEXEC));
  const ends = { read: pair[0] ?? -1, write: pair[1] ?? -1 };
  symbols.fcntl(ends[ours], F_SETFL, O_NONBLOCK);
  return ends;
}

/** `/dev/null`, opened once. */
export function nullDescriptor(): number {
  devNull ??= checked("open", libc().open(cString("/dev/null"), O_RDWR | O_CLOEXEC), "/dev/null");
  return devNull;
}

/** Opens a file for reading. @throws NativeError */
export function openToRead(path: string): number {
  return checked("open", libc().open(cString(path), O_CLOEXEC), path);
}

/** Opens a file for writing, so that no write waits. It becomes nobody's controlling terminal. @throws NativeError */
export function openToWriteWithoutBlocking(path: string): number {
  return checked("open", libc().open(cString(path), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), path);
}

/** Opens a file for reading, so that no read waits. @throws NativeError */
export function openWithoutBlocking(path: string): number {
  return checked("open", libc().open(cString(path), O_NONBLOCK | O_CLOEXEC), path);
}

/**
 * A file in memory that holds `bytes`, to be read from its start. As a child's standard input it needs no feeding: no write can block
 * or break when the child does not read.
 */
export function openMemory(bytes: Uint8Array): number {
  const symbols = libc();
  const fd = checked("memfd_create", symbols.memfd_create(cString("stdin"), MFD_CLOEXEC));
  try {
    let rest = bytes as Uint8Array<ArrayBuffer>;
    while (rest.length > 0) {
      rest = rest.subarray(checked("write", symbols.write(fd, rest, BigInt(rest.length)), "memory for standard input"));
    }
    checked("lseek", symbols.lseek(fd, 0n, SEEK_SET));
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
  return fd;
}

/** Closes a descriptor; there is nothing to do about a failure. */
export function closeDescriptor(fd: number): void {
  libc().close(fd);
}

/** The same open file once more, close-on-exec, under a number above those of the standard streams. @throws NativeError */
export function duplicate(fd: number): number {
  return checked("fcntl", libc().fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE));
}

/** Asks for a larger pipe. Refused (over the user's quota) it stays as it was. */
export function enlargePipe(fd: number, bytes: number): void {
  libc().fcntl(fd, F_SETPIPE_SZ, bytes);
}

/** Bytes that stand in a pipe right now. */
export function queuedBytes(fd: number): number {
  pair[0] = 0;
  return libc().ioctl(fd, FIONREAD, pairBytes) < 0 ? 0 : (pair[0] ?? 0);
}
