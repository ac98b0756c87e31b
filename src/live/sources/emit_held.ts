import { AppError, type Clock, type SourceEvent } from "../../core/mod.ts";
import type { LiveContext } from "./live_source.ts";

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2000;

/**
 * Hands an event over. What cannot be written down now is held, for as long as there is a daemon: nobody says it again.
 *
 * @param held Told each time why it is held.
 */
export async function emitHeld(event: SourceEvent, context: LiveContext, clock: Clock, held: (reason: string) => void): Promise<void> {
  for (let delayMs = FIRST_RETRY_MS;; delayMs = Math.min(2 * delayMs, LONGEST_RETRY_MS)) {
    try {
      await context.emit(event);
      return;
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith("state_")) throw error;
      held(error.message);
    }
    await clock.sleep(delayMs);
  }
}
