import type { Diagnostic } from "../../src/core/mod.ts";
import { rowOf } from "../../src/core/mod.ts";
import { textProblem } from "../yaml/text_problem.ts";
import type { ReadResult } from "../yaml/mod.ts";
import { lowerPipeline } from "./lower_pipeline.ts";
import { parseFlow } from "./parse_flow.ts";
import type { Problem } from "./problem.ts";

/**
 * Reads a text of the flow language as the tree that the same pipeline has in YAML, every node at its place in the text.
 *
 * Never throws.
 *
 * @param text The file. A byte order mark is skipped; spans count without it.
 * @param file Its name for diagnostics.
 * @returns The tree, and every mistake. What a mistake hides is marked as unknown or partial; without a root there is nothing to check.
 *
 * @example
 * ```ts
 * const { root, diagnostics } = readFlow('pipeline hello { task greet { run "echo hello" } }', "hello.flow");
 * console.assert(root?.kind === "map" && diagnostics.length === 0);
 * ```
 */
export function readFlow(text: string, file: string): ReadResult {
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  const wrong = textProblem(source, file);
  if (wrong !== undefined) return { root: undefined, diagnostics: [wrong] };
  const { file: parsed, problems } = parseFlow(source);
  const root = parsed === undefined ? undefined : lowerPipeline(parsed, problems);
  const diagnostics = problems.map((problem) => toDiagnostic(problem, file)).sort((a, b) => a.span.start - b.span.start);
  return { root, diagnostics };
}

function toDiagnostic({ code, message, span, hint = rowOf(code).hint, related }: Problem, file: string): Diagnostic {
  return {
    severity: "error",
    code,
    message,
    file,
    span,
    ...(hint === undefined ? {} : { hint }),
    ...(related === undefined ? {} : { related: [{ message: related.message, file, span: related.span }] }),
  };
}
