import { pathToFileURL } from "node:url";
import { type Diagnostic as LspDiagnostic, DiagnosticSeverity } from "vscode-languageserver-types";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../../core/mod.ts";
import type { Analysis } from "./analyse.ts";
import { rangeIn } from "./range_in.ts";

/** The diagnostics of one document or file. */
export interface PublishParams {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: LspDiagnostic[];
}

/**
 * What the client was told of which file. A file that is not open may be included by several documents: what is wrong with it is told once,
 * and taken back when none of them includes it any more.
 */
export class Published {
  /** By file, then by the open document that found it. */
  readonly #byFile = new Map<string, Map<string, LspDiagnostic[]>>();
  readonly #publish: (params: PublishParams) => void;
  readonly #isOpen: (path: string) => boolean;

  constructor(publish: (params: PublishParams) => void, isOpen: (path: string) => boolean) {
    this.#publish = publish;
    this.#isOpen = isOpen;
  }

  /** Tells what is wrong with a document's newest text, or takes everything back when it was closed. */
  show(uri: string, analysis: Analysis | undefined): void {
    const others = analysis === undefined ? new Map<string, LspDiagnostic[]>() : this.#others(analysis);
    for (const [file, found] of this.#byFile) if (!others.has(file) && found.delete(uri)) this.#tell(file, found);
    for (const [file, diagnostics] of others) {
      const found = this.#byFile.get(file) ?? new Map<string, LspDiagnostic[]>();
      this.#byFile.set(file, found.set(uri, diagnostics));
      this.#tell(file, found);
    }
    if (analysis === undefined) return this.#publish({ uri, diagnostics: [] });
    const own = analysis.diagnostics.filter(({ file }) => file === analysis.document.file);
    this.#publish({ uri, version: analysis.text.version, diagnostics: own.map((row) => toLsp(row, analysis)) });
  }

  /** What is wrong with files that the client has not open. */
  #others(analysis: Analysis): Map<string, LspDiagnostic[]> {
    const found = new Map<string, LspDiagnostic[]>();
    for (const diagnostic of analysis.diagnostics) {
      const { file } = diagnostic;
      if (file === analysis.document.file || this.#isOpen(file)) continue;
      found.set(file, [...found.get(file) ?? [], toLsp(diagnostic, analysis)]);
    }
    return found;
  }

  #tell(file: string, found: ReadonlyMap<string, LspDiagnostic[]>): void {
    if (found.size === 0) this.#byFile.delete(file);
    if (this.#isOpen(file)) return;
    const once = new Map([...found.values()].flat().map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
    this.#publish({ uri: pathToFileURL(file).href, diagnostics: [...once.values()] });
  }
}

function toLsp({ severity, code, message, hint, span, file, related = [] }: Diagnostic, analysis: Analysis): LspDiagnostic {
  const isOwn = file === analysis.document.file;
  const text = isOwn ? analysis.text : TextDocument.create(file, "", 0, analysis.sources.get(file) ?? "");
  const hasMark = isOwn && analysis.hasMark;
  return {
    range: rangeIn(text, span, hasMark),
    severity: severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    source: "executor",
    message: hint === undefined ? message : `${message}\n${hint}`,
    ...(related.length === 0 ? {} : {
      relatedInformation: related.filter((row) => row.file === file).map((row) => ({
        location: { uri: isOwn ? analysis.text.uri : pathToFileURL(file).href, range: rangeIn(text, row.span, hasMark) },
        message: row.message,
      })),
    }),
  };
}
