import { AppError } from "../../core/mod.ts";
import { readFirstToken } from "../../platform/mod.ts";

/**
 * The first admin token of a state folder; undefined when there is none.
 *
 * @throws AppError `state_unavailable` when it may not be read: the folder is another user's.
 */
export function localToken(folder: string): string | undefined {
  try {
    return readFirstToken(folder);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, {
      hint: "Ask as the user that the daemon runs as, or put a token of your own into EXECUTOR_TOKEN",
      cause: error,
    });
  }
}
