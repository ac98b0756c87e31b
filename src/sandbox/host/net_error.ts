const NativeTypeError = TypeError;
const NativeRangeError = RangeError;
const NativeError = Error;
const NativeDOMException = DOMException;

/** A refusal or failure of the broker as what the platform throws: a real `TypeError`, `RangeError` or `DOMException` where that is its name. */
export function netError(error: unknown): unknown {
  if (!(error instanceof NativeError) || error instanceof NativeTypeError || error instanceof NativeRangeError) return error;
  if (error.name === "TypeError") return new NativeTypeError(error.message);
  if (error.name === "RangeError") return new NativeRangeError(error.message);
  if (error.name === "AbortError") return new NativeDOMException(error.message, "AbortError");
  return error;
}
