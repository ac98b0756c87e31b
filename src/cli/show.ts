import { formatTime, runToJson, stringifyJson, type TaskState } from "../core/mod.ts";
import { findRun } from "./find_run.ts";
import { formatDuration } from "./render/format.ts";
import { painter } from "./render/style.ts";
import { stateOf } from "./state_of.ts";
import type { VerbMain } from "./verb.ts";

/** `executor show RUN`: a run and its tasks. */
export const showVerb: VerbMain = async (args, io) => {
  using state = await stateOf(args, io, "read");
  const run = findRun(state, args.positional[0] ?? "");
  if (io.json) {
    io.out.line(stringifyJson(runToJson(run)));
    return 0;
  }
  const paint = painter(io.out.isTerminal, io.env);
  const took = run.durationMs === undefined ? "" : ` in ${formatDuration(run.durationMs)}`;
  io.out.line(`${paint("bold", run.run)}  ${run.pipeline.name}  ${run.status.replace("_", " ")}${took}`);
  if (run.startedAt !== undefined) io.out.line(`started ${formatTime(run.startedAt)}`);
  for (const [name, value] of Object.entries(run.params)) io.out.line(`params.${name} = ${stringifyJson(value)}`);
  if (run.error !== undefined) io.out.line(`${run.error.message} [${run.error.code}]`);
  const width = Math.max(0, ...run.tasks.map((task) => task.id.length));
  for (const task of run.tasks) io.out.line(taskLine(task, width));
  return 0;
};

function taskLine(task: TaskState, width: number): string {
  const took = task.durationMs === undefined || task.attempts === 0 ? "" : formatDuration(task.durationMs);
  const tries = task.attempts > 1 ? `, ${task.attempts} attempts` : "";
  const why = task.error === undefined ? task.reason : `${task.error.message} [${task.error.code}]`;
  const hint = task.error?.hint === undefined ? "" : `\n  ${" ".repeat(width)}  hint: ${task.error.hint}`;
  return `  ${task.id.padEnd(width)}  ${task.status.replace("_", " ").padEnd(9)}  ${took.padStart(8)}${tries}${
    why === undefined ? "" : `  ${why}`
  }`.trimEnd() + hint;
}
