import * as nodePath from "node:path";
import { AppError } from "../../core/mod.ts";
import { systemReason } from "../state/system_reason.ts";
import type { ServicePlan } from "./service_plan.ts";
import { MARK } from "./service_spec.ts";
import { isThere } from "../is_there.ts";

/** A mark stands in the first lines of a file. */
const MARK_WITHIN = 200;

/**
 * Writes what describes a service and hands it to the manager. A file of the same name that was not written here is left alone.
 *
 * @throws AppError `service_failed`.
 */
export async function installService({ needs, file, install }: ServicePlan): Promise<void> {
  if (needs !== undefined && !isThere(needs.path)) {
    throw new AppError("service_failed", needs.what, { hint: "executor service install --dry-run prints what would be written" });
  }
  if (file !== undefined) {
    if (readText(file.path) !== undefined) requireOurs(file.path);
    write(file.path, file.text);
  }
  for (const command of install) await runOrFail(command);
}

/**
 * Stops a service and takes away what describes it.
 *
 * @returns False when there was none.
 * @throws AppError `service_failed`, also for a file that was not written here.
 */
export async function uninstallService({ file, stop, forget }: ServicePlan): Promise<boolean> {
  if (file !== undefined && readText(file.path) === undefined) return false;
  if (file !== undefined) requireOurs(file.path);
  const failures: AppError[] = [];
  for (const command of stop) {
    try {
      await runOrFail(command);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failures.push(error);
    }
  }
  // A service that is stopped already is no reason to keep its file; without a file the manager's word is all there is.
  if (file === undefined && failures.length === stop.length && failures[0] !== undefined) throw failures[0];
  if (file !== undefined) remove(file.path);
  for (const command of forget) await runOrFail(command);
  return true;
}

/** What the manager says of a service. */
export interface ServiceStatus {
  readonly installed: boolean;
  /** Its words; empty when it could not be asked. */
  readonly output: string;
}

/** @throws AppError `service_failed` when there is no such manager. */
export async function serviceStatus({ file, status }: ServicePlan): Promise<ServiceStatus> {
  const { code, output } = await runCommand(status);
  return { installed: file === undefined ? code === 0 : readText(file.path) !== undefined, output };
}

function requireOurs(path: string): void {
  if (readText(path)?.slice(0, MARK_WITHIN).includes(MARK)) return;
  throw new AppError("service_failed", `${path} was not written by Executor and stays as it is`, {
    hint: "Remove it by hand if it is no longer wanted, or keep your own; --dry-run prints what would be written",
  });
}

async function runOrFail(command: readonly string[]): Promise<void> {
  const { code, output } = await runCommand(command);
  if (code === 0) return;
  const why = output.trim() === "" ? `exit ${code}` : output.trim().split("\n").slice(-3).join(" ");
  throw new AppError("service_failed", `${command.join(" ")} failed: ${why}`);
}

async function runCommand([program = "", ...args]: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "piped" }).output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (cause) {
    throw new AppError("service_failed", `${program} cannot be started: ${systemReason(cause)}`, {
      hint: "executor service --dry-run prints what it would do",
      cause,
    });
  }
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new AppError("service_failed", `Cannot read ${path}: ${systemReason(cause)}`, { cause });
  }
}

function write(path: string, text: string): void {
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}`;
  try {
    Deno.mkdirSync(nodePath.dirname(path), { recursive: true });
    Deno.writeTextFileSync(temporary, text, { mode: 0o644, createNew: true });
    Deno.renameSync(temporary, path);
  } catch (cause) {
    throw new AppError("service_failed", `Cannot write ${path}: ${systemReason(cause)}`, {
      ...(cause instanceof Deno.errors.PermissionDenied ? { hint: "Ask as root, or make it your own service with --user" } : {}),
      cause,
    });
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (cause) {
    throw new AppError("service_failed", `Cannot remove ${path}: ${systemReason(cause)}`, { cause });
  }
}
