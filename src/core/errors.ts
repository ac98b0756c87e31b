import { type Code, rowOf } from "./catalogue.ts";
import type { JsonObject } from "./json.ts";

/** What an {@link AppError} may carry besides its code and message. */
export interface AppErrorOptions {
  /** What to do about it; the catalogue's hint when absent. */
  readonly hint?: string;
  /** The failure underneath, kept for the log. */
  readonly cause?: unknown;
  /** What machines read besides: members of the API's problem and of `--json`, such as `errors` and `diff`. */
  readonly details?: JsonObject;
}

/**
 * An operation failed in a way the catalogue knows. The message says what was attempted and what was found.
 *
 * @example
 * ```ts
 * const error = new AppError("run_unknown", "No run \"r1\" in /tmp/state");
 * console.assert(error.exitCode === 2);
 * ```
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: Code;
  readonly hint: string | undefined;
  readonly details: JsonObject | undefined;

  constructor(code: Code, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? rowOf(code).hint;
    this.details = options.details;
  }

  /** The process exit code that this error ends a verb with. */
  get exitCode(): number {
    return rowOf(this.code).exit;
  }
}
