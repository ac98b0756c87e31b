import { NativeError } from "../errors.ts";
import { layoutOf } from "./layouts.ts";
import { errnoName } from "./errno.ts";
import { closeDescriptor } from "./descriptors.ts";
import { checked, LIBC, libc, nativeError } from "./libc.ts";

// <sys/socket.h>; the same numbers on x86-64 and aarch64.
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/** Opened apart from all else of libc: a run never needs them. */
const SYMBOLS = {
  // int socket(int domain, int type, int protocol); <sys/socket.h>
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  // ssize_t sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *addr, socklen_t len); <sys/socket.h>
  sendto: { parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;

let opened: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] | undefined;
const encoder = new TextEncoder();

/** A unix socket that sends datagrams to one address. Whoever opened it disposes it. */
export class DatagramSocket implements Disposable {
  readonly #address: Uint8Array<ArrayBuffer>;
  readonly #shown: string;
  #descriptor: number;

  /** Use {@link openDatagramSocket}. */
  constructor(descriptor: number, address: Uint8Array<ArrayBuffer>, shown: string) {
    this.#descriptor = descriptor;
    this.#address = address;
    this.#shown = shown;
  }

  /**
   * Sends one datagram without ever waiting.
   *
   * @returns False when the receiver's queue is full.
   * @throws NativeError
   */
  send(bytes: Uint8Array<ArrayBuffer>): boolean {
    const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    const sent = symbols().sendto(this.#descriptor, bytes, BigInt(bytes.length), flags, this.#address, this.#address.length);
    if (Number(sent) >= 0) return true;
    const errno = libc().errno();
    if (errnoName(errno) === "EAGAIN") return false;
    throw nativeError("sendto", errno, this.#shown);
  }

  [Symbol.dispose](): void {
    if (this.#descriptor >= 0) closeDescriptor(this.#descriptor);
    this.#descriptor = -1;
  }
}

/**
 * A socket for datagrams to a path, or to a name of the abstract namespace, which begins with `@`.
 *
 * @throws NativeError, also ENAMETOOLONG; UnsupportedError where there is no glibc; RangeError on a platform without layouts.
 */
export function openDatagramSocket(address: string): DatagramSocket {
  const sockaddr = sockaddrOf(address);
  // Before the first call whose errno counts: opening a library sets it too.
  libc();
  const descriptor = checked("socket", symbols().socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), address);
  return new DatagramSocket(descriptor, sockaddr, address);
}

function sockaddrOf(address: string): Uint8Array<ArrayBuffer> {
  const { size, fields } = layoutOf("struct sockaddr_un");
  const path = fields["sun_path"] ?? 0;
  const isAbstract = address.startsWith("@");
  const name = encoder.encode(isAbstract ? `\0${address.slice(1)}` : `${address}\0`);
  if (path + name.length > size) {
    throw new NativeError({ library: LIBC, symbol: "sendto", code: "ENAMETOOLONG", detail: `${address}: name too long` });
  }
  // What follows the name of an abstract socket would belong to it.
  const sockaddr = new Uint8Array(path + name.length);
  new DataView(sockaddr.buffer).setUint16(fields["sun_family"] ?? 0, AF_UNIX, true);
  sockaddr.set(name, path);
  return sockaddr;
}

function symbols() {
  return opened ??= Deno.dlopen(LIBC, SYMBOLS).symbols;
}
