import {
  type CollectionTag,
  Document,
  isCollection,
  isScalar,
  type Pair,
  parseDocument,
  type ScalarTag,
  type Tags,
  visit,
  YAMLMap,
  YAMLSeq,
} from "yaml";
import type { DocNode } from "../tree.ts";
import { commentSpans } from "./comment_spans.ts";
import { LIBRARY_OPTIONS } from "./library.ts";
import type { ReadResult } from "./read_result.ts";
import { readWithLibrary } from "./read_with_library.ts";
import { readYamlFast } from "./read_yaml.ts";
import { type PrintContext, printScalar } from "./print_scalar.ts";

/** Printing settles at once but for odd comments; what has not settled by then never will. */
const ROUNDS = 4;

/**
 * Prints a document without errors in the one style.
 *
 * @returns The text itself where printing would lose a comment, change a value or not come to rest.
 */
export function printYaml(text: string): string {
  let current = text;
  for (let round = 0; round < ROUNDS; round++) {
    const next = printOnce(current);
    if (next === undefined) return text;
    if (next === current) return isFaithful(text, current) ? current : text;
    current = next;
  }
  return text;
}

function printOnce(text: string): string | undefined {
  const document = parseDocument(text, { ...LIBRARY_OPTIONS, keepSourceTokens: true, customTags: printingTags });
  if (!(document instanceof Document) || document.errors.length > 0) return undefined;
  visit(document, { Pair: (_, pair) => keepBehindKey(pair) });
  try {
    return document.toString({ lineWidth: 0, indent: 2, indentSeq: true, nullStr: "", commentString: comment }).replace(
      /[ \t]+$/gm,
      trailing(text),
    );
  } catch {
    return undefined;
  }
}

/** Spaces at line ends go, unless the text has a block scalar: there they may belong to the value. */
function trailing(text: string): (spaces: string) => string {
  const hasBlocks = /[|>][-+0-9]*[ \t]*(?:#.*)?$/m.test(text);
  return (spaces) => hasBlocks ? spaces : "";
}

function comment(text: string): string {
  return text.split("\n").map((line) => line === "" ? "" : `#${line}`.trimEnd()).join("\n");
}

/** The core schema's tags, but for how they print. */
function printingTags(tags: Tags): Tags {
  return tags.map((tag) => {
    if (typeof tag === "string") return tag;
    if (tag.collection === "seq") return { ...tag, stringify: printSeq } as unknown as CollectionTag;
    if (tag.collection === "map") return { ...tag, stringify: printMap } as unknown as CollectionTag;
    return { ...tag, stringify: printScalar } as ScalarTag;
  });
}

type Callback = (() => void) | undefined;

function printSeq(node: YAMLSeq, context: PrintContext, onComment: Callback, onChompKeep: Callback): string {
  return YAMLSeq.prototype.toString.call(node, flowContext(node, context, ""), onComment, onChompKeep);
}

function printMap(node: YAMLMap, context: PrintContext, onComment: Callback, onChompKeep: Callback): string {
  return YAMLMap.prototype.toString.call(node, flowContext(node, context, " "), onComment, onChompKeep);
}

/** Brackets stay on one line or on several, as they were written: a width of 1 breaks what a width of 0 never does. */
function flowContext(node: YAMLMap | YAMLSeq, context: PrintContext, padding: string): PrintContext {
  const token = node.srcToken;
  const isOpen = token?.type === "flow-collection" && token.items[0]?.start.some(({ type }) => type === "newline") === true;
  return { ...context, flowCollectionPadding: padding, options: { ...context.options, lineWidth: isOpen ? 1 : 0 } };
}

/** Keeps a comment on its key's line, which the library would put on the next. */
function keepBehindKey({ key, value, srcToken }: Pair): void {
  if (!isScalar(key) || !isCollection(value) || value.flow || value.commentBefore === undefined || value.commentBefore === null) return;
  const separators = srcToken !== undefined && "sep" in srcToken ? srcToken.sep ?? [] : [];
  const comment = separators.findIndex(({ type }) => type === "comment");
  const newline = separators.findIndex(({ type }) => type === "newline");
  if (comment === -1 || newline !== -1 && newline < comment || key.comment) return;
  const [first = "", ...rest] = value.commentBefore.split("\n");
  key.comment = first;
  value.commentBefore = rest.length === 0 ? null : rest.join("\n");
}

function read(text: string): ReadResult {
  const root = readYamlFast(text);
  return root === undefined ? readWithLibrary(text, "") : { root, diagnostics: [] };
}

function isFaithful(before: string, after: string): boolean {
  const old = read(before);
  const now = read(after);
  if (old.root === undefined || now.root === undefined || now.diagnostics.length !== old.diagnostics.length) return false;
  return isSame(old.root, now.root) && comments(before).join("\n") === comments(after).join("\n");
}

/** Whether two trees have the same keys and values in the same order, written the same way but for the kind of quote. */
function isSame(a: DocNode, b: DocNode): boolean {
  if (a === b) return true;
  if (a.kind === "map") {
    return b.kind === "map" && a.entries.length === b.entries.length && a.entries.every((entry, i) => {
      const other = b.entries[i];
      return other !== undefined && entry.key === other.key && isSame(entry.value, other.value);
    });
  }
  if (a.kind === "seq") {
    return b.kind === "seq" && a.items.length === b.items.length && a.items.every((item, i) => {
      const other = b.items[i];
      return other !== undefined && isSame(item, other);
    });
  }
  return b.kind === "scalar" && Object.is(a.value, b.value) && a.source === b.source;
}

/** All comments in the order of their text: printing may move one over another, but none may be lost. */
function comments(text: string): string[] {
  return commentSpans(text).map(({ start, end }) => text.slice(start, end)).sort();
}
