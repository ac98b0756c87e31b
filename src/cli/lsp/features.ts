import { pathToFileURL } from "node:url";
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type DocumentSymbol as LspSymbol,
  type Hover,
  type Location,
  MarkupKind,
  type Position,
  SymbolKind,
} from "vscode-languageserver-types";
import { type Completion, completionsAt, definitionAt, type DocumentSymbol, hoverAt, symbolsOf } from "../../../dsl/editor/mod.ts";
import type { Analysis } from "./analyse.ts";
import { rangeIn } from "./range_in.ts";

/** What stands at a position. */
export function hover({ document, text, hasMark }: Analysis, position: Position): Hover | null {
  const found = hoverAt(document, offsetOf({ text, hasMark }, position));
  if (found === undefined) return null;
  return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: rangeIn(text, found.span, hasMark) };
}

/** What may be written at a position. */
export async function complete({ document, text, hasMark }: Analysis, position: Position): Promise<CompletionList> {
  const offset = offsetOf({ text, hasMark }, position);
  const { items, written } = await completionsAt(document, offset);
  const range = rangeIn(text, { start: offset - written, end: offset }, hasMark);
  const isIncomplete = false;
  return { isIncomplete, items: items.map((item, index) => completionItem(item, index, range)) };
}

const KINDS: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  field: CompletionItemKind.Property,
  keyword: CompletionItemKind.Keyword,
  value: CompletionItemKind.EnumMember,
  task: CompletionItemKind.Reference,
  setting: CompletionItemKind.Constant,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
};

function completionItem({ label, kind, insert, detail, markdown }: Completion, index: number, range: Hover["range"]): CompletionItem {
  return {
    label,
    kind: KINDS[kind],
    sortText: String(index).padStart(5, "0"),
    ...(range === undefined ? { insertText: insert } : { textEdit: { range, newText: insert } }),
    ...(detail === undefined ? {} : { detail }),
    ...(markdown === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: markdown } }),
  };
}

/** Where the name at a position is declared. */
export function define({ document, text, hasMark }: Analysis, position: Position): Location | null {
  const found = definitionAt(document, offsetOf({ text, hasMark }, position));
  if (found === undefined) return null;
  const start = { line: 0, character: 0 };
  if (found.file !== undefined) return { uri: pathToFileURL(found.file).href, range: { start, end: start } };
  return { uri: text.uri, range: found.span === undefined ? { start, end: start } : rangeIn(text, found.span, hasMark) };
}

const SYMBOLS: Readonly<Record<DocumentSymbol["kind"], SymbolKind>> = {
  pipeline: SymbolKind.Module,
  setting: SymbolKind.Constant,
  secret: SymbolKind.Key,
  task: SymbolKind.Function,
  hook: SymbolKind.Event,
};

/** The outline of a document. */
export function outline({ document, text, hasMark }: Analysis): LspSymbol[] {
  const toLsp = ({ name, kind, detail, span, nameSpan, children }: DocumentSymbol): LspSymbol => ({
    // The protocol allows no empty name.
    name: name.trim() === "" ? "…" : name,
    kind: SYMBOLS[kind],
    detail,
    range: rangeIn(text, span, hasMark),
    selectionRange: rangeIn(text, nameSpan, hasMark),
    children: children.map(toLsp),
  });
  return symbolsOf(document).map(toLsp);
}

function offsetOf({ text, hasMark }: Pick<Analysis, "text" | "hasMark">, position: Position): number {
  return Math.max(0, text.offsetAt(position) - (hasMark ? 1 : 0));
}
