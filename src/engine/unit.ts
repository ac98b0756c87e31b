import type { Failure, JsonObject, Task, TaskState, TaskStatus } from "../core/mod.ts";
import type { TaskInstance, TaskResult } from "./attempt.ts";
import { kindOf } from "./kinds/mod.ts";
import type { TaskPhase } from "./task_machine.ts";

/** How a task ended, whatever it was that ended it. */
export interface TaskEnd {
  readonly status: TaskStatus;
  /** The last attempt that ran; 0 when none did. */
  readonly attempt: number;
  readonly exitCode?: number;
  readonly httpStatus?: number;
  readonly durationMs: number;
  readonly outputs: JsonObject;
  readonly reason?: string;
  readonly error?: Failure;
}

/** A task instance and where it stands. */
export interface Instance extends TaskInstance {
  /** Its place among all instances of the stage: who is first in the document starts first. */
  readonly ordinal: number;
  /** What stands in the brackets of a matrix instance's id. */
  readonly key: string | undefined;
  /** What an earlier process left of it. */
  readonly prior: TaskState | undefined;
  phase: TaskPhase;
  end: TaskEnd | undefined;
}

/** How a dependency counts for those who wait for it: it ran, it was left out by choice, or a failure stands in the way. */
export type Outcome = "ok" | "left_out" | "blocked";

/** What a dependent waits for: the task's end, or one of its branches. */
export type EdgeKind = "after" | "then" | "else";

/** One task of the document with its instances, as the nodes of the graph are. */
export interface Unit {
  readonly task: Task;
  readonly instances: Instance[];
  /** What it offers as `upstream`: its `depends_on`, or else the routers that name it. */
  readonly upstream: readonly string[];
  readonly dependents: { readonly to: Unit; readonly kind: EdgeKind }[];
  /** Dependencies that have not ended. */
  open: number;
  /** Dependencies that ran. */
  ok: number;
  /** Whether a router names it, and whether one of them has chosen it. */
  routed: boolean;
  chosen: boolean;
  /** Why nothing came of a dependency, for the reason of a skip. */
  leftOutBy: string | undefined;
  notChosenBy: string | undefined;
  blockedBy: string | undefined;
  /** Instances that have not ended, and the next one to release. */
  left: number;
  nextInstance: number;
  /** Set at the end. */
  outcome: Outcome | undefined;
  branch: "then" | "else" | undefined;
}

/** What is to become of a unit whose dependencies have all ended. */
export type Verdict = { readonly run: true } | { readonly run: false; readonly reason: string };

/**
 * A failed dependency blocks, and so does what it blocks; a task of a branch runs only when it was chosen; a task whose dependencies
 * were all left out is left out too, and runs as soon as one of them ran.
 */
export function verdictOn(unit: Unit): Verdict {
  if (unit.blockedBy !== undefined) return { run: false, reason: unit.blockedBy };
  if (unit.routed && !unit.chosen) return { run: false, reason: unit.notChosenBy ?? "no branch leads to it" };
  if (unit.ok === 0 && unit.leftOutBy !== undefined) return { run: false, reason: unit.leftOutBy };
  return { run: true };
}

/** Tells a dependent that what it waits for has ended. */
export function applyEdge(to: Unit, kind: EdgeKind, from: Unit): void {
  to.open--;
  const id = from.task.id;
  if (from.outcome === "blocked") {
    to.blockedBy ??= from.blockedBy ?? `"${id}" did not end well`;
  } else if (kind !== "after") {
    if (from.branch === kind) {
      to.chosen = true;
      to.ok++;
    } else {
      to.notChosenBy ??= from.branch !== undefined
        ? `"${id}" took the other branch`
        : from.outcome === "ok"
        ? `"${id}" could not tell which branch to take`
        : `"${id}" was skipped`;
    }
  } else if (from.outcome === "ok") {
    to.ok++;
  } else {
    to.leftOutBy ??= `"${id}" was skipped`;
  }
}

/** Whether a failure is one that the task says to go on after. */
export function isTolerated(task: Task, end: TaskEnd): boolean {
  if (end.status !== "failed" && end.status !== "timed_out") return false;
  const { failure, exit_code } = task.continue_on ?? {};
  return failure === true || end.exitCode !== undefined && exit_code?.includes(end.exitCode) === true;
}

/** Closes a unit whose instances have all ended: its outcome, the branch it took, and why it blocks. */
export function closeUnit(unit: Unit, ran: boolean): void {
  let succeeded = 0;
  for (const { id, end } of unit.instances) {
    if (end === undefined || end.status === "skipped") continue;
    if (end.status === "succeeded" || isTolerated(unit.task, end)) succeeded++;
    else unit.blockedBy ??= `"${id}" ${PAST_TENSE[end.status]}`;
  }
  unit.outcome = unit.blockedBy !== undefined ? "blocked" : succeeded > 0 ? "ok" : "left_out";
  unit.branch = branchOf(unit, ran);
}

const PAST_TENSE: Readonly<Record<TaskStatus, string>> = {
  succeeded: "succeeded",
  failed: "failed",
  skipped: "was skipped",
  cancelled: "was cancelled",
  timed_out: "timed out",
};

/**
 * The branch a router took. One without a kind says it in its outputs; one with a kind takes `then` when it succeeded, and `else` when
 * its condition was false or it failed in a way it tolerates. Derived from what is stored, so that `resume` finds the same.
 */
function branchOf(unit: Unit, ran: boolean): "then" | "else" | undefined {
  const { task, outcome } = unit;
  const end = unit.instances[0]?.end;
  if (!isRouter(task) || !ran || end === undefined || outcome === "blocked") return undefined;
  if (choosesByVerdict(task)) return branchOfVerdicts(unit);
  if (kindOf(task) === "none") return end.outputs["branch"] === "then" ? "then" : end.outputs["branch"] === "else" ? "else" : undefined;
  return end.status === "succeeded" ? "then" : "else";
}

/** Whether the task is a check whose sentence names tasks to run. */
function choosesByVerdict({ check }: Task): boolean {
  return check?.then?.kind === "run" || check?.else?.kind === "run";
}

/** `then` when an instance of the check said yes, `else` when all said no; neither when it is unknown. */
function branchOfVerdicts(unit: Unit): "then" | "else" | undefined {
  const verdicts = unit.instances.map(({ end }) => end?.outputs["verdict"]);
  if (verdicts.includes("yes")) return "then";
  return verdicts.every((verdict) => verdict === "no") ? "else" : undefined;
}

/** Whether the task's matrix came out without a combination; its only instance then stands for the task. */
export function isEmptyMatrix(unit: Unit): boolean {
  return unit.task.matrix !== undefined && unit.instances[0]?.key === undefined;
}

/** The outputs of what has none. */
export const NO_OUTPUTS: JsonObject = Object.freeze(Object.create(null));

/** Whether the task chooses between branches. */
export function isRouter(task: Task): boolean {
  return task.then !== undefined || task.else !== undefined;
}

/** What expressions see of a unit that has ended. */
export function resultOf(unit: Unit): TaskResult {
  const [first] = unit.instances;
  if (unit.task.matrix === undefined || first?.key === undefined) {
    return first?.end === undefined ? { status: "skipped", attempt: 0, outputs: {}, durationMs: 0 } : toResult(first.end);
  }
  const instances = new Map<string, TaskResult>();
  const outputs: Record<string, JsonObject> = Object.create(null);
  let durationMs = 0;
  for (const { key = "", end } of unit.instances) {
    if (end === undefined) continue;
    instances.set(key, toResult(end));
    outputs[key] = end.outputs;
    durationMs = Math.max(durationMs, end.durationMs);
  }
  return { status: statusOfAll(unit), attempt: 0, outputs, durationMs, instances };
}

/** One status for a whole matrix: the worst that happened, where being left out is no harm. */
function statusOfAll(unit: Unit): TaskStatus {
  const seen = new Set(unit.instances.map(({ end }) => end?.status));
  for (const status of ["cancelled", "failed", "timed_out", "succeeded"] as const) if (seen.has(status)) return status;
  return "skipped";
}

/** A task's end as expressions see it. */
export function toResult(end: TaskEnd): TaskResult {
  return {
    status: end.status,
    attempt: end.attempt,
    outputs: end.outputs,
    durationMs: end.durationMs,
    ...end.exitCode === undefined ? {} : { exitCode: end.exitCode },
    ...end.httpStatus === undefined ? {} : { httpStatus: end.httpStatus },
  };
}
