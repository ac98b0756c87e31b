import type { Diagnostic } from "../../src/core/mod.ts";

/** What is said of a file in another language than YAML; its text would only be misread. */
export function laterLanguage(file: string): Diagnostic | undefined {
  const language = /\.flow$/i.test(file) ? "the flow language" : /\.[cm]?[jt]s$/i.test(file) ? "JavaScript or TypeScript" : undefined;
  if (language === undefined) return undefined;
  const message = `Pipelines in ${language} come with a later version`;
  return { severity: "error", code: "not_supported_yet", message, file, span: { start: 0, end: 0 }, hint: "Until then write it in YAML" };
}
