import { BrokerError } from "./operation.ts";

/** Deno's errors of files that a script may get; what else happens is an `Error`. */
const NAMES: ReadonlySet<string> = new Set([
  "NotFound",
  "AlreadyExists",
  "PermissionDenied",
  "IsADirectory",
  "NotADirectory",
  "FilesystemLoop",
  "NotSupported",
  "InvalidData",
  "Busy",
  "BadResource",
  "Interrupted",
  "UnexpectedEof",
  "WriteZero",
  "TimedOut",
  // What the system calls an invalid argument.
  "TypeError",
]);

/**
 * Does what a script asked for and tells it of a failure in Deno's words.
 *
 * @param about The operation and its path as the script wrote it, such as `open 'x'`.
 * @throws BrokerError
 */
export async function told<T>(about: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof BrokerError || !isSystemError(error)) throw error;
    // The runtime's message ends with the path that was worked on, which is ours; a message of our own has none.
    const words = /^.*?\(os error \d+\)/s.exec(error.message)?.[0] ?? error.message.replace(/: [a-z]+ '.*$/s, "");
    throw new BrokerError(NAMES.has(error.name) ? error.name : "Error", `${words}: ${about}`);
  }
}

/** Whether the operating system, or a check of what it holds, failed: everything else is a mistake of ours. */
function isSystemError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (/\(os error \d+\)/.test(error.message)) return true;
  return error.name === "Error" ? /^[A-Z][a-z ]+$/.test(error.message) : NAMES.has(error.name) && error.name !== "TypeError";
}
