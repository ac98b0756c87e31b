/** What a {@link NativeError} says about the call that failed. */
export interface NativeFailure {
  /** The library's file name, such as `libc.so.6`. */
  readonly library: string;
  /** The C function. */
  readonly symbol: string;
  /** The library's own name for the failure, such as `ENOENT`. */
  readonly code: string;
  /** What the code means, or what the call was about. */
  readonly detail: string;
}

/** A native call failed. Stays inside `ffi/` and `platform/`, which turns it into an `AppError`. */
export class NativeError extends Error {
  override readonly name = "NativeError";
  readonly library: string;
  readonly symbol: string;
  readonly code: string;
  readonly detail: string;

  constructor(failure: NativeFailure) {
    super(`${failure.symbol} of ${failure.library} failed with ${failure.code}: ${failure.detail}`);
    this.library = failure.library;
    this.symbol = failure.symbol;
    this.code = failure.code;
    this.detail = failure.detail;
  }
}

/** This machine lacks what a native feature needs. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
  /** The library, symbol or capability that is missing. */
  readonly missing: string;
  /** How to get it. */
  readonly how: string;

  constructor(missing: string, how: string, cause?: unknown) {
    super(`${missing} is missing: ${how}`, cause === undefined ? undefined : { cause });
    this.missing = missing;
    this.how = how;
  }
}
