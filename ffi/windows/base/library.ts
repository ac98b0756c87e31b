import { UnsupportedError } from "../../errors.ts";

/** The library of processes, files and consoles. */
export const KERNEL = "kernel32.dll";
/** The library of tokens, security descriptors and services. */
export const ADVAPI = "advapi32.dll";

const ERROR_SYMBOLS = {
  // DWORD GetLastError(void); <errhandlingapi.h>
  GetLastError: { parameters: [], result: "u32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Opened before everything else: opening a library changes what it answers. */
let errors: Deno.DynamicLibrary<typeof ERROR_SYMBOLS>["symbols"] | undefined;

/** Why the call before failed. Right only straight after a synchronous call: others run on another thread, whose code is lost. */
export function lastError(): number {
  return errors === undefined ? 0 : errors.GetLastError();
}

/** What is open, by what was asked for. */
const libraries = new WeakMap<Deno.ForeignLibraryInterface, unknown>();

/**
 * Opens a library at the first call; it stays open.
 *
 * @param symbols The functions: a constant, by which the library is known the next time.
 * @throws UnsupportedError that names the library or the function which is missing.
 */
export function openLibrary<S extends Deno.ForeignLibraryInterface>(file: string, symbols: S): Deno.DynamicLibrary<S>["symbols"] {
  const known = libraries.get(symbols) as Deno.DynamicLibrary<S>["symbols"] | undefined;
  if (known !== undefined) return known;
  try {
    errors ??= Deno.dlopen(KERNEL, ERROR_SYMBOLS).symbols;
    const library = Deno.dlopen(file, symbols).symbols;
    libraries.set(symbols, library);
    return library;
  } catch (cause) {
    const symbol = /symbol ([A-Za-z]\w*)/.exec(cause instanceof Error ? cause.message : "")?.[1];
    throw new UnsupportedError(
      symbol === undefined ? file : `${symbol} of ${file}`,
      "use Windows 10 version 1809 or later on x86-64, and permit FFI",
      cause,
    );
  }
}
