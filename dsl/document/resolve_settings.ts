import { type Code, type Json, type JsonObject, nearest, type Pipeline, type Setting } from "../../src/core/mod.ts";
import { quoted } from "./describe.ts";
import { readSettingValue } from "./setting_value.ts";

/** What a run is given. */
export interface GivenSettings {
  /** Parameters by name: texts from a command line are read by their type, data is taken as it is. */
  readonly params: Readonly<Record<string, Json>>;
  /** The process's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Why a run cannot start with what it was given; the parts of an `AppError`. */
export interface SettingProblem {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string;
  /** The setting or parameter. */
  readonly name: string;
  /** The environment variable, when it is about one. */
  readonly variable?: string;
}

/** Values for `config` and `params`, and what was wrong; with problems, the values are not to be used. */
export interface ResolvedSettings {
  readonly config: JsonObject;
  readonly params: JsonObject;
  readonly problems: readonly SettingProblem[];
}

/**
 * Finds the value of every setting and parameter: what was given, else the default. An empty variable counts as set only for texts.
 *
 * Lists may be given as JSON or separated by commas, maps as JSON, durations and sizes with units, booleans as `true` and `false`.
 *
 * @returns All values without prototype, durations in milliseconds and sizes in bytes, and all problems at once:
 * `setting_missing`, `setting_invalid`, `param_missing`, `param_invalid`, `param_unknown`.
 *
 * @example
 * ```ts
 * const { params, problems } = resolveSettings(pipeline, { params: { threshold: "12" }, env: {} });
 * ```
 */
export function resolveSettings(pipeline: Pipeline, given: GivenSettings): ResolvedSettings {
  const problems: SettingProblem[] = [];
  const config = resolveConfig(pipeline.config ?? {}, given.env, problems);
  const params = resolveParams(pipeline.params ?? {}, given.params, problems);
  return { config, params, problems };
}

function resolveConfig(
  settings: Readonly<Record<string, Setting>>,
  env: Readonly<Record<string, string | undefined>>,
  problems: SettingProblem[],
): JsonObject {
  const values = Object.create(null) as Record<string, Json>;
  for (const [name, setting] of Object.entries(settings)) {
    const variable = setting.env;
    const text = variable === undefined || !Object.hasOwn(env, variable) ? undefined : env[variable];
    if (text === undefined || text === "" && setting.type !== "string") {
      if (setting.default !== undefined) values[name] = setting.default;
      else {
        const where = variable === undefined ? "has no variable" : `needs the environment variable ${variable}`;
        problems.push({ code: "setting_missing", name, message: `The setting "${name}" ${where}`, ...(variable && { variable }) });
      }
      continue;
    }
    const result = readSettingValue(setting, text, "text");
    if (result.problem === undefined) values[name] = result.value;
    else {
      const message = `The environment variable ${variable} of the setting "${name}" is wrong: ${result.problem.message}`;
      problems.push({ code: "setting_invalid", name, message, ...(variable && { variable }) });
    }
  }
  return Object.freeze(values);
}

function resolveParams(
  settings: Readonly<Record<string, Setting>>,
  given: Readonly<Record<string, Json>>,
  problems: SettingProblem[],
): JsonObject {
  const values = Object.create(null) as Record<string, Json>;
  for (const name of Object.keys(given)) {
    if (settings[name] === undefined || !Object.hasOwn(settings, name)) problems.push(unknownParam(name, Object.keys(settings)));
  }
  for (const [name, setting] of Object.entries(settings)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) {
      if (setting.default !== undefined) values[name] = setting.default;
      else {
        const hint = `Give it: --param ${name}=VALUE`;
        problems.push({ code: "param_missing", name, message: `The parameter "${name}" has no default and was not given`, hint });
      }
      continue;
    }
    const result = readSettingValue(setting, value, "data");
    if (result.problem === undefined) values[name] = result.value;
    else problems.push({ code: "param_invalid", name, message: `The parameter "${name}" is wrong: ${result.problem.message}` });
  }
  return Object.freeze(values);
}

/** The problem of a parameter that is not declared. */
export function unknownParam(name: string, names: readonly string[]): SettingProblem {
  const close = nearest(name, names);
  const hint = close !== undefined
    ? `Did you mean "${close}"?`
    : names.length === 0
    ? "It takes no parameters"
    : `Its parameters: ${names.join(", ")}`;
  return { code: "param_unknown", name, message: `There is no parameter ${quoted(name)}`, hint };
}
