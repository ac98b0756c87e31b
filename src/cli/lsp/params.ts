import type { TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import { ErrorCodes, ResponseError } from "vscode-jsonrpc";
import { Position, Range } from "vscode-languageserver-types";

/**
 * The fields of a message's parameters. What a client sends is looked at before it is used.
 *
 * @throws ResponseError InvalidParams, from every method.
 */
export class Params {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(params: unknown) {
    this.#fields = fieldsOf(params, "params");
  }

  /** The fields of `textDocument`. */
  get #document(): Readonly<Record<string, unknown>> {
    return fieldsOf(this.#fields["textDocument"], "textDocument");
  }

  get uri(): string {
    return textOf(this.#document["uri"], "textDocument.uri");
  }

  get languageId(): string {
    return textOf(this.#document["languageId"], "textDocument.languageId");
  }

  get version(): number {
    const { version } = this.#document;
    if (typeof version !== "number") throw invalid("textDocument.version is a number");
    return version;
  }

  get text(): string {
    return textOf(this.#document["text"], "textDocument.text");
  }

  get position(): Position {
    const { position } = this.#fields;
    if (!Position.is(position)) throw invalid("position has a line and a character");
    return position;
  }

  get changes(): TextDocumentContentChangeEvent[] {
    const { contentChanges } = this.#fields;
    if (!Array.isArray(contentChanges)) throw invalid("contentChanges is a list");
    return contentChanges.map((change) => {
      const { text, range } = fieldsOf(change, "contentChanges[]");
      const written = textOf(text, "contentChanges[].text");
      if (range === undefined) return { text: written };
      if (!Range.is(range)) throw invalid("contentChanges[].range has a start and an end");
      return { text: written, range };
    });
  }
}

function fieldsOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(`${name} is an object`);
  return value as Readonly<Record<string, unknown>>;
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== "string") throw invalid(`${name} is a text`);
  return value;
}

function invalid(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}
