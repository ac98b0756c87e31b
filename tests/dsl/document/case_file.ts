import type { Diagnostic } from "../../../src/core/mod.ts";
import { loadDocument } from "../../../dsl/document/mod.ts";

/**
 * A case: documents, a line of dashes with a word, and what is expected. The first document is the one that is checked; others begin with
 * `=== name` and can be included by it.
 */
export interface CaseFile {
  /** The name of the document that is checked. */
  readonly main: string;
  readonly files: ReadonlyMap<string, string>;
  readonly expected: string;
}

const DIVIDER = "\n--- expect\n";

/** Reads a case. `main` is the name of its first document. */
export function parseCase(text: string, main = "case.yaml"): CaseFile {
  const at = text.indexOf(DIVIDER);
  const documents = at < 0 ? text : text.slice(0, at + 1);
  const files = new Map<string, string>();
  let name = main;
  for (const part of documents.split(/^(=== .*\n)/m)) {
    if (part.startsWith("=== ")) name = part.slice(4).trim();
    else files.set(name, part);
  }
  return { main, files, expected: at < 0 ? "" : text.slice(at + DIVIDER.length).trimEnd() };
}

/** What checking a case gives, as it stands in the file: diagnostics a line each, or the pipeline as JSON. */
export async function runCase({ main, files }: CaseFile): Promise<string> {
  const { pipeline, diagnostics } = await loadDocument(files.get(main) ?? "", main, {
    readFile: (path) => {
      const text = files.get(path);
      return text === undefined ? Promise.reject(new Error("no such file")) : Promise.resolve(text);
    },
  });
  const lines = diagnostics.map((diagnostic) => format(diagnostic, files.get(diagnostic.file) ?? "", main));
  if (pipeline !== undefined) lines.push(JSON.stringify(pipeline, null, 2));
  return lines.join("\n");
}

function format(diagnostic: Diagnostic, text: string, main: string): string {
  const { severity, code, message, hint, file, span, related = [] } = diagnostic;
  const where = file === main ? "" : `${file}:`;
  const notes = related.map((note) => `\n  note ${place(text, note.span.start)} ${note.message}`).join("");
  return `${where}${place(text, span.start)}-${place(text, span.end)} ${severity} ${code}: ${message}${
    hint === undefined ? "" : `\n  hint: ${hint}`
  }${notes}`;
}

/** Line and column from 1. */
function place(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${before.split("\n").length}:${offset - before.lastIndexOf("\n")}`;
}
