import { type Instance, NO_OUTPUTS, type TaskEnd } from "./unit.ts";

/** How the journal says that an instance ended in an earlier process; undefined when it had not. */
export function priorEnd(instance: Instance): TaskEnd | undefined {
  const { prior, task } = instance;
  if (prior === undefined || prior.status === "pending" || prior.status === "running") return undefined;
  const outputs = prior.outputs ?? NO_OUTPUTS;
  const httpStatus = task.http === undefined ? undefined : outputs["status"];
  return {
    status: prior.status,
    attempt: prior.attempts,
    durationMs: prior.durationMs ?? 0,
    outputs,
    ...prior.exitCode === undefined ? {} : { exitCode: prior.exitCode },
    ...typeof httpStatus === "number" ? { httpStatus } : {},
    ...prior.reason === undefined ? {} : { reason: prior.reason },
    ...prior.error === undefined ? {} : { error: prior.error },
  };
}
