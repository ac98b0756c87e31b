import type { Diagnostic } from "../diagnostic.ts";
import type { Places } from "./places.ts";

/** A diagnostic as `--json` prints it and the API answers it. */
export function diagnosticToJson(diagnostic: Diagnostic, places: Places): Record<string, unknown> {
  const { severity, code, message, file, hint, related } = diagnostic;
  return {
    type: "diagnostic",
    severity,
    code,
    message,
    file,
    ...places.range(file, diagnostic.span),
    ...(hint === undefined ? {} : { hint }),
    ...(related === undefined
      ? {}
      : { related: related.map((at) => ({ message: at.message, file: at.file, ...places.range(at.file, at.span) })) }),
  };
}
