import { NativeError } from "../errors.ts";
import { errnoMeaning, errnoName } from "../posix/errno.ts";
import { libbpf } from "./library.ts";
import { memoryCalls } from "./memory.ts";

/** `LIBBPF_DEBUG`, the level that is left out. */
const DEBUG = 2;
/** The verifier's log comes in one piece, perhaps of many megabytes. So much of each end is kept: at the last stands why it refused. */
const KEPT_BEGINNING = 64 * 1024;
const KEPT_END = 960 * 1024;
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
  const { vasprintf, free } = memoryCalls();
  const place = new BigUint64Array(1);
  let log = "";
  // typedef int (*libbpf_print_fn_t)(enum libbpf_print_level level, const char *, va_list ap); <bpf/libbpf.h>
  const print = new Deno.UnsafeCallback({ parameters: ["i32", "pointer", "pointer"], result: "i32" }, (level, format, values) => {
    if (level >= DEBUG || log.length > MOST_TEXT) return 0;
    const length = vasprintf(place, format, values);
    const piece = length < 0 ? null : Deno.UnsafePointer.create(place[0] ?? 0n);
    if (piece === null) return length;
    log += textOf(new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(piece, length)));
    free(piece);
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

function textOf(piece: Uint8Array): string {
  const leftOut = piece.length - KEPT_BEGINNING - KEPT_END;
  if (leftOut <= 0) return decoder.decode(piece);
  const beginning = decoder.decode(piece.subarray(0, KEPT_BEGINNING));
  return `${beginning}\n… ${leftOut} bytes left out …\n${decoder.decode(piece.subarray(piece.length - KEPT_END))}`;
}
