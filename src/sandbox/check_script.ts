import type { DeclaredOutputs, Diagnostic, ScriptSource } from "../core/mod.ts";
import type { SandboxLevel } from "./create_scripts.ts";
import type { GuardFiles } from "./guard/mod.ts";
import { HELPERS } from "./helpers.ts";

/** What {@link checkScript} goes by. */
export interface CheckScriptOptions {
  /** The pipeline's, absolute. */
  readonly folder: string;
  /** Default `strict`. */
  readonly level?: SandboxLevel;
  /** How diagnostics name a file, by its absolute path. */
  nameOf(path: string): string;
  readonly files: GuardFiles;
  /** It is a source, and returns no outputs. */
  readonly isSource?: boolean;
}

/** Something wrong with a script. */
export interface ScriptProblem extends Omit<Diagnostic, "file"> {
  /**
   * The file it points into. Undefined: of an inline script its own text; of a script in a file the way the document names it, and the span
   * says nothing.
   */
  readonly file: string | undefined;
}

/** What the guard says of a script before anything runs. */
export interface CheckedScript {
  readonly problems: readonly ScriptProblem[];
  /** The texts of all files that it is made of, by the names that problems use. */
  readonly sources: ReadonlyMap<string, string>;
  /** What it declares to return; absent where it declares nothing, or its declaration is wrong. */
  readonly outputs?: DeclaredOutputs;
}

/** Reads a script and all that it imports, without running any of it. The guard is loaded when this is first asked. */
export async function checkScript(
  source: ScriptSource,
  { folder, level = "strict", nameOf, files, isSource = false }: CheckScriptOptions,
): Promise<CheckedScript> {
  const { prepareProgram } = await import("./guard/mod.ts");
  const prepared = await prepareProgram(source, {
    folder,
    level,
    helpers: HELPERS,
    nameOf,
    files,
    ...(isSource ? { declaresNothing: true } : {}),
  });
  const { outputs } = "program" in prepared ? prepared.program : prepared;
  const declared = outputs === undefined ? {} : { outputs };
  const sources = new Map("program" in prepared ? prepared.program.sources : prepared.sources);
  if (source.kind === "inline") sources.delete(source.name);
  if ("program" in prepared) return { problems: [], sources, ...declared };
  const problems = prepared.diagnostics.map(({ file, ...problem }) => ({ ...problem, file: sources.has(file) ? file : undefined }));
  return { problems, sources, ...declared };
}
