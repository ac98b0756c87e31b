import { endCommand } from "./end_word.ts";
import { leaveDocument } from "./here_document.ts";
import { PosixReading } from "./posix_reading.ts";
import { stepCommand } from "./read_command.ts";
import { stepText } from "./read_text.ts";
import type { ScannedShell } from "./slot.ts";

/**
 * Finds the `{{ }}` of a text in the shell command language (POSIX, with what bash and zsh add) and how each stands there: bare, in double
 * quotes, in a here-document, in arithmetic, or where no value can be handed over. What is in a comment is left alone.
 *
 * It reads as the shell does, but decides on the careful side: a text that a shell would refuse anyway may get a refusal here too.
 */
export function scanPosix(text: string): ScannedShell {
  const reading = new PosixReading(text);
  const { cursor, frames } = reading;
  while (!cursor.isBroken) {
    if (cursor.at >= cursor.limit) {
      if (!leaveDocument(reading)) break;
    } else if (reading.top.kind === "command") stepCommand(reading, reading.top);
    else stepText(reading, reading.top);
  }
  for (const frame of frames) if (frame.kind === "command") endCommand(frame);
  return cursor.result();
}
