import {
  allTasks,
  AppError,
  type Approvals,
  childTrace,
  type LoadedPipeline,
  parseTrace,
  type Pipeline,
  type RunEvent,
  type RunState,
  type TraceContext,
} from "../core/mod.ts";
import { type EnginePorts, resumeRun, type RunOptions, type RunOutcome, startRun } from "../engine/mod.ts";
import { type DeadRun, killLeft, type State } from "../platform/mod.ts";
import { createPorts } from "./engine_ports.ts";
import type { Sandbox } from "./open_sandbox.ts";
import { readSecrets } from "./load_pipeline.ts";

/** How a run is carried out and stopped. */
export interface RunControl {
  readonly environment: Readonly<Record<string, string>>;
  /** Where its children and scripts live; they end with it and not with the run. */
  readonly sandbox: Sandbox;
  readonly maxParallel?: number;
  readonly approvals: Approvals;
  /** The run's place in a trace; default within the one that the environment names by `TRACEPARENT`, or none. */
  readonly trace?: TraceContext;
  emit(event: RunEvent): void | Promise<void>;
  /** Cancels: what runs is asked to end, `finally` runs. */
  readonly signal: AbortSignal;
  /** Ends at once. */
  readonly kill: AbortSignal;
}

/** Runs a pipeline to its end; also another process may cancel it, through the state folder. */
export function runPipeline(loaded: LoadedPipeline, state: State, control: RunControl): Promise<RunOutcome> {
  return carryOut(loaded.pipeline, state, control, (ports, options) => startRun(loaded, ports, options));
}

/**
 * Goes on with a run whose process died. Its secrets are read again; they are stored nowhere.
 *
 * @throws AppError `run_alive`, `run_ended`, `secret_missing`.
 */
export async function resumePipeline(run: RunState, state: State, control: RunControl): Promise<RunOutcome> {
  const { secrets, problems } = readSecrets(run.pipeline, run.folder, control.environment);
  const [problem] = problems;
  if (problem !== undefined) throw new AppError(problem.code, problem.message, problem.hint === undefined ? {} : { hint: problem.hint });
  if (run.status === "interrupted") await killLeft(deadRuns(run, state), control.environment);
  return await carryOut(run.pipeline, state, control, (ports, options) => resumeRun(run, secrets, ports, options));
}

/** A run whose process died, with the runs of its sub-pipelines that ran then. */
function deadRuns(run: RunState, state: State): DeadRun[] {
  const inner = run.tasks.filter(({ status }) => status === "running").map(({ id }) => state.journal.readChild(run.run, id));
  return [run, ...inner.filter((child) => child !== undefined).flatMap((child) => deadRuns(child, state))];
}

async function carryOut(
  pipeline: Pipeline,
  state: State,
  control: RunControl,
  work: (ports: EnginePorts, options: RunOptions) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const { sandbox, trace = inheritedTrace(control.environment) } = control;
  const ports = createPorts(state, control.approvals, control.environment, sandbox);
  // While the first tasks begin, a sandbox starts beside them.
  if (allTasks(pipeline).some(({ script }) => script !== undefined)) void sandbox.warm();
  const ended = new AbortController();
  const asked = new AbortController();
  let isWatched = false;
  const watch = async (run: string) => {
    isWatched = true;
    if (await state.slots.cancelRequested(run, ended.signal)) asked.abort("cancel");
  };
  try {
    return await work(ports, {
      environment: control.environment,
      ...(control.maxParallel === undefined ? {} : { maxParallel: control.maxParallel }),
      ...(trace === undefined ? {} : { trace }),
      cores: navigator.hardwareConcurrency,
      signal: AbortSignal.any([control.signal, asked.signal]),
      kill: control.kill,
      emit(event) {
        if (!isWatched) watch(event.run).catch(() => {});
        return control.emit(event);
      },
    });
  } finally {
    ended.abort("ended");
  }
}

/** A span within the trace that started this process. */
function inheritedTrace(environment: Readonly<Record<string, string>>): TraceContext | undefined {
  const trace = parseTrace(environment["TRACEPARENT"], environment["TRACESTATE"]);
  return trace === undefined ? undefined : childTrace(trace);
}
