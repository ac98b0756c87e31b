import * as nodePath from "node:path";
import { isModuleFile, resolveSettings, type SettingProblem } from "../../dsl/mod.ts";
import {
  AppError,
  emptyRecord,
  type Json,
  type JsonObject,
  type LoadedPipeline,
  type Pipeline,
  type PipelineLoader,
  stringifyJson,
} from "../core/mod.ts";
import { systemReason } from "../platform/mod.ts";
import type { Sandbox } from "./open_sandbox.ts";
import { openDocument } from "./open_document.ts";

/** What settings and secrets are taken from. */
export interface Given {
  readonly params: Readonly<Record<string, Json>>;
  readonly env: Readonly<Record<string, string>>;
  /** False leaves the secrets out, for looking without running. Default true. */
  readonly secrets?: boolean;
}

/** A pipeline with its settings, or why it cannot start. */
export type SettledPipeline = { readonly loaded: LoadedPipeline } | { readonly problems: readonly [SettingProblem, ...SettingProblem[]] };

/** Gives a checked pipeline its settings and secrets; all that is wrong with them is told at once. */
export function settlePipeline(pipeline: Pipeline, at: { readonly file: string; readonly folder: string }, given: Given): SettledPipeline {
  const settings = resolveSettings(pipeline, given);
  const { secrets, problems } = given.secrets === false ? { secrets: {}, problems: [] } : readSecrets(pipeline, at.folder, given.env);
  const [first, ...rest] = [...settings.problems, ...problems];
  if (first !== undefined) return { problems: [first, ...rest] };
  return { loaded: { pipeline, ...at, config: settings.config, params: settings.params, secrets } };
}

/**
 * Reads the values of a pipeline's secrets.
 *
 * @returns Also a `secret_missing` for each that has none.
 */
export function readSecrets(pipeline: Pipeline, folder: string, env: Readonly<Record<string, string>>) {
  const secrets = emptyRecord<string>();
  const problems: SettingProblem[] = [];
  for (const [name, source] of Object.entries(pipeline.secrets ?? {})) {
    if (source.env !== undefined) {
      const value = Object.hasOwn(env, source.env) ? env[source.env] : undefined;
      if (value) secrets[name] = value;
      else {problems.push({
          code: "secret_missing",
          name,
          variable: source.env,
          message: `The secret "${name}" needs the environment variable ${source.env}`,
        });}
    } else if (source.file !== undefined) {
      const path = nodePath.resolve(folder, source.file);
      try {
        secrets[name] = Deno.readTextFileSync(path).replace(/\r?\n$/, "");
      } catch (cause) {
        problems.push({
          code: "secret_missing",
          name,
          message: `The secret "${name}" cannot be read from ${path}: ${systemReason(cause)}`,
          hint: "Write the file, or change where the secret comes from",
        });
      }
    }
  }
  return { secrets, problems };
}

/**
 * Loads the pipelines that `pipeline:` tasks name; each file is read and checked once, a module once for each set of parameters.
 *
 * @param sandbox The run's: modules are evaluated there, and scripts checked for its level.
 * @param known Pipelines that were read already, by their absolute files; modules are evaluated all the same.
 */
export function createLoader(
  env: Readonly<Record<string, string>>,
  sandbox: Sandbox,
  known: ReadonlyMap<string, Pipeline> = new Map(),
): PipelineLoader {
  const opened = new Map<string, Promise<Pipeline>>();
  return {
    async load(file: string, params: JsonObject): Promise<LoadedPipeline> {
      const key = isModuleFile(file) ? `${file}\n${stringifyJson(params)}` : file;
      let document = opened.get(key);
      if (document === undefined) {
        const read = isModuleFile(file) ? undefined : known.get(file);
        opened.set(key, document = read === undefined ? openValid(file, { params, env }, sandbox) : Promise.resolve(read));
      }
      const settled = settlePipeline(await document, { file, folder: nodePath.dirname(file) }, { params, env });
      if ("loaded" in settled) return settled.loaded;
      throw errorOf(file, settled.problems[0]);
    },
  };
}

/**
 * What settings and secrets of the pipelines within a pipeline lack, theirs too. They come from the environment alone, so it is known
 * before anything has started.
 *
 * @param included The pipelines by their absolute files.
 * @returns Each file's problems, with the file's name in the message.
 */
export function includedProblems(included: ReadonlyMap<string, Pipeline>, env: Given["env"]): SettingProblem[] {
  return Array.from(included).flatMap(([file, pipeline]) => {
    const settled = settlePipeline({ ...pipeline, params: {} }, { file, folder: nodePath.dirname(file) }, { params: {}, env });
    if ("loaded" in settled) return [];
    return settled.problems.map((problem) => ({ ...problem, message: `${file}: ${problem.message}` }));
  });
}

async function openValid(file: string, given: Given, sandbox: Sandbox): Promise<Pipeline> {
  const world = { cwd: nodePath.dirname(file), readStdin: () => Promise.resolve(new Uint8Array()), ...given };
  const { pipeline, diagnostics, problems: [problem] } = await openDocument(file, world, { scripts: sandbox.level, sandbox });
  if (pipeline !== undefined) return pipeline;
  if (problem !== undefined) throw errorOf(file, problem);
  const first = diagnostics.find((diagnostic) => diagnostic.severity === "error");
  throw new AppError("pipeline_invalid", `${file} has errors, the first: ${first?.message ?? "unknown"}`, {
    hint: `See executor check ${file}`,
  });
}

function errorOf(file: string, { code, message, hint }: SettingProblem): AppError {
  return new AppError(code, `${file}: ${message}`, hint === undefined ? {} : { hint });
}
