import type { Pipeline } from "../../core/mod.ts";
import { setImmediate } from "node:timers";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import { analyse, type Analysis } from "./analyse.ts";
import { documentPath } from "./document_path.ts";

/** A document that the client has open. */
interface OpenDocument {
  readonly path: string;
  text: TextDocument;
  /** Of this text; begun when somebody first wants it. */
  analysis: Promise<Analysis> | undefined;
  /** Of the last text that had a pipeline to speak of: the pipeline and the files it names. The rest of an old analysis may go. */
  known: { readonly draft: Pipeline; readonly reads: ReadonlySet<string> } | undefined;
  isScheduled: boolean;
}

/**
 * The documents that the client has open, and what is known about the newest text of each. What was found out about a text that has
 * changed since is dropped.
 */
export class Documents {
  readonly #open = new Map<string, OpenDocument>();
  /** How often any text has become new. */
  #changes = 0;
  readonly #cwd: string;
  readonly #onAnalysed: (uri: string, analysis: Analysis | undefined) => void;
  readonly #onDefect: (error: unknown) => void;

  /**
   * @param onAnalysed Told of every newest text; with undefined when a document was closed.
   * @param onDefect Told of what should never be thrown.
   */
  constructor(cwd: string, onAnalysed: (uri: string, analysis: Analysis | undefined) => void, onDefect: (error: unknown) => void) {
    this.#cwd = cwd;
    this.#onAnalysed = onAnalysed;
    this.#onDefect = onDefect;
  }

  open(uri: string, languageId: string, version: number, text: string): void {
    const path = documentPath(uri, languageId, this.#cwd);
    const known = this.#open.get(uri)?.known;
    this.#open.set(uri, {
      path,
      text: TextDocument.create(uri, languageId, version, text),
      analysis: undefined,
      known,
      isScheduled: false,
    });
    this.#changed(uri, path);
  }

  /** Applies changes in their order; those of a document that is not open are none of ours. */
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): void {
    const document = this.#open.get(uri);
    if (document === undefined) return;
    document.text = TextDocument.update(document.text, changes, version);
    this.#changed(uri, document.path);
  }

  close(uri: string): void {
    const document = this.#open.get(uri);
    if (document === undefined) return;
    this.#open.delete(uri);
    this.#onAnalysed(uri, undefined);
    this.#changed(uri, document.path);
  }

  /** Looks at every document again: files beside them have changed. */
  refresh(): void {
    for (const [uri, document] of this.#open) this.#renew(uri, document);
  }

  isOpen(path: string): boolean {
    return this.#textOf(path) !== undefined;
  }

  /** What is known about a document's newest text; undefined when it is not open. */
  analysisOf(uri: string): Promise<Analysis> | undefined {
    const document = this.#open.get(uri);
    if (document === undefined) return undefined;
    return document.analysis ??= this.#analyse(document);
  }

  async #analyse(document: OpenDocument): Promise<Analysis> {
    const { path, known } = document;
    // The library changes a document in place; what is known about a text goes on to speak of that. Its lines are only counted when
    // somebody asks for a place.
    const { uri, languageId, version } = document.text;
    const text = TextDocument.create(uri, languageId, version, document.text.getText());
    const analysis = await analyse(text, path, { textOf: (file) => this.#textOf(file), known: known?.draft });
    const { document: { draft }, reads } = analysis;
    if (draft !== undefined) document.known = { draft, reads };
    return analysis;
  }

  #textOf(path: string): string | undefined {
    for (const document of this.#open.values()) if (document.path === path) return document.text.getText();
    return undefined;
  }

  /** A document's text is new, and so is what is known about those that read it. */
  #changed(uri: string, path: string): void {
    for (const [other, document] of this.#open) {
      if (other === uri || document.known?.reads.has(path)) this.#renew(other, document);
    }
  }

  #renew(uri: string, document: OpenDocument): void {
    this.#changes++;
    document.analysis = undefined;
    if (document.isScheduled) return;
    document.isScheduled = true;
    this.#tellSoon(uri, document).catch(this.#onDefect);
  }

  /** Waits until the messages that have arrived already are handled: of many keystrokes only the last is looked at. */
  async #quiet(): Promise<void> {
    let seen: number;
    do {
      seen = this.#changes;
      // The connection handles a message a turn, and asks for its next turn after us.
      for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
    } while (seen !== this.#changes);
  }

  async #tellSoon(uri: string, document: OpenDocument): Promise<void> {
    await this.#quiet();
    document.isScheduled = false;
    if (this.#open.get(uri) !== document) return;
    const newest = document.analysis ??= this.#analyse(document);
    const analysis = await newest;
    // A newer text has its own turn.
    if (this.#open.get(uri) === document && document.analysis === newest) this.#onAnalysed(uri, analysis);
  }
}
