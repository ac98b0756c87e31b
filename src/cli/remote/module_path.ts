import { AppError } from "../../core/mod.ts";

/** A module as the command line names it. */
export interface NamedModule {
  /** `settings` or `pipelines/<name>`. */
  readonly id: string;
  /** Where the control API has it. */
  readonly path: string;
}

/**
 * The module that a name on the command line means: `settings` are the daemon's settings, any other name a pipeline; a pipeline that is
 * called so too is `pipelines/settings`.
 *
 * @throws AppError `name_invalid`.
 */
export function moduleNamed(text: string): NamedModule {
  if (text === "settings") return { id: text, path: "/api/v1/settings" };
  const name = text.startsWith("pipelines/") ? text.slice("pipelines/".length) : text;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(name)) throw new AppError("name_invalid", `"${text}" is no name of a module`);
  return { id: `pipelines/${name}`, path: `/api/v1/pipelines/${name}` };
}
