import * as nodePath from "node:path";
import { isModuleFile, type SettingProblem, stemOf } from "../../../dsl/mod.ts";
import { documentOf } from "../../../dsl/edit/mod.ts";
import { type Diagnostic, type JsonObject, type ModuleId, type Pipeline, rowOf } from "../../core/mod.ts";
import { includedProblems, settlePipeline } from "../load_pipeline.ts";
import { openDocument, type OpenedDocument } from "../open_document.ts";
import type { Sandbox } from "../open_sandbox.ts";
import { contentHash } from "./content_hash.ts";
import type { PreparedModule } from "./loaded_module.ts";
import { markOfText, stampOfFile } from "./module_file.ts";
import { pipelineModule } from "./names.ts";
import { Refusal } from "./refusal.ts";

/** Where pipelines are prepared. */
export interface PrepareWorld {
  readonly env: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
}

/**
 * Reads, checks and settles a pipeline's text as it would be served.
 *
 * @param file Absolute: what its paths start from, also when no such file exists.
 * @param text The document; of a module (JavaScript, TypeScript) undefined: it is what its file says.
 * @throws AppError `file_unreadable`; Refusal `document_invalid` with all that is wrong with it, or the code of the first setting or secret that is missing.
 */
export async function preparePipeline(
  file: string,
  text: string | undefined,
  world: PrepareWorld,
): Promise<PreparedModule> {
  const { env, sandbox } = world;
  const folder = nodePath.dirname(file);
  const readStdin = () => Promise.resolve(new Uint8Array());
  const isModule = isModuleFile(file);
  const isRead = !isModule && text === undefined;
  const stamp = isRead ? stampOfFile(file) : "";
  const document = await openDocument(file, { cwd: folder, readStdin, env }, {
    scripts: sandbox.level,
    sandbox,
    onScript: () => sandbox.warm(),
    ...(isModule || text === undefined ? {} : { text }),
  });
  const { pipeline, tree, diagnostics, sources } = document;
  if (pipeline === undefined || tree === undefined) throw documentRefusal(pipelineModule(stemOf(file)), document);
  const module = pipelineModule(pipeline.name);
  const problem = settingProblem(pipeline, document, env);
  if (problem !== undefined) {
    throw new Refusal(module, problem.code, problem.message, problem.hint === undefined ? {} : { hint: problem.hint });
  }
  const dependencies = new Map(Array.from(sources, ([name, content]) => [nodePath.resolve(folder, name), content] as const));
  const own = dependencies.get(file) ?? "";
  dependencies.delete(file);
  const value = documentOf(tree);
  // Computed when it is asked for: among thousands that did not change, nobody does.
  let hash: string | undefined;
  return {
    loaded: {
      kind: "pipeline",
      module,
      pipeline,
      file,
      folder,
      included: document.included,
      ...(isModule ? { evaluate: (params) => evaluate(file, params, world) } : {}),
      dependencies: new Set(dependencies.keys()),
    },
    document: value,
    text: own,
    ...(isRead ? { readAt: markOfText(file, own, stamp) } : {}),
    get hash() {
      return hash ??= contentHash(value, dependencies);
    },
    warnings: diagnostics.map(({ code, message, hint }) => ({ code, message, ...(hint === undefined ? {} : { hint }) })),
  };
}

/** The pipeline that a program is for these parameters. @throws Refusal As {@link preparePipeline}. */
async function evaluate(file: string, params: JsonObject, { env, sandbox }: PrepareWorld): Promise<Pipeline> {
  const readStdin = () => Promise.resolve(new Uint8Array());
  const document = await openDocument(file, { cwd: nodePath.dirname(file), readStdin, env, params }, { scripts: sandbox.level, sandbox });
  if (document.pipeline === undefined) throw documentRefusal(pipelineModule(stemOf(file)), document);
  return document.pipeline;
}

/** Parameters are given with each run; settings and secrets are the environment's, and known now. */
function settingProblem(pipeline: Pipeline, at: OpenedDocument, env: PrepareWorld["env"]): SettingProblem | undefined {
  const settled = settlePipeline({ ...pipeline, params: {} }, at, { params: {}, env });
  return "problems" in settled ? settled.problems[0] : includedProblems(at.included, env)[0];
}

/** Says that a document is wrong: the message names the first mistake, the diagnostics are all of them. */
export function documentRefusal(module: ModuleId, found: Pick<OpenedDocument, "diagnostics" | "sources" | "problems" | "file">): Refusal {
  const { diagnostics, sources, problems: [problem], file } = found;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined && problem !== undefined) return new Refusal(module, problem.code, problem.message);
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  const message = `${nodePath.basename(file)} has errors, the first: ${first?.message ?? "it is empty"}${more}`;
  return new Refusal(module, "document_invalid", message, { diagnostics: withoutAdvice(diagnostics), sources });
}

function withoutAdvice(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ code, severity }) => severity === "error" || !rowOf(code).isAdvice);
}
