import type { Diagnostic, SourceTexts } from "../core/mod.ts";
import type { Io } from "./io.ts";

/**
 * Shows diagnostics, if there are any; only then is what draws them loaded, which costs more than a small run.
 *
 * @returns How many are errors.
 */
export async function showDiagnostics(diagnostics: readonly Diagnostic[], sources: SourceTexts, io: Io): Promise<number> {
  if (diagnostics.length > 0) (await import("./render/diagnostics.ts")).drawDiagnostics(diagnostics, sources, io);
  return diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
}
