import { UnsupportedError } from "../errors.ts";
import { layoutOf } from "../posix/layouts.ts";
import { errnoName } from "../posix/errno.ts";
import { LIBC } from "../posix/libc.ts";

// <asm/unistd.h>, <linux/bpf.h>, <sys/fanotify.h>
const SYS_BPF = { x86_64: 321n, aarch64: 280n } as const;
const BPF_PROG_LOAD = 5n;
const BPF_PROG_TYPE_RAW_TRACEPOINT = 17;
/** mov r0, 0; exit */
const PROGRAM = [0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0] as const;
/** "GPL" */
const LICENSE = [0x47, 0x50, 0x4c, 0] as const;
const FAN_CLOEXEC = 1;

const SYMBOLS = {
  __errno_location: { parameters: [], result: "pointer" },
  // int close(int fd); <unistd.h>
  close: { parameters: ["i32"], result: "i32" },
  // int fanotify_init(unsigned int flags, unsigned int event_f_flags); <sys/fanotify.h>
  fanotify_init: { parameters: ["u32", "u32"], result: "i32" },
  // int bpf(int cmd, union bpf_attr *attr, unsigned int size), which glibc does not wrap.
  bpf: { name: "syscall", parameters: ["i64", "i64", "buffer", "u64"], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;

/** `done`, or errno's name, such as `EPERM`. */
export type CallOutcome = string;

/**
 * Whether this process may load programs that trace: one that does nothing is loaded and dropped.
 *
 * @throws UnsupportedError without glibc, or on another processor.
 */
export function tryBpf(): CallOutcome {
  const number = SYS_BPF[Deno.build.arch];
  const { size, fields } = layoutOf("union bpf_attr");
  // One buffer holds the attributes and what they point to, so that nothing of it is collected or moved before the call.
  const bytes = new Uint8Array(new ArrayBuffer(size + PROGRAM.length + LICENSE.length));
  bytes.set(PROGRAM, size);
  bytes.set(LICENSE, size + PROGRAM.length);
  const address = Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)) + BigInt(size);
  const attribute = new DataView(bytes.buffer);
  attribute.setUint32(fields["prog_type"] ?? 0, BPF_PROG_TYPE_RAW_TRACEPOINT, true);
  attribute.setUint32(fields["insn_cnt"] ?? 0, PROGRAM.length / 8, true);
  attribute.setBigUint64(fields["insns"] ?? 0, address, true);
  attribute.setBigUint64(fields["license"] ?? 0, address + BigInt(PROGRAM.length), true);
  return outcome((libc) => Number(libc.bpf(number, BPF_PROG_LOAD, bytes, BigInt(size))));
}

/** Whether this process may watch whole file systems. @throws UnsupportedError without glibc. */
export function tryFanotify(): CallOutcome {
  return outcome((libc) => libc.fanotify_init(FAN_CLOEXEC, 0));
}

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** Makes a call that answers a descriptor, and closes that. */
function outcome(call: (libc: Symbols) => number): CallOutcome {
  const library = openLibc();
  try {
    const { symbols } = library;
    const descriptor = call(symbols);
    if (descriptor >= 0) {
      symbols.close(descriptor);
      return "done";
    }
    const address = symbols.__errno_location();
    return errnoName(address === null ? 0 : new Deno.UnsafePointerView(address).getInt32());
  } finally {
    library.close();
  }
}

function openLibc(): Deno.DynamicLibrary<typeof SYMBOLS> {
  try {
    return Deno.dlopen(LIBC, SYMBOLS);
  } catch (cause) {
    throw new UnsupportedError(`glibc (${LIBC})`, "use a Linux with glibc, and permit FFI", cause);
  }
}
