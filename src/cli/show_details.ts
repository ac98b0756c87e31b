import type { AppError, Difference } from "../core/mod.ts";
import type { Io } from "./io.ts";
import { diagnosticLines, isDiagnosticJson } from "./render/diagnostic_lines.ts";
import { differenceLines } from "./render/differences.ts";
import { painter } from "./render/style.ts";
import { visible } from "./render/visible.ts";

/** Shows people what an error carries for machines besides its sentence: what is wrong with which document, and how it differs. */
export function showDetails({ details }: AppError, io: Io): void {
  if (details === undefined) return;
  const paint = painter(io.err.isTerminal, io.env);
  const { module, errors, diff, log } = details;
  if (typeof module === "string") io.err.line(`${paint("bold", visible(module))}:`);
  if (typeof log === "string") { for (const line of log.split("\n")) io.err.line(visible(line)); }
  if (Array.isArray(errors)) {
    for (const error of errors) if (isDiagnosticJson(error)) io.err.line(diagnosticLines(error, paint).join("\n"));
  }
  if (Array.isArray(diff)) {
    for (const line of differenceLines(diff as unknown as readonly Difference[], paint)) {
      io.err.line(`  ${line}`);
    }
  }
}
