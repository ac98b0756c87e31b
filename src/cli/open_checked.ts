import { openDocument, type OpenDocumentOptions, type OpenedDocument } from "../live/mod.ts";
import type { Io } from "./io.ts";
import { parseParams } from "./parse_params.ts";
import { showDiagnostics } from "./show_diagnostics.ts";
import { showProblems } from "./show_problems.ts";
import { type Pipeline, rowOf } from "../core/mod.ts";

/** A document without errors. */
export type CheckedDocument = OpenedDocument & { readonly pipeline: Pipeline };

/** How a verb opens a document. */
export interface OpenCheckedOptions extends OpenDocumentOptions {
  /** The values of `--param` of a verb that has it: a pipeline that is a module is called with them. */
  readonly params?: readonly string[];
}

/**
 * Reads and checks a pipeline and shows its diagnostics, without mere advice about the text; undefined when there are errors.
 *
 * @throws AppError `file_unreadable`; `usage` for a `--param` that is no NAME=VALUE.
 */
export async function openChecked(
  named: string,
  io: Io,
  { params, ...options }: OpenCheckedOptions = {},
): Promise<CheckedDocument | undefined> {
  const given = params === undefined ? {} : { params: parseParams(params) };
  const document = await openDocument(named, { cwd: io.cwd, env: io.env, readStdin: () => io.readStdin(), ...given }, options);
  await showDiagnostics(document.diagnostics.filter(({ code }) => rowOf(code).isAdvice !== true), document.sources, io);
  showProblems(document.problems, io);
  const { pipeline } = document;
  return pipeline === undefined ? undefined : { ...document, pipeline };
}
