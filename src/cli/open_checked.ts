import { openDocument, type OpenDocumentOptions, type OpenedDocument } from "../live/mod.ts";
import type { Io } from "./io.ts";
import { showDiagnostics } from "./show_diagnostics.ts";
import { type Pipeline, rowOf } from "../core/mod.ts";

/** A document without errors. */
export type CheckedDocument = OpenedDocument & { readonly pipeline: Pipeline };

/** Reads and checks a pipeline and shows its diagnostics, without mere advice about the text; undefined when there are errors. */
export async function openChecked(named: string, io: Io, options: OpenDocumentOptions = {}): Promise<CheckedDocument | undefined> {
  const document = await openDocument(named, io, options);
  await showDiagnostics(document.diagnostics.filter(({ code }) => rowOf(code).isAdvice !== true), document.sources, io);
  const { pipeline } = document;
  return pipeline === undefined ? undefined : { ...document, pipeline };
}
