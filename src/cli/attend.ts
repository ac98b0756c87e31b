import { AppError } from "../core/mod.ts";
import type { RunOutcome } from "../engine/mod.ts";
import type { RunControl } from "../live/mod.ts";
import { createApprovals } from "../platform/mod.ts";
import { ignoresHangUp } from "./ignores_hang_up.ts";
import type { Io } from "./io.ts";
import { JsonRenderer } from "./render/run_json.ts";
import { PlainRenderer } from "./render/run_plain.ts";
import type { RunRenderer } from "./render/run_renderer.ts";
import { painter } from "./render/style.ts";
import { RUN_EXIT_CODES } from "./run_exit_code.ts";
import { isStdoutPiped } from "./standard_streams.ts";
import { terminalSize } from "./terminal_size.ts";
import type { VerbArgs } from "./verb.ts";

/** Nobody sees a delay so short, and a run of a thousand tasks writes a tenth as often. */
const GATHER_MS = 5;

/**
 * Stays with a run until it ends: shows it, and turns signals into a cancel, the second one into a kill.
 *
 * @returns The exit code.
 * @throws AppError `not_idempotent` when a resumed run stands at a task that may not be repeated, and what `work` throws.
 */
export async function attend(args: VerbArgs, io: Io, work: (control: Omit<RunControl, "sandbox">) => Promise<RunOutcome>): Promise<number> {
  const cancel = new AbortController();
  const kill = new AbortController();
  const onSignal = () => {
    if (cancel.signal.aborted) kill.abort("kill");
    else {
      if (io.err.isTerminal) renderer.note?.("cancelling: what runs has 3 s to end; Ctrl-C again kills at once");
      cancel.abort("cancel");
    }
  };
  const maxParallel = args.count("--max-parallel");
  const renderer = await rendererFor(io);
  for (const stream of [io.out, io.err]) stream.gather(GATHER_MS);
  const signals = signalsThatCancel();
  for (const signal of signals) Deno.addSignalListener(signal, onSignal);
  let saidClosed = false;
  const sayClosed = (run: string) => {
    if (!io.out.closed || saidClosed) return;
    saidClosed = true;
    io.err.line(`note: standard output was closed; all output is kept, see executor logs ${run}`);
  };
  try {
    const outcome = await work({
      environment: io.env,
      ...(maxParallel === undefined ? {} : { maxParallel }),
      approvals: createApprovals({
        yes: args.has("--yes"),
        // A line of its own: what other tasks write may follow at once.
        write: (question) => void io.err.line(question.trimEnd()),
        ...(renderer.prompt === undefined ? {} : { draw: (line) => renderer.prompt?.(line) }),
      }),
      signal: cancel.signal,
      kill: kill.signal,
      emit(event) {
        sayClosed(event.run);
        return renderer.event(event);
      },
    });
    // The last of the output may be what finds the reader gone.
    await io.out.flush();
    sayClosed(outcome.run);
    // Of such a run there was no event: nothing was begun.
    if (outcome.status === "interrupted") throw new AppError("not_idempotent", outcome.error?.message ?? `Run ${outcome.run} cannot go on`);
    return RUN_EXIT_CODES[outcome.status];
  } finally {
    renderer.end();
    for (const signal of signals) Deno.removeSignalListener(signal, onSignal);
  }
}

/** Listening to a signal would also end its being ignored, and with it what `nohup` promises. */
function signalsThatCancel(): readonly Deno.Signal[] {
  if (Deno.build.os === "windows") return ["SIGINT", "SIGBREAK"];
  return ignoresHangUp() ? ["SIGINT", "SIGTERM"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}

/** What shows a run on these streams: JSON lines, plain lines, or the live view of a terminal. */
export async function rendererFor(io: Io): Promise<RunRenderer> {
  if (io.json) return new JsonRenderer(io.out);
  const paint = painter(io.err.isTerminal, io.env);
  const isLive = io.err.isTerminal && !isStdoutPiped() && io.env["TERM"] !== "dumb" && (io.env["CI"] ?? "") === "";
  if (!isLive) return new PlainRenderer({ out: io.out, err: io.err, paint });
  // Loaded here alone: measuring the width of text costs more than a small run.
  const { LiveRenderer } = await import("./render/run_live.ts");
  // Both are the terminal, though perhaps not the same opening of it: one queue keeps output and region in order.
  return new LiveRenderer({ out: io.out.isTerminal ? io.err : io.out, err: io.err, paint }, terminalSize);
}
