import { loadProgram } from "../bpf/dispatch/kernel_bpf.ts";
import { NativeError, UnsupportedError } from "../errors.ts";
import { checked, LIBC, libc } from "../posix/libc.ts";

// <linux/bpf.h>, <sys/fanotify.h>
const BPF_PROG_TYPE_RAW_TRACEPOINT = 17;
/** mov r0, 0; exit */
const PROGRAM = Uint8Array.of(0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0);
const FAN_CLOEXEC = 1;

const SYMBOLS = {
  // int fanotify_init(unsigned int flags, unsigned int event_f_flags); <sys/fanotify.h>
  fanotify_init: { parameters: ["u32", "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

let opened: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] | undefined;

/** `done`, or errno's name, such as `EPERM`. */
export type CallOutcome = string;

/**
 * Whether this process may load programs that trace: one that does nothing is loaded and dropped.
 *
 * @throws UnsupportedError without glibc.
 */
export function tryBpf(): CallOutcome {
  const kind = { type: BPF_PROG_TYPE_RAW_TRACEPOINT, attachType: 0, attachBtfId: 0, attachBtfObjectId: 0 };
  return outcome(() => loadProgram("executor_try", PROGRAM, kind));
}

/** Whether this process may watch whole file systems. @throws UnsupportedError without glibc. */
export function tryFanotify(): CallOutcome {
  const { fanotify_init } = symbols();
  return outcome(() => checked("fanotify_init", fanotify_init(FAN_CLOEXEC, 0)));
}

/** Makes a call that answers a descriptor, and closes that. */
function outcome(call: () => number): CallOutcome {
  // Opened before the call: nothing may come between it and its error number.
  const { close } = libc();
  try {
    close(call());
    return "done";
  } catch (error) {
    if (error instanceof NativeError) return error.code;
    throw error;
  }
}

function symbols() {
  try {
    return opened ??= Deno.dlopen(LIBC, SYMBOLS).symbols;
  } catch (cause) {
    throw new UnsupportedError(`glibc (${LIBC})`, "use a Linux with glibc, and permit FFI", cause);
  }
}
