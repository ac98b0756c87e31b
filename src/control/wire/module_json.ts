import { diagnosticToJson, formatTime, Places } from "../../core/mod.ts";
import type { ModuleView } from "../../live/mod.ts";

/** A module as a row of a list. */
export function moduleRowToJson({ module, name, state, active, file, error }: ModuleView): Record<string, unknown> {
  return {
    name,
    module,
    revision: active?.revision ?? null,
    hash: active?.hash ?? null,
    origin: active?.origin ?? null,
    author: active?.author ?? null,
    message: active?.message ?? null,
    time: active === null ? null : formatTime(active.time),
    state,
    persisted: active?.persisted ?? null,
    language: active?.language ?? null,
    file,
    error: error === null ? null : errorToJson(error),
  };
}

/** A module with its document. */
export function moduleToJson(view: ModuleView): Record<string, unknown> {
  return { ...moduleRowToJson(view), document: view.active?.document ?? null };
}

/** Why a change was refused, with every mistake at its place. */
export function errorToJson(
  { code, message, hint, diagnostics, sources, time }: NonNullable<ModuleView["error"]>,
): Record<string, unknown> {
  const places = new Places(sources);
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    errors: diagnostics.map((diagnostic) => diagnosticToJson(diagnostic, places, { withLine: true })),
    time: formatTime(time),
  };
}
