import { openDocument, type OpenedDocument } from "../live/mod.ts";
import { AppError, type Diagnostic, withoutRepeats } from "../core/mod.ts";
import type { Io } from "./io.ts";
import { reportFailure } from "./report_failure.ts";
import { showDiagnostics } from "./show_diagnostics.ts";
import type { VerbMain } from "./verb.ts";

/** `executor check FILE…`: shows every diagnostic of every file; exit 2 when one is an error or a file cannot be read. */
export const checkVerb: VerbMain = async (args, io) => {
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  const unreadable: AppError[] = [];
  for (const named of args.positional) {
    const document = await openOrError(named, io);
    if (document instanceof AppError) {
      unreadable.push(document);
      continue;
    }
    for (const [file, text] of document.sources) sources.set(file, text);
    diagnostics.push(...document.diagnostics);
  }
  // What several files include is reported once.
  const errors = await showDiagnostics(withoutRepeats(diagnostics), sources, io) + unreadable.length;
  for (const error of unreadable) reportFailure(error, io);
  if (errors > 0) {
    if (!io.json) io.err.line(`${errors} ${errors === 1 ? "error" : "errors"}`);
    return 2;
  }
  if (!io.json) io.out.line(args.positional.length === 1 ? `${args.positional[0]} is valid` : `${args.positional.length} files are valid`);
  return 0;
};

/** A file that cannot be read must not hide what is wrong with the others. */
async function openOrError(named: string, io: Io): Promise<OpenedDocument | AppError> {
  try {
    return await openDocument(named, io);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
