import {
  AppError,
  type Child,
  type ChildConfinement,
  type ChildExit,
  type ChildLimits,
  type ChildSpec,
  type ChildStream,
  type Failure,
  limitText,
} from "../../core/mod.ts";
import type { AttemptContext, AttemptResult } from "../attempt.ts";
import { confinementOf, confineOf } from "../confinement.ts";
import { explainConfined } from "../explain_confined.ts";
import { failed, type KindInput, outputKey, stopped, SUCCEEDED } from "./kind.ts";
import { failureOf } from "../failure_of.ts";
import { readOutputs } from "./outputs_file.ts";
import { stdinOf } from "./stdin.ts";
import { stopOnAbort } from "./stop_child.ts";

/** What to start. */
export interface ChildRequest extends Pick<ChildSpec, "argv" | "cwd" | "env"> {
  /** The file in `$EXECUTOR_OUTPUT`, made by {@link withOutputsFile}. */
  readonly outputsPath: string;
  /** False when something else enforces memory and processor time, since the child is only its front. Default true. */
  readonly isLimited?: boolean;
  /** False for what is no program of the task's own: the container program. Default true. */
  readonly isConfined?: boolean;
  /** A file of ours that it reads, besides what the document lets it read. */
  readonly textPath?: string;
  /** Says more about an exit code: `127` of a shell. */
  explain?(code: number): string | undefined;
  /** Judges an exit that is no plain failure; undefined leaves it to the common rules. */
  judge?(exit: ChildExit): AttemptResult | undefined;
  /** Told when the attempt is being stopped, for what runs outside of the child's group. */
  onStop?(how: "terminate" | "kill"): void;
}

/** Lends the private file that a task writes its outputs to, and removes it afterwards. */
export async function withOutputsFile(input: KindInput, use: (path: string) => Promise<AttemptResult>): Promise<AttemptResult> {
  const path = input.ports.outputs.outputsFile(outputKey(input.context));
  try {
    return await use(path);
  } finally {
    if (input.ports.files.exists(path)) removeQuietly(input, path);
  }
}

/** Removes a file that may be gone already. */
export function removeQuietly(input: KindInput, path: string): void {
  try {
    input.ports.files.remove(path);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** Starts a child, streams its output, stops it when the attempt is stopped, and turns its end into the attempt's. */
export async function runChild(input: KindInput, request: ChildRequest): Promise<AttemptResult> {
  const { context, ports } = input;
  const limits = request.isLimited === false ? {} : childLimits(context);
  const confine = request.isConfined === false ? undefined : confinementFor(input, request);
  const stdin = await stdinOf(input);
  if (context.signal.aborted) return stopped(context);

  let outputFailure: Failure | undefined;
  let child: Child | undefined = undefined;
  child = await ports.processes.spawn({
    argv: request.argv,
    cwd: request.cwd,
    env: { ...request.env, EXECUTOR_OUTPUT: request.outputsPath },
    stdin,
    ...limits,
    ...(confine === undefined ? {} : { confine }),
    output: takeOutput,
  });
  // Output may come before its child is known here.
  if (outputFailure !== undefined) child.stop("kill");
  let exit: ChildExit;
  {
    using _stop = stopOnAbort(child, context, ports.clock, request.onStop);
    exit = await child.exited;
  }
  if (outputFailure !== undefined) return { status: "failed", exitCode: exit.code, outputs: {}, error: outputFailure };
  return { exitCode: exit.code, ...judge(input, request, exit, limits) };

  function takeOutput(stream: ChildStream, bytes: Uint8Array): void | Promise<void> {
    if (outputFailure !== undefined) return;
    try {
      return context.output(stream, bytes)?.catch(giveUp);
    } catch (error) {
      giveUp(error);
    }
  }

  // Output that cannot be kept, such as on a full disk, ends the attempt: going on would lose it silently.
  function giveUp(error: unknown): void {
    outputFailure ??= error instanceof AppError ? failureOf(error, context.mask) : { code: "internal", message: String(error) };
    child?.stop("kill");
    request.onStop?.("kill");
  }
}

/** What the child is confined to; the files it needs from us exist then, as it may make none beside them. */
function confinementFor({ context, ports }: KindInput, { outputsPath, textPath }: ChildRequest): ChildConfinement | undefined {
  if (confineOf(context) === undefined) return undefined;
  ports.files.writeAtomic(outputsPath, new Uint8Array());
  return confinementOf(context, { read: textPath === undefined ? [] : [textPath], write: [outputsPath] });
}

function judge(input: KindInput, request: ChildRequest, exit: ChildExit, limits: ChildLimits): AttemptResult {
  const { context } = input;
  if (exit.limit !== undefined) {
    const { code, message } = limitText(exit.limit, limits, "its processes");
    return failed(code, message);
  }
  if (context.signal.aborted) return stopped(context);
  const own = request.judge?.(exit);
  if (own !== undefined) return own;
  if (exit.code === 0) return succeeded(input, request);
  const confine = request.isConfined === false ? undefined : confineOf(context);
  const note = confine === undefined ? "" : explainConfined(exit, confine);
  return { ...failed("task_failed", exitMessage(exit, request) + note), outputs: outputsOfFailed(input, request) };
}

/** A success, unless what the program wrote as its outputs cannot be read. */
function succeeded(input: KindInput, request: ChildRequest): AttemptResult {
  try {
    const outputs = readOutputs(input.ports, request.outputsPath);
    return Object.keys(outputs).length === 0 ? SUCCEEDED : { status: "succeeded", outputs };
  } catch (error) {
    return { status: "failed", outputs: {}, error: failureOf(error, input.context.mask) };
  }
}

function exitMessage(exit: ChildExit, request: ChildRequest): string {
  if (exit.signal !== undefined) return `Ended by signal ${exit.signal} (exit code ${exit.code})`;
  const more = request.explain?.(exit.code);
  return `Exit code ${exit.code}${more === undefined ? "" : `: ${more}`}`;
}

/** What a failed task wrote is kept as far as it can be read; the failure itself is the news. */
function outputsOfFailed(input: KindInput, request: ChildRequest): AttemptResult["outputs"] {
  try {
    return readOutputs(input.ports, request.outputsPath);
  } catch (error) {
    if (error instanceof AppError) return {};
    throw error;
  }
}

/** The limits that the platform enforces on a child; the task's win over the pipeline's. */
export function childLimits({ loaded: { pipeline }, instance: { task } }: AttemptContext): ChildLimits {
  const memoryBytes = task.limits?.memory ?? pipeline.limits?.memory;
  const cpuMs = task.limits?.cpu ?? pipeline.limits?.cpu;
  return { ...(memoryBytes === undefined ? {} : { memoryBytes }), ...(cpuMs === undefined ? {} : { cpuMs }) };
}
