import { NativeError } from "../../errors.ts";
import { lastError } from "./library.ts";

export { lastError };

/** Codes of <winerror.h> that the calls made here can answer: name and meaning. */
const ERRORS: Readonly<Record<number, readonly [name: string, meaning: string]>> = {
  2: ["ERROR_FILE_NOT_FOUND", "no such file"],
  3: ["ERROR_PATH_NOT_FOUND", "no such path"],
  5: ["ERROR_ACCESS_DENIED", "access denied"],
  6: ["ERROR_INVALID_HANDLE", "invalid handle"],
  8: ["ERROR_NOT_ENOUGH_MEMORY", "out of memory"],
  32: ["ERROR_SHARING_VIOLATION", "another process uses it"],
  38: ["ERROR_HANDLE_EOF", "end of file"],
  80: ["ERROR_FILE_EXISTS", "it exists"],
  87: ["ERROR_INVALID_PARAMETER", "invalid parameter"],
  109: ["ERROR_BROKEN_PIPE", "the other end is closed"],
  112: ["ERROR_DISK_FULL", "no space left"],
  120: ["ERROR_CALL_NOT_IMPLEMENTED", "not implemented by this Windows"],
  123: ["ERROR_INVALID_NAME", "no name that Windows takes"],
  183: ["ERROR_ALREADY_EXISTS", "it exists"],
  193: ["ERROR_BAD_EXE_FORMAT", "not a program that this system can run"],
  206: ["ERROR_FILENAME_EXCED_RANGE", "name or command line too long"],
  231: ["ERROR_PIPE_BUSY", "every instance of the pipe is in use"],
  232: ["ERROR_NO_DATA", "the pipe is being closed"],
  267: ["ERROR_DIRECTORY", "not a folder"],
  535: ["ERROR_PIPE_CONNECTED", "a program is connected already"],
  740: ["ERROR_ELEVATION_REQUIRED", "it asks for an administrator"],
  997: ["ERROR_IO_PENDING", "it goes on"],
  1063: ["ERROR_FAILED_SERVICE_CONTROLLER_CONNECT", "this process was not started by the service manager"],
  1314: ["ERROR_PRIVILEGE_NOT_HELD", "a privilege is not held"],
};

/** Codes that are decided by. */
export const WindowsCode = {
  FILE_NOT_FOUND: 2,
  PATH_NOT_FOUND: 3,
  IO_PENDING: 997,
  PIPE_CONNECTED: 535,
  NOT_A_SERVICE: 1063,
} as const;

/** The error of a function that failed; `code` is its `GetLastError`. */
export function windowsError(library: string, symbol: string, code: number, about?: string): NativeError {
  const [name, meaning] = ERRORS[code] ?? [`ERROR_${code}`, `Windows error ${code}`];
  return new NativeError({ library, symbol, code: name, detail: about === undefined ? meaning : `${about}: ${meaning}` });
}

/**
 * Passes the answer of a function on that fails with 0 or null.
 *
 * @throws NativeError
 */
export function checked<T>(library: string, symbol: string, answer: T, about?: string): NonNullable<T> {
  if (answer === 0 || answer === null || answer === undefined) throw windowsError(library, symbol, lastError(), about);
  return answer;
}

/** @throws NativeError for a HRESULT that says a failure; its code is that of Windows where it carries one. */
export function checkedResult(library: string, symbol: string, result: number, about?: string): void {
  if (result >= 0) return;
  const bits = result >>> 0;
  // FACILITY_WIN32, <winerror.h>
  if (bits >>> 16 === 0x8007) throw windowsError(library, symbol, bits & 0xffff, about);
  throw new NativeError({ library, symbol, code: `0x${bits.toString(16)}`, detail: about ?? "it says no more" });
}
