import { AppError, formatTime, LineHold, nearest, outputLines, type OutputStream } from "../core/mod.ts";
import type { OutputPiece } from "../platform/mod.ts";
import { findRun } from "./find_run.ts";
import type { Io } from "./io.ts";
import { logLines } from "./render/log_lines.ts";
import { prefixLines } from "./render/prefix_lines.ts";
import { painter } from "./render/style.ts";
import { stateOf } from "./state_of.ts";
import type { VerbMain } from "./verb.ts";

/**
 * `executor logs RUN [TASK]`: what tasks wrote, in the order they wrote it; of one task exactly the bytes of its standard output and error.
 * Records of a script's log go to standard error, as people read them. The name of a task with a matrix stands for all its instances.
 */
export const logsVerb: VerbMain = async (args, io) => {
  using state = await stateOf(args, io, "read");
  const [named = "", task] = args.positional;
  const run = findRun(state, named);
  const wanted = task === undefined ? undefined : tasksNamed(task, run.tasks.map(({ id }) => id), run.run);
  const only = wanted?.size === 1 ? [...wanted][0] : undefined;
  const show = io.json ? jsonOutput(io, run.run) : only === undefined ? prefixedOutput(io) : rawOutput(io);
  for (const piece of state.outputs.readInterleaved(run.run, only)) {
    if (wanted?.has(piece.task) !== false) await show(piece);
    if (io.out.closed) break;
  }
  return 0;
};

/** @throws AppError `task_unknown`. */
function tasksNamed(task: string, ids: readonly string[], run: string): ReadonlySet<string> {
  const found = ids.includes(task) ? [task] : ids.filter((id) => id.startsWith(`${task}[`));
  if (found.length > 0) return new Set(found);
  const near = nearest(task, [...ids, ...new Set(ids.map((id) => id.replace(/\[.*$/s, "")))]);
  throw new AppError("task_unknown", `The run ${run} has no task "${task}"`, near === undefined ? {} : { hint: `Did you mean "${near}"?` });
}

const NEWLINE = 10;

type Show = (piece: OutputPiece) => void | Promise<void>;

/** Exactly the bytes; records in lines of their own. */
function rawOutput(io: Io): Show {
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
function prefixedOutput(io: Io): Show {
  const encoder = new TextEncoder();
  const paint = painter(io.err.isTerminal, io.env);
  return inLines(({ task, stream }, bytes) => {
    const lines = stream === "log" ? logLines(bytes, paint) : bytes;
    return writerOf(io, stream).write(prefixLines(encoder.encode(`${task} | `), lines));
  });
}

function jsonOutput(io: Io, run: string): Show {
  return inLines(({ task, attempt, stream, time }, bytes) => {
    const when = time === undefined ? {} : { time: formatTime(time) };
    return io.out.write(outputLines({ type: "log", ...when, run, task, attempt, stream }, bytes));
  });
}

/** Joins pieces to whole lines: what is stored was cut wherever the task paused, and the pieces of other tasks stand between. */
function inLines(show: (piece: OutputPiece, lines: Uint8Array) => void | Promise<void>): Show {
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
