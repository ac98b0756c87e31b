import { emptyRecord, type Json } from "../../src/core/mod.ts";
import type { DocNode, MapNode, SeqNode } from "../tree.ts";
import type { EntryPlace, MapPlace, Part, Place, SeqPlace } from "./place.ts";
import { behindColon, skipTrivia } from "./skip_trivia.ts";

/** What a document without anchors and tags has nowhere. */
const PLAIN = { isAnchored: false, isTagged: false, hasAlias: false, hasAnchor: false } as const;

/**
 * The places of a tree.
 *
 * @param tree As `readYamlFast` gave it: it reads no document with anchors, tags or complex keys.
 * @param emptyAt Where a value stands that nobody wrote.
 */
export function placeTree(tree: DocNode, text: string, emptyAt = 0): Place {
  if (tree.kind === "map") return mapPlace(tree, text);
  if (tree.kind === "seq") return seqPlace(tree, text);
  const isWritten = tree.span.end > tree.span.start;
  const { start, end } = isWritten ? tree.span : { start: emptyAt, end: emptyAt };
  return { ...PLAIN, kind: "scalar", start, at: start, end, value: tree.value, style: tree.style };
}

function mapPlace(node: MapNode, text: string): MapPlace {
  const { start } = node.span;
  const style = text[start] === "{" ? "flow" : "block";
  const value = emptyRecord<Json>();
  const parts = node.entries.map(({ key, keySpan, value: child }): EntryPlace => {
    const after = behindColon(text, keySpan.end);
    const place = placeTree(child, text, after);
    value[key] = place.value;
    return { start: keySpan.start, after, value: place, key, isMerge: false };
  });
  return { ...PLAIN, kind: "map", start, at: start, end: endOf(node, style, parts), value, style, parts };
}

function seqPlace(node: SeqNode, text: string): SeqPlace {
  const { start } = node.span;
  const style = text[start] === "[" ? "flow" : "block";
  let next = start;
  const parts = node.items.map((item): Part => {
    const dash = style === "block" ? skipTrivia(text, next) : item.span.start;
    const after = style === "block" ? dash + 1 : dash;
    const value = placeTree(item, text, after);
    next = value.end;
    return { start: dash, after, value };
  });
  const value = parts.map((part) => part.value.value);
  return { ...PLAIN, kind: "seq", start, at: start, end: endOf(node, style, parts), value, style, parts };
}

function endOf(node: DocNode, style: "block" | "flow", parts: readonly Part[]): number {
  return style === "flow" ? node.span.end : parts.at(-1)?.value.end ?? node.span.end;
}
