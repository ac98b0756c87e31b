/**
 * What the language offers, taken when this module was loaded: before any code of a script ran. Prototypes are frozen by then, and need no
 * care; what hangs on a global name does.
 */
export const { apply } = Reflect;
export const { assign, create, defineProperty, entries, freeze, hasOwn, keys } = Object;
export const { from } = Array;
export const Bytes = Uint8Array;
export const NativeDate = Date;
export const NativeDOMException = DOMException;
export const NativePromise = Promise;
export const NativeTypeError = TypeError;
export const NativeRangeError = RangeError;
export const toNumber = Number;
export const toBoolean = Boolean;
