/**
 * What of the runtime's globals a script sees; everything else is taken away, so that what a later runtime adds is absent until it is
 * listed here. Left out on purpose: `Atomics` and `SharedArrayBuffer` (precise clocks, and code that runs on after its task),
 * `FinalizationRegistry` (the same), `WebAssembly` (memory beyond the heap), `Worker`, `BroadcastChannel`, `MessageChannel` (ways out of
 * the realm), `caches`, `navigator`, `location`, `postMessage`, `close` and `addEventListener` (the worker's own).
 */
export const KEPT_GLOBALS: ReadonlySet<string> = new Set([
  // The language
  ..."Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp".split(" "),
  ..."Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError".split(" "),
  ..."globalThis JSON Math Intl Temporal Reflect Proxy Iterator BigInt Map Set WeakMap WeakSet WeakRef".split(" "),
  ..."ArrayBuffer DataView Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array".split(" "),
  ..."Uint8ClampedArray Float16Array Float32Array Float64Array DisposableStack AsyncDisposableStack".split(" "),
  ..."decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN".split(" "),
  // The web's
  ..."AbortController AbortSignal Blob File FormData Headers Request Response URL URLPattern URLSearchParams".split(" "),
  ..."Event EventTarget CustomEvent ErrorEvent CloseEvent MessageEvent ProgressEvent DOMException QuotaExceededError".split(" "),
  ..."ByteLengthQueuingStrategy CountQueuingStrategy CompressionStream DecompressionStream".split(" "),
  ..."ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest".split(" "),
  ..."ReadableByteStreamController ReadableStreamDefaultController".split(" "),
  ..."WritableStream WritableStreamDefaultWriter WritableStreamDefaultController TransformStream TransformStreamDefaultController".split(
    " ",
  ),
  ..."TextDecoder TextEncoder TextDecoderStream TextEncoderStream atob btoa structuredClone queueMicrotask".split(" "),
  ..."crypto Crypto CryptoKey SubtleCrypto self".split(" "),
  // Ours: see `realm.ts`
  ..."console performance setTimeout clearTimeout setInterval clearInterval fetch WebSocket Deno".split(" "),
]);
