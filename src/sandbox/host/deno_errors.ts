import { assign, create, hasOwn, NativeDOMException, NativeRangeError, NativeTypeError } from "./captured.ts";
import { frozen } from "./frozen.ts";

type ErrorClass = new (message?: string) => Error;

function errorClass(name: string): ErrorClass {
  // The name is the instance's own, as in Deno, and so is the class's.
  const named = {
    [name]: class extends Error {
      override readonly name = name;
    },
  };
  return named[name] as ErrorClass;
}

const NAMES = [
  "NotFound",
  "PermissionDenied",
  "AlreadyExists",
  "InvalidData",
  "TimedOut",
  "Interrupted",
  "WriteZero",
  "UnexpectedEof",
  "BadResource",
  "Busy",
  "NotSupported",
  "FilesystemLoop",
  "IsADirectory",
  "NotADirectory",
  "NotCapable",
  "ConnectionRefused",
  "ConnectionReset",
  "ConnectionAborted",
  "Http",
] as const;

/** `Deno.errors`: the errors that requests may end with. */
export const DENO_ERRORS: Readonly<Record<typeof NAMES[number], ErrorClass>> = frozen(
  assign(create(null), Object.fromEntries(NAMES.map((name) => [name, errorClass(name)]))),
);

const OTHERS: Readonly<Record<string, (message: string) => Error>> = frozen(assign(create(null), {
  TypeError: (message: string) => new NativeTypeError(message),
  RangeError: (message: string) => new NativeRangeError(message),
  AbortError: (message: string) => new NativeDOMException(message, "AbortError"),
}));

/** The error that a script gets for one of the broker's, made where it is called so that its stack leads to the script. */
export function denoError(name: string, message: string): Error {
  const known = hasOwn(DENO_ERRORS, name) ? DENO_ERRORS[name as typeof NAMES[number]] : undefined;
  if (known !== undefined) return new known(message);
  return OTHERS[name]?.(message) ?? new Error(message);
}
