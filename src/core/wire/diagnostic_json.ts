import type { Diagnostic } from "../diagnostic.ts";
import type { Places } from "./places.ts";

/** Longest line that is sent along with a diagnostic, in UTF-16 units. */
const LONGEST_LINE = 4096;

/** What {@link diagnosticToJson} says. */
export interface DiagnosticToJsonOptions {
  /** Says the text of its line too, `source_line`, for who cannot read the file; not of a very long one. Default false. */
  readonly withLine?: boolean;
}

/** A diagnostic as `--json` prints it and the API answers it. */
export function diagnosticToJson(
  diagnostic: Diagnostic,
  places: Places,
  { withLine = false }: DiagnosticToJsonOptions = {},
): Record<string, unknown> {
  const { severity, code, message, file, hint, related } = diagnostic;
  const range = places.range(file, diagnostic.span);
  const line = withLine ? places.lineText(file, range.line) : "";
  return {
    type: "diagnostic",
    severity,
    code,
    message,
    file,
    ...range,
    ...(line === "" || line.length > LONGEST_LINE ? {} : { source_line: line }),
    ...(hint === undefined ? {} : { hint }),
    ...(related === undefined
      ? {}
      : { related: related.map((at) => ({ message: at.message, file: at.file, ...places.range(at.file, at.span) })) }),
  };
}
