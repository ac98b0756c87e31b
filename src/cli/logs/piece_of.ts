import { PIECE_BYTES, type TaskOutput } from "../../core/mod.ts";
import type { OutputPiece } from "../../platform/mod.ts";

const NEWLINE = 10;

/** An event of output as a piece of what is stored. What does not end its line is the last of its stream, or a part of a very long line. */
export function pieceOf({ task, attempt, stream, time, bytes }: TaskOutput): OutputPiece {
  const isLast = bytes.at(-1) !== NEWLINE && bytes.length < PIECE_BYTES;
  // The reader of a feed goes on in the same memory, and what is written waits in a queue.
  return { task, attempt, stream, time, bytes: bytes.slice(), isLast };
}
