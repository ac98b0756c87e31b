import type { Diagnostic } from "../../src/core/mod.ts";

/** What is said of a file in another language than YAML and flow; its text would only be misread. */
export function laterLanguage(file: string): Diagnostic | undefined {
  if (!/\.[cm]?[jt]s$/i.test(file)) return undefined;
  const message = "Pipelines in JavaScript or TypeScript come with a later version";
  return {
    severity: "error",
    code: "not_supported_yet",
    message,
    file,
    span: { start: 0, end: 0 },
    hint: "Until then write it in YAML or flow",
  };
}
