import { NativeError } from "../errors.ts";
import { errnoMeaning, errnoName } from "../posix/errno.ts";
import { libbpf } from "./library.ts";
import { memoryCalls } from "./memory.ts";

/** `LIBBPF_DEBUG`, the level that is left out. */
const DEBUG = 2;
/** The verifier's log in one piece. */
const LONGEST_PIECE = 1 << 20;
const MOST_TEXT = 4 << 20;
const decoder = new TextDecoder();

/** libbpf failed. */
export class BpfError extends NativeError {
  /** What libbpf and the verifier said meanwhile; empty when they said nothing. */
  readonly log: string;

  /** @param errno Positive. */
  constructor(symbol: string, errno: number, log: string, about?: string) {
    const meaning = errnoMeaning(errno);
    super({ library: libbpf().library, symbol, code: errnoName(errno), detail: about === undefined ? meaning : `${about}: ${meaning}` });
    this.log = log;
  }
}

/** Makes a call of libbpf, and keeps what is printed meanwhile. */
export function withLog<T>(call: () => T): { readonly value: T; readonly log: string } {
  const { symbols } = libbpf();
  const { vsnprintf } = memoryCalls();
  const piece = new Uint8Array(LONGEST_PIECE);
  let log = "";
  // typedef int (*libbpf_print_fn_t)(enum libbpf_print_level level, const char *, va_list ap); <bpf/libbpf.h>
  const print = new Deno.UnsafeCallback({ parameters: ["i32", "pointer", "pointer"], result: "i32" }, (level, format, values) => {
    if (level >= DEBUG || log.length > MOST_TEXT) return 0;
    const length = vsnprintf(piece, BigInt(piece.length), format, values);
    if (length > 0) log += decoder.decode(piece.subarray(0, Math.min(length, piece.length - 1)));
    return length;
  });
  try {
    symbols.libbpf_set_print(print.pointer);
    const value = call();
    return { value, log };
  } finally {
    symbols.libbpf_set_print(null);
    print.close();
  }
}
