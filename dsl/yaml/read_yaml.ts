import type { DocNode } from "../tree.ts";
import { readFast } from "./fast.ts";
import { readFastCrlf } from "./fast_crlf.ts";
import type { ReadResult } from "./read_result.ts";
import { textProblem } from "./text_problem.ts";

const BYTE_ORDER_MARK = "\ufeff";

/**
 * Reads one YAML 1.2 document (core schema) as a tree with places.
 *
 * Never throws. Valid documents of the usual kind are read in one fast pass; for everything else the library `yaml` is loaded, which is why
 * this is asynchronous.
 *
 * @param text The document. A byte order mark is skipped; spans count without it, as {@link decodeUtf8} leaves the text.
 * @param file Its name for diagnostics.
 * @returns The tree, and every mistake that is no follow-on of another. The root holds what is certain in spite of them, for the field
 * checks: of duplicate keys the first, and what a mistake hides is marked as unknown or partial. Without a root there is nothing to check.
 *
 * @example
 * ```ts
 * const { root, diagnostics } = await readYaml("name: nightly\nmax_parallel: 4\n", "pipeline.yaml");
 * console.assert(root?.kind === "map" && diagnostics.length === 0);
 * ```
 */
export async function readYaml(text: string, file: string): Promise<ReadResult> {
  const body = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const problem = textProblem(body, file);
  if (problem !== undefined) return { root: undefined, diagnostics: [problem] };
  const root = readAnyLineEnds(body);
  if (root !== undefined) return { root, diagnostics: [] };
  const { readWithLibrary } = await import("./read_with_library.ts");
  return readWithLibrary(body, file);
}

/**
 * The fast part of {@link readYaml} alone, for callers that cannot wait.
 *
 * @returns The tree; undefined when only {@link readYaml} can tell what the text is.
 */
export function readYamlFast(text: string): DocNode | undefined {
  const body = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  return textProblem(body, "") === undefined ? readAnyLineEnds(body) : undefined;
}

function readAnyLineEnds(text: string): DocNode | undefined {
  return text.includes("\r") ? readFastCrlf(text) : readFast(text);
}
