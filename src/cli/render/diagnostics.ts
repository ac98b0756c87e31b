import { type Diagnostic, diagnosticToJson, Places, type SourceTexts } from "../../core/mod.ts";
import type { Io } from "../io.ts";
import { picture } from "./picture.ts";
import { printable } from "./printable.ts";
import { type Paint, painter } from "./style.ts";

/** Longest message or hint shown to people; JSON has it whole. */
const MESSAGE = 500;
/** How many diagnostics show their source line, and how many are shown at all. */
const WITH_SOURCE = 200;
const AT_MOST = 3000;

/** Shows diagnostics in the order given: with `--json` one object a line on standard output, else for people on standard error. */
export function drawDiagnostics(diagnostics: readonly Diagnostic[], sources: SourceTexts, io: Io): void {
  const places = new Places(sources);
  if (io.json) {
    for (const diagnostic of diagnostics) io.out.line(JSON.stringify(diagnosticToJson(diagnostic, places)));
  } else {
    const paint = painter(io.err.isTerminal, io.env);
    diagnostics.slice(0, AT_MOST).forEach((diagnostic, index) => io.err.write(draw(diagnostic, places, paint, index < WITH_SOURCE)));
    if (diagnostics.length > AT_MOST) io.err.line(`… and ${diagnostics.length - AT_MOST} more; --json shows all`);
  }
}

function draw(diagnostic: Diagnostic, places: Places, paint: Paint, withSource: boolean): string {
  const { severity, code, file, span } = diagnostic;
  const { line, column } = places.range(file, span);
  const kind = paint(severity === "error" ? "red" : "yellow", `${severity}:`);
  const place = `${printable(file)}:${line}:${column}:`;
  const lines = [`${paint("bold", place)} ${kind} ${shortened(diagnostic.message)} ${paint("dim", `[${code}]`)}`];
  if (withSource) {
    lines.push(...picture(places.lineText(file, line), column, span.end - span.start, paint));
    for (const at of diagnostic.related ?? []) {
      const place = places.range(at.file, at.span);
      lines.push(`${printable(at.file)}:${place.line}:${place.column}: ${paint("cyan", "note:")} ${shortened(at.message)}`);
    }
  }
  if (diagnostic.hint !== undefined) lines.push(`${paint("cyan", "hint:")} ${shortened(diagnostic.hint)}`);
  return `${lines.join("\n")}\n`;
}

function shortened(text: string): string {
  return printable(text.length > MESSAGE ? `${text.slice(0, MESSAGE)}…` : text);
}
