import { AppError, nearest, stringifyJson } from "../core/mod.ts";
import { findRun } from "./find_run.ts";
import { prefixLines } from "./render/prefix_lines.ts";
import { stateOf } from "./state_of.ts";
import type { VerbMain } from "./verb.ts";

/** `executor logs RUN [TASK]`: what tasks wrote, in the order they wrote it; of one task exactly its bytes. */
export const logsVerb: VerbMain = async (args, io) => {
  using state = await stateOf(args, io, "read");
  const [named = "", task] = args.positional;
  const run = findRun(state, named);
  const ids = run.tasks.map(({ id }) => id);
  if (task !== undefined && !ids.includes(task)) {
    const near = nearest(task, ids);
    throw new AppError(
      "task_unknown",
      `The run ${run.run} has no task "${task}"`,
      near === undefined ? {} : { hint: `Did you mean "${near}"?` },
    );
  }
  const encoder = new TextEncoder();
  for (const piece of state.outputs.readInterleaved(run.run, task)) {
    const { stream, bytes } = piece;
    if (io.json) {
      const decoded = new TextDecoder().decode(bytes);
      for (const line of decoded.replace(/\n$/, "").split("\n")) {
        await io.out.line(stringifyJson({ type: "log", run: run.run, task: piece.task, attempt: piece.attempt, stream, line }));
      }
    } else {
      const shown = task === undefined ? prefixLines(encoder.encode(`${piece.task} | `), bytes) : bytes.slice();
      await (stream === "stdout" ? io.out : io.err).write(shown);
    }
    if (io.out.closed) break;
  }
  return 0;
};
