import { AppError, nearest, stringifyJson } from "../core/mod.ts";
import type { Io } from "./io.ts";

/** The command line is wrong; names the nearest right word when there is one. */
export function usageError(message: string, found: string, candidates: readonly string[], help: string): AppError {
  const near = nearest(found, candidates);
  return new AppError("usage", message, { hint: near === undefined ? `See ${help}` : `Did you mean "${near}"? See ${help}` });
}

/**
 * Says why a verb failed: a catalogued error in its own words, anything else as a defect of ours under an id.
 *
 * @returns The exit code.
 */
export function reportFailure(error: unknown, io: Io): number {
  if (error instanceof AppError) {
    if (io.json) {
      const hint = error.hint === undefined ? {} : { hint: error.hint };
      const told = { type: "error", code: error.code, message: error.message, ...hint };
      // Once more at the end: no detail takes the place of these.
      io.out.line(stringifyJson({ ...told, ...error.details, ...told }));
    } else {
      io.err.line(`error: ${error.message} [${error.code}]${error.hint === undefined ? "" : `\nhint: ${error.hint}`}`);
    }
    return error.exitCode;
  }
  const id = crypto.randomUUID().slice(0, 8);
  const message = `Executor has a defect (${id}); please report it with what follows`;
  if (io.json) io.out.line(JSON.stringify({ type: "error", code: "internal", message }));
  io.err.line(`error: ${message} [internal]\n${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  return 70;
}
