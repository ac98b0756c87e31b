import { AppError, type Failure } from "../core/mod.ts";

/**
 * An operation's failure as it is stored and shown. Anything but an {@link AppError} is a defect and thrown on.
 *
 * @param mask Replaces secrets in message and hint.
 */
export function failureOf(error: unknown, mask: (text: string) => string): Failure {
  if (!(error instanceof AppError)) throw error;
  return { code: error.code, message: mask(error.message), ...error.hint === undefined ? {} : { hint: mask(error.hint) } };
}
