import type { Json } from "../../src/core/mod.ts";
import { type Boldness, Draft, NotEditable, type Slot } from "./draft.ts";
import { editNode } from "./edit_node.ts";
import { Identities } from "./identities.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import { layoutOf } from "./layout_of.ts";
import { lineEndOf, type Lines } from "./lines.ts";
import { isBlock, type Place } from "./place.ts";
import { type Layout, writeEntryValue } from "./write_value.ts";

/** A document's text with the places of its values. */
export interface Placed {
  /** Undefined for a document that says nothing, or whose places are not known. */
  readonly root: Place | undefined;
  /** Every line has an end. */
  readonly lines: Lines;
  /** Whether the last line had none. */
  readonly isOpen: boolean;
}

/** Most levels that are tried one by one. */
const MAX_LEVELS = 8;

/**
 * Texts that should read as a value, the least changed first: with each value changed in its place, with new values on one line, with
 * ever larger collections written anew. Undefined for an attempt that led to nothing.
 */
export function* attempts(placed: Placed, target: Json): Generator<string | undefined> {
  const { root, lines } = placed;
  if (root === undefined) {
    if (lines.text.trim() !== "") yield ended(placed, lines.text + bareDocument(placed, target));
    return;
  }
  const layout = layoutOf(root, lines);
  const identities = new Identities();
  const attempt = (boldness: Boldness): string | undefined => {
    const draft = new Draft(lines, layout, boldness, identities);
    try {
      editNode(draft, root, target, rootSlot(draft, root, target));
      return draft.isEndGone ? draft.result() : ended(placed, draft.result());
    } catch (error) {
      if (error instanceof NotEditable) return undefined;
      throw error;
    }
  };
  yield attempt({ isInline: false, depth: Infinity });
  yield attempt({ isInline: true, depth: Infinity });
  for (let depth = Math.min(heightOf(root), MAX_LEVELS); depth >= 0; depth--) {
    yield attempt({ isInline: false, depth });
    yield attempt({ isInline: true, depth });
  }
}

/** A document that says what it has to and nothing else. */
export function bareDocument({ root, lines }: Placed, target: Json): string {
  const layout: Layout = root === undefined ? { step: 2, dash: 2, eol: lineEndOf(lines.text), isJson: false } : layoutOf(root, lines);
  const { head, body } = writeEntryValue(target, -layout.step, layout, { isBlock: true });
  return [...(head === "" ? [] : [head]), ...body].map((line) => line + layout.eol).join("");
}

/** The text as it ended before: with or without a line end. */
function ended({ isOpen }: Placed, text: string): string {
  return isOpen ? text.replace(/\r?\n$/, "") : text;
}

function rootSlot({ lines, layout }: Draft, root: Place, target: Json): Slot {
  const isFlow = !isBlock(root) && root.kind !== "scalar" && (isList(target) || isObject(target));
  const after = lines.isFirst(root.start) ? lines.start(root.start) : root.start;
  return { kind: isFlow ? "flow" : "root", after, column: -layout.step };
}

function heightOf(place: Place): number {
  if (place.kind !== "map" && place.kind !== "seq") return 0;
  return 1 + place.parts.reduce((most, { value }) => Math.max(most, heightOf(value)), 0);
}
