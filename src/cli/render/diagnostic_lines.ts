import { picture } from "./picture.ts";
import { printable } from "./printable.ts";
import type { Paint } from "./style.ts";

/** A diagnostic as `check --json` and a daemon's answers have it. */
export interface DiagnosticJson {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly end_line?: number;
  readonly end_column?: number;
  readonly hint?: string;
  /** The text of its line, where who tells it knows that. */
  readonly source_line?: string;
}

const MESSAGE = 500;

/**
 * A diagnostic as people read it, as `check` draws it: its place and sentence, the line with a caret under what is meant, the hint.
 *
 * @param sourceLine The text of its line; without one there is no picture.
 */
export function diagnosticLines(diagnostic: DiagnosticJson, paint: Paint, sourceLine = diagnostic.source_line): string[] {
  const { severity, code, file, line, column, end_line: endLine, end_column: endColumn, hint } = diagnostic;
  const kind = paint(severity === "error" ? "red" : "yellow", `${severity}:`);
  const lines = [
    `${paint("bold", `${printable(file)}:${line}:${column}:`)} ${kind} ${short(diagnostic.message)} ${paint("dim", `[${code}]`)}`,
  ];
  if (sourceLine !== undefined) {
    const length = endLine === line && endColumn !== undefined ? endColumn - column : endLine === undefined ? 1 : sourceLine.length;
    lines.push(...picture(sourceLine, column, length, paint));
  }
  if (hint !== undefined) lines.push(`${paint("cyan", "hint:")} ${short(hint)}`);
  return lines;
}

/** Whether a value has what {@link diagnosticLines} needs. */
export function isDiagnosticJson(value: unknown): value is DiagnosticJson {
  if (typeof value !== "object" || value === null) return false;
  const { severity, code, message, file, line, column } = value as Record<string, unknown>;
  return [severity, code, message, file].every((text) => typeof text === "string") && typeof line === "number" &&
    typeof column === "number";
}

function short(text: string): string {
  return printable(text.length > MESSAGE ? `${text.slice(0, MESSAGE)}…` : text);
}
