import type { Diagnostic } from "./diagnostic.ts";

/** The diagnostics without those that say the same of the same place as an earlier one. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const told = new Set<string>();
  return diagnostics.filter(({ file, span: { start, end }, code, message }) => {
    const key = `${start} ${end} ${code} ${message.length} ${message} ${file}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}
