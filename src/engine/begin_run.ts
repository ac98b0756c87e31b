import { AppError, type JsonObject, type LoadedPipeline, type RunRecord, type RunState, stringifyJson } from "../core/mod.ts";
import type { EnginePorts } from "./attempt.ts";
import { findUnrepeatable } from "./find_unrepeatable.ts";
import { MASK } from "./mask_text.ts";
import type { EngineParts } from "./parts.ts";
import { PipelineRun } from "./pipeline_run.ts";
import { prepareRun } from "./prepare_run.ts";
import type { RunOptions, RunOutcome } from "./run_options.ts";
import { type Lineage, secretsWithin } from "./sub_pipeline.ts";

/** A run that can be carried out, or the outcome of one that cannot go on. */
export type Continuation = { readonly run: PipelineRun } | { readonly outcome: RunOutcome };

/** What a run was started with. */
type Settings = Pick<LoadedPipeline, "params" | "config">;

/** The lineage of a run that nothing stands around. */
export const OUTERMOST: Lineage = { files: [], groups: new Set(), secrets: {} };

/**
 * Creates a run in the journal.
 *
 * @throws AppError when the run's own fields cannot be evaluated, and then nothing has been created; `state_*`.
 */
export async function beginRun(
  loaded: LoadedPipeline,
  ports: EnginePorts,
  parts: EngineParts,
  options: RunOptions,
  lineage: Lineage,
): Promise<{ readonly run: PipelineRun }> {
  const run = options.run ?? ports.newRunId();
  const masker = parts.createMasker(secretsWithin(lineage, loaded));
  const prepared = await prepareRun(loaded, ports, parts, options, run, masker.text);
  const record: RunRecord = {
    run,
    pipeline: loaded.pipeline,
    file: loaded.file,
    folder: loaded.folder,
    revision: options.revision ?? null,
    params: masker.json(loaded.params),
    config: masker.json(loaded.config),
    createdAt: ports.clock.now(),
    ...lineage.parent === undefined ? {} : { parent: lineage.parent },
    // A run within another has the event of the outermost, which need not be stored again.
    ...lineage.parent !== undefined || options.event === undefined ? {} : { event: masker.json(options.event) },
  };
  const lease = ports.journal.create(record);
  return { run: new PipelineRun({ loaded, ports, parts, options, prepared, lease, lineage }) };
}

/**
 * Takes over a run whose process is gone. When it stands at a task that may not be repeated nothing is started or written, and the run
 * stays as it was.
 *
 * @param secrets Values by name, which are stored nowhere.
 * @param given The settings, where they are known anew; otherwise those that were stored.
 * @throws AppError `run_unknown`, `run_alive`, `run_ended`, `resume_mismatch`, `state_*`.
 */
export async function continueRun(
  state: RunState,
  secrets: Readonly<Record<string, string>>,
  ports: EnginePorts,
  parts: EngineParts,
  options: RunOptions,
  lineage: Lineage,
  given?: Settings,
): Promise<Continuation> {
  const lease = ports.journal.takeOver(state.run);
  try {
    // What counts is what the journal says once nobody else can write it.
    const prior = ports.journal.read(state.run) ?? state;
    const stuck = findUnrepeatable(prior, ports.journal);
    if (stuck !== undefined) {
      lease[Symbol.dispose]();
      return { outcome: stuckOutcome(prior, stuck) };
    }
    const { pipeline, file, folder } = prior;
    const event = options.event ?? eventOf(prior, ports.journal);
    const { params, config } = given ?? storedSettings(prior, secrets, event);
    const loaded: LoadedPipeline = { pipeline, file, folder, params, config, secrets };
    // Before its first event nothing of the run was worked out, and what its tasks are is only a guess.
    const tasks = prior.startedAt === undefined ? undefined : prior.tasks;
    const masker = parts.createMasker(secretsWithin(lineage, loaded));
    const resumed = { ...options, ...event === undefined ? {} : { event } };
    const prepared = await prepareRun(loaded, ports, parts, resumed, prior.run, masker.text, tasks);
    return { run: new PipelineRun({ loaded, ports, parts, options: resumed, prepared, lease, lineage, prior }) };
  } catch (error) {
    lease[Symbol.dispose]();
    throw error;
  }
}

/** What started a run, kept with the outermost of those it stands within. */
function eventOf(state: RunState, journal: EnginePorts["journal"]): JsonObject | undefined {
  let at: RunState | undefined = state;
  while (at?.parent !== undefined) at = journal.read(at.parent.run);
  return at?.event;
}

/** A run's settings as the journal has them. @throws AppError `resume_mismatch` when a secret was among them, which is not stored. */
function storedSettings(
  { run, params, config }: RunState,
  secrets: Readonly<Record<string, string>>,
  event: JsonObject | undefined,
): Settings {
  const isMasked = Object.keys(secrets).length > 0 && stringifyJson([params, config, event ?? {}]).includes(MASK);
  if (!isMasked) return { params, config };
  throw new AppError("resume_mismatch", `Run ${run} was given a secret as a parameter, setting or payload, and no secret is stored`, {
    hint: "Start a new run; take the value from `secrets` where the pipeline needs it",
  });
}

function stuckOutcome(prior: RunState, stuck: readonly string[]): RunOutcome {
  const message = `Task "${stuck.join(" → ")}" was running when the process died and may not be repeated`;
  return { run: prior.run, status: "interrupted", error: { code: "not_idempotent", message }, outputs: {}, counts: {}, durationMs: 0 };
}
