import {
  allTasks,
  AppError,
  type Approvals,
  childTrace,
  type Json,
  type JsonObject,
  type LoadedPipeline,
  parseTrace,
  type RunEvent,
  type RunState,
  type Scripts,
  type Slots,
  startTrace,
  type TraceContext,
} from "../../core/mod.ts";
import {
  type ConcurrencyPlace,
  createMasker,
  type EnginePorts,
  findConcurrency,
  type Masker,
  resumeRun,
  type RunOptions,
  type RunOutcome,
  startRun,
} from "../../engine/mod.ts";
import type { State } from "../../platform/mod.ts";
import { createPorts } from "../engine_ports.ts";
import { createLoader, includedProblems, readSecrets, settlePipeline } from "../load_pipeline.ts";
import type { Sandbox } from "../open_sandbox.ts";
import type { LoadedRevision } from "./loaded_revision.ts";

/** What {@link RunCarrier} works with. */
export interface RunCarrierOptions {
  readonly state: State;
  readonly sandbox: Sandbox;
  readonly environment: Readonly<Record<string, string>>;
  readonly approvals: Approvals;
}

/** A run with its settings, as far as it is known before it begins. */
export interface SettledRun {
  readonly loaded: LoadedPipeline;
  readonly masker: Masker;
  readonly revision: LoadedRevision;
}

/** Where a run can be stopped, and who hears of it. */
export interface RunStops {
  readonly signal: AbortSignal;
  readonly cut: AbortSignal;
  /** Ends the run at its beginning, as one that found no place in its group. */
  readonly isRefused?: boolean;
  emit(event: RunEvent): void;
  /** Hears which trace the run stands in. */
  trace(trace: TraceContext): void;
}

const NEVER = new AbortController().signal;

/** Carries runs out over the real world; everything that runs share is made once. */
export class RunCarrier {
  readonly #of: RunCarrierOptions;
  #ports: EnginePorts | undefined;

  constructor(of: RunCarrierOptions) {
    this.#of = of;
  }

  /**
   * Gives a pipeline its settings and secrets.
   *
   * @throws AppError `param_*`, `setting_*`, `secret_missing`; `errors` in its details names all problems.
   */
  async settle(revision: LoadedRevision, params: JsonObject): Promise<SettledRun> {
    const { file, folder, included, evaluate } = revision;
    const { environment: env } = this.#of;
    const pipeline = evaluate === undefined ? revision.pipeline : await evaluate(params);
    const settled = settlePipeline(pipeline, { file, folder }, { params, env });
    const problems = "problems" in settled ? settled.problems : included.size === 0 ? [] : includedProblems(included, env);
    const [first] = problems;
    if (first !== undefined || !("loaded" in settled)) {
      if (first === undefined) throw new TypeError("A pipeline that did not settle has a problem");
      const errors = problems.map(({ code, message, name, hint }) => ({ code, message, name, ...hint === undefined ? {} : { hint } }));
      throw new AppError(first.code, first.message, { ...first.hint === undefined ? {} : { hint: first.hint }, details: { errors } });
    }
    return { loaded: settled.loaded, masker: createMasker(settled.loaded.secrets), revision };
  }

  /** The place in a concurrency group that a run will ask for; the group's name is masked. @throws AppError `expr_*`. */
  async place({ loaded, masker }: SettledRun, run: string, event: JsonObject): Promise<ConcurrencyPlace | undefined> {
    const { concurrency } = loaded.pipeline;
    if (concurrency === undefined) return undefined;
    const place = await findConcurrency(loaded, this.#shared(), { environment: this.#of.environment, event }, run);
    return place === undefined ? undefined : { ...place, group: masker.text(place.group) };
  }

  /** Runs it to its end. @throws As `startRun` of the engine does. */
  start({ loaded, revision }: SettledRun, run: string, event: JsonObject, stops: RunStops): Promise<RunOutcome> {
    this.#warm(loaded.pipeline);
    const ports = this.#portsOf(revision, stops);
    const trace = traceOf(event);
    stops.trace(trace);
    return startRun(loaded, ports, { ...this.#options(stops), run, event, revision: revision.revision, trace });
  }

  /**
   * Goes on with an interrupted run; its secrets are read again.
   *
   * @param revision The revision it began with, when that is still there.
   * @throws As `resumeRun` of the engine does, and `secret_missing`.
   */
  async resume(state: RunState, revision: LoadedRevision | undefined, stops: RunStops): Promise<RunOutcome> {
    const { secrets, problems: [problem] } = readSecrets(state.pipeline, state.folder, this.#of.environment);
    if (problem !== undefined) throw new AppError(problem.code, problem.message, problem.hint === undefined ? {} : { hint: problem.hint });
    this.#warm(state.pipeline);
    const trace = traceOf(state.event ?? {});
    stops.trace(trace);
    return await resumeRun(state, secrets, this.#portsOf(revision, stops), { ...this.#options(stops), trace });
  }

  #options({ signal, cut, emit }: RunStops): RunOptions {
    const { environment } = this.#of;
    return { environment, cores: navigator.hardwareConcurrency, signal, kill: NEVER, cut, emit };
  }

  #portsOf(revision: LoadedRevision | undefined, { isRefused }: RunStops): EnginePorts {
    const { environment, sandbox } = this.#of;
    const shared = this.#shared();
    return {
      ...shared,
      ...revision === undefined ? {} : { scripts: scriptsOf(revision, sandbox.scripts) },
      // What a run includes is what its revision included, whatever became of the files.
      loader: createLoader(environment, sandbox, revision?.included),
      ...isRefused === true ? { slots: withoutPlaces(shared.slots) } : {},
    };
  }

  #shared(): EnginePorts {
    const { state, sandbox, environment, approvals } = this.#of;
    return this.#ports ??= createPorts(state, approvals, environment, sandbox);
  }

  /** While the first tasks begin, a sandbox starts beside them. */
  #warm(pipeline: LoadedPipeline["pipeline"]): void {
    if (allTasks(pipeline).some(({ script }) => script !== undefined)) void this.#of.sandbox.warm();
  }
}

/** Scripts are read once for a revision, and anew for the next: their files change without the pipeline's. */
function scriptsOf({ revision }: LoadedRevision, scripts: Scripts): Scripts {
  return { run: (call) => scripts.run({ ...call, revision: `${call.revision}@${revision}` }) };
}

/** The run's place in the trace that its event came with, or in a new one. */
function traceOf({ traceparent, tracestate }: JsonObject): TraceContext {
  const text = (value: Json | undefined) => typeof value === "string" ? value : undefined;
  const parent = parseTrace(text(traceparent), text(tracestate));
  return parent === undefined ? startTrace() : childTrace(parent);
}

/** Groups in which there is no room for anybody who does not wait. */
function withoutPlaces(slots: Slots): Slots {
  return {
    tryAcquire: () => undefined,
    acquire: (group, limit, run, signal) => slots.acquire(group, limit, run, signal),
    holders: (group) => slots.holders(group),
    requestCancel: (run) => slots.requestCancel(run),
    ...slots.cancelRequested === undefined
      ? {}
      : { cancelRequested: (run, signal) => slots.cancelRequested?.(run, signal) ?? Promise.resolve(false) },
  };
}
