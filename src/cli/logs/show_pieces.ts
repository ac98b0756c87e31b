import { formatTime, LineHold, outputLines, type OutputStream } from "../../core/mod.ts";
import type { OutputPiece } from "../../platform/mod.ts";
import type { Io } from "../io.ts";
import { logLines } from "../render/log_lines.ts";
import { prefixLines } from "../render/prefix_lines.ts";
import { painter } from "../render/style.ts";

const NEWLINE = 10;

/** Takes the pieces of a run's output in their order; a promise asks for no more meanwhile. */
export type ShowPiece = (piece: OutputPiece) => void | Promise<void>;

/** How {@link showPieces} shows. */
export interface ShowPiecesOptions {
  readonly run: string;
  /** Of one task alone, exactly its bytes; else each line stands behind its task's id. */
  readonly isOneTask: boolean;
}

/** Writes a run's output to standard output and error: records of a script's log as people read them, with `--json` an object a line. */
export function showPieces(io: Io, { run, isOneTask }: ShowPiecesOptions): ShowPiece {
  return io.json ? jsonOutput(io, run) : isOneTask ? rawOutput(io) : prefixedOutput(io);
}

/** Exactly the bytes; records in lines of their own. */
function rawOutput(io: Io): ShowPiece {
  const paint = painter(io.err.isTerminal, io.env);
  let isMidLine = false;
  const showRecords = inLines((_, bytes) => {
    // Where both go to one place, a record does not hang on the end of a line that the task has not ended yet.
    if (isMidLine && io.out === io.err) io.err.write("\n");
    isMidLine = false;
    return io.err.write(logLines(bytes, paint));
  });
  return (piece) => {
    if (piece.stream === "log") return showRecords(piece);
    isMidLine = piece.bytes.at(-1) !== NEWLINE;
    return writerOf(io, piece.stream).write(piece.bytes.slice());
  };
}

/** Each line behind the id of its task. */
function prefixedOutput(io: Io): ShowPiece {
  const encoder = new TextEncoder();
  const paint = painter(io.err.isTerminal, io.env);
  return inLines(({ task, stream }, bytes) => {
    const lines = stream === "log" ? logLines(bytes, paint) : bytes;
    return writerOf(io, stream).write(prefixLines(encoder.encode(`${task} | `), lines));
  });
}

function jsonOutput(io: Io, run: string): ShowPiece {
  return inLines(({ task, attempt, stream, time }, bytes) => {
    const when = time === undefined ? {} : { time: formatTime(time) };
    return io.out.write(outputLines({ type: "log", ...when, run, task, attempt, stream }, bytes));
  });
}

/** Joins pieces to whole lines: what is stored was cut wherever the task paused, and the pieces of other tasks stand between. */
function inLines(show: (piece: OutputPiece, lines: Uint8Array) => void | Promise<void>): ShowPiece {
  const holds = new Map<string, LineHold>();
  return async (piece) => {
    const key = `${piece.attempt} ${piece.stream} ${piece.task}`;
    const hold = holds.get(key) ?? new LineHold();
    holds.set(key, hold);
    await hold.push(piece.bytes, (lines) => show(piece, lines));
    if (!piece.isLast) return;
    await hold.end((lines) => show(piece, lines));
    holds.delete(key);
  };
}

function writerOf(io: Io, stream: OutputStream) {
  return stream === "stdout" ? io.out : io.err;
}
