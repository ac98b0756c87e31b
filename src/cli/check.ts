import { openDocument } from "../live/mod.ts";
import type { Diagnostic } from "../core/mod.ts";
import { showDiagnostics } from "./show_diagnostics.ts";
import type { VerbMain } from "./verb.ts";

/** `executor check FILE…`: shows every diagnostic of every file; exit 2 when one is an error. */
export const checkVerb: VerbMain = async (args, io) => {
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  const seen = new Set<string>();
  for (const named of args.positional) {
    const document = await openDocument(named, io);
    for (const [file, text] of document.sources) sources.set(file, text);
    // A pipeline that several files include is reported once.
    const fresh = document.diagnostics.filter((diagnostic) => !seen.has(diagnostic.file));
    for (const file of document.sources.keys()) seen.add(file);
    diagnostics.push(...fresh);
  }
  const errors = await showDiagnostics(diagnostics, sources, io);
  if (errors > 0) {
    if (!io.json) io.err.line(`${errors} ${errors === 1 ? "error" : "errors"}`);
    return 2;
  }
  if (!io.json) io.out.line(args.positional.length === 1 ? `${args.positional[0]} is valid` : `${args.positional.length} files are valid`);
  return 0;
};
