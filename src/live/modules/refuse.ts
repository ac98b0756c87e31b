import type { AppError } from "../../core/mod.ts";
import type { ModuleContext } from "./module_context.ts";
import type { ModuleEntry } from "./module_entry.ts";
import { moduleErrorOf } from "./refusal.ts";

/** A file's change was refused: what served goes on serving, and the reason shows until it is fixed. */
export function refuseFile(entry: ModuleEntry, error: AppError, context: ModuleContext): void {
  entry.error = moduleErrorOf(error, context.host.now());
  entry.machine.to("error");
  context.log.error("a change was refused; what served goes on", {
    module: entry.module,
    code: error.code,
    reason: error.message,
    revision: entry.serving?.revision.revision ?? null,
  });
  context.errorChanged(entry.module);
}

/** The module is as its file says: nothing is wrong with it any more. */
export function clearError(entry: ModuleEntry, context: ModuleContext): void {
  if (entry.error === null) return;
  entry.error = null;
  context.errorChanged(entry.module);
}
