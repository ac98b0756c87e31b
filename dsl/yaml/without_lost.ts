import type { Span } from "../../src/core/mod.ts";
import type { DocNode, MapNode, SeqNode } from "../tree.ts";
import { unknownAt } from "./library_tree.ts";

/**
 * The tree of a broken text without what may have been misread: what lies in a lost part is taken out, and what touches one is marked as
 * partial or unknown. The rest can be checked like any document.
 *
 * @param lost Sorted by place; whatever follows the beginning of one up to its end is doubtful.
 */
export function withoutLost(root: DocNode, text: string, lost: readonly Span[]): DocNode {
  return lost.length === 0 ? root : prune(root, { text, lost });
}

interface Damage {
  readonly text: string;
  readonly lost: readonly Span[];
}

function prune(node: DocNode, damage: Damage): DocNode {
  if (!touches(node.span, damage)) return node;
  if (node.kind === "scalar") {
    // A text that ends before the mistake is what it is; nothing at all may be what could not be read.
    return overlaps(node.span, damage) || node.value === null && node.source === "" ? unknownAt(node.span) : node;
  }
  return node.kind === "map" ? pruneMap(node, damage) : pruneSeq(node, damage);
}

function pruneMap(node: MapNode, damage: Damage): MapNode {
  const entries = node.entries.flatMap((entry) => overlaps(entry.keySpan, damage) ? [] : [{ ...entry, value: prune(entry.value, damage) }]);
  return { ...node, entries, isPartial: true };
}

function pruneSeq(node: SeqNode, damage: Damage): SeqNode {
  const items = node.items.flatMap((item) => isWithin(item.span, damage) ? [] : [prune(item, damage)]);
  return { ...node, items, isPartial: true };
}

function overlaps(span: Span, { lost }: Damage): boolean {
  return lost.some(({ start, end }) => span.start < end && Math.max(span.end, span.start + 1) > start);
}

function isWithin(span: Span, { lost }: Damage): boolean {
  return lost.some(({ start, end }) => span.start >= start && span.start < end);
}

/** Whether a lost part lies in a place or beside it, with nothing but blanks and comments between: then it may have belonged to it. */
function touches(span: Span, { text, lost }: Damage): boolean {
  return lost.some(({ start, end }) =>
    start >= span.end
      ? isBlank(text.slice(span.end, Math.min(start, span.end + MAX_BLANK)))
      : end > span.start || isBlank(text.slice(Math.max(end, span.start - MAX_BLANK), span.start))
  );
}

/** Longest stretch of blanks and comments that is looked through. */
const MAX_BLANK = 10_000;

function isBlank(text: string): boolean {
  return /^(?:\s|#[^\n]*(?:\n|$))*$/.test(text);
}
