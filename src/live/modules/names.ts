import { AppError, type ModuleId } from "../../core/mod.ts";

/** The module that holds the daemon's own settings. */
export const SETTINGS_MODULE: ModuleId = "settings";

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

/** The id of a pipeline's module. */
export function pipelineModule(name: string): ModuleId {
  return `pipelines/${name}`;
}

/** A module's id without its kind. */
export function nameOfModule(module: ModuleId): string {
  return module.replace(/^pipelines\//, "");
}

/** Whether a pipeline of that name can be served. */
export function isModuleName(name: string): boolean {
  return NAME.test(name);
}

/** @throws AppError `name_invalid`, `module_unknown` for a kind that there is not. */
export function checkModuleId(module: ModuleId): void {
  if (module === SETTINGS_MODULE) return;
  if (!module.startsWith("pipelines/")) throw new AppError("module_unknown", `There is no module "${module}"`, { details: { module } });
  const name = nameOfModule(module);
  if (!isModuleName(name)) throw new AppError("name_invalid", `A pipeline cannot be called "${name}"`, { details: { module } });
}
