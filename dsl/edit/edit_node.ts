import type { Json, JsonObject } from "../../src/core/mod.ts";
import { alignItems } from "./align_items.ts";
import { type Draft, NotEditable, type Slot } from "./draft.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import type { EntryPlace, MapPlace, Part, Place, SeqPlace } from "./place.ts";
import type { Addition, Plan } from "./plan.ts";
import { replaceValue } from "./replace_value.ts";
import { regionOf, spliceBlock } from "./splice_block.ts";
import { spliceFlow } from "./splice_flow.ts";

/**
 * Notes the changes that make a value read as another one.
 *
 * @param depth How many collections it stands in.
 */
export function editNode(draft: Draft, place: Place, target: Json, slot: Slot, depth = 0): void {
  if (place.kind === "alias") {
    const settled = draft.settled(place.target);
    if (settled === undefined || !draft.identities.same(settled, target)) replaceValue(draft, place, target, slot);
    return;
  }
  const isSame = draft.identities.same(place.value, target, depth);
  if (isSame && !place.hasAlias) return;
  const isWhole = !isSame && depth >= draft.boldness.depth;
  if (!isWhole && place.kind === "map" && isObject(target)) editMap(draft, place, target, slot, depth);
  else if (!isWhole && place.kind === "seq" && isList(target)) editSeq(draft, place, target, slot, depth);
  else if (!isSame) replaceValue(draft, place, target, slot);
}

function editMap(draft: Draft, place: MapPlace, target: JsonObject, slot: Slot, depth: number): void {
  const own = place.parts.filter(({ isMerge }) => !isMerge);
  const ownKeys = new Set(own.map(({ key }) => key));
  const merged = mergedInto(draft, place);
  const isKept = merged !== undefined && Object.keys(merged).every((key) => Object.hasOwn(target, key));
  const stays = ({ key, isMerge }: EntryPlace): boolean => isMerge ? isKept : Object.hasOwn(target, key);
  if (place.style === "pair" || !place.parts.some(stays)) {
    if (place.parts.length > 0 || Object.keys(target).length > 0) replaceValue(draft, place, target, slot);
    return;
  }
  const gone = goneOf(draft, place.parts, stays);
  place.parts.forEach((part) => {
    if (!part.isMerge && stays(part)) editNode(draft, part.value, target[part.key] ?? null, slotOf(draft, place, part), depth + 1);
  });
  const isInherited = (key: string, value: Json): boolean =>
    isKept && Object.hasOwn(merged, key) && draft.identities.same(merged[key] ?? null, value);
  const added = Object.entries(target).filter(([key, value]) => !ownKeys.has(key) && !isInherited(key, value));
  const behind = place.parts.findLastIndex(stays);
  finish(draft, {
    place,
    gone,
    added: added.map(([key, value]): Addition => ({ behind, part: { key, value } })),
  });
  draft.settle(place, target);
}

/** What the merges of a map will bring in; undefined when the anchor of one will be gone. */
function mergedInto(draft: Draft, place: MapPlace): JsonObject | undefined {
  const merged: Record<string, Json> = Object.create(null);
  for (const { isMerge, value } of place.parts) {
    if (!isMerge) continue;
    const sources = value.kind === "seq" ? value.parts.map((part) => part.value) : [value];
    for (const source of sources) {
      const settled = source.kind === "alias" ? draft.settled(source.target) : source.value;
      if (!isObject(settled)) return undefined;
      for (const [key, item] of Object.entries(settled)) if (!Object.hasOwn(merged, key)) merged[key] = item;
    }
  }
  return merged;
}

function editSeq(draft: Draft, place: SeqPlace, target: readonly Json[], slot: Slot, depth: number): void {
  const { parts } = place;
  const old = parts.map(({ value }) => value.value);
  const { from, moved } = alignItems(old, target, draft.identities);
  const staying = new Set(from.filter((_, j) => !moved.has(j)));
  const isEmpty = parts.length === 0 || target.length === 0;
  if (isEmpty || !parts.some((_, i) => staying.has(i))) {
    if (parts.length > 0 || target.length > 0) replaceValue(draft, place, target, slot);
    return;
  }
  const gone = goneOf(draft, parts, (_, i) => staying.has(i));
  const added: Addition[] = [];
  let behind: number | undefined;
  target.forEach((value, j) => {
    const i = from[j];
    const part = i === undefined ? undefined : parts[i];
    if (i === undefined || part === undefined) added.push({ behind, part: { key: undefined, value } });
    else if (moved.has(j)) added.push({ behind, part: { text: movedText(draft, place, i, value, depth) } });
    else {
      editNode(draft, part.value, value, slotOf(draft, place, part), depth + 1);
      behind = i;
    }
  });
  finish(draft, { place, gone, added });
  draft.settle(place, target);
}

/** The text of an item that goes elsewhere, edited. */
function movedText(draft: Draft, place: SeqPlace, index: number, value: Json, depth: number): string {
  const part = place.parts[index];
  if (part === undefined || part.value.hasAnchor || part.value.hasAlias) throw new NotEditable();
  const region: [number, number] = place.style === "block"
    ? regionOf(draft, place.parts, index, draft.lines.column(part.start))
    : [part.start, part.value.end];
  return draft.within(...region, () => editNode(draft, part.value, value, slotOf(draft, place, part), depth + 1));
}

function finish(draft: Draft, plan: Plan): void {
  if (plan.gone.size === 0 && plan.added.length === 0) return;
  (plan.place.style === "block" ? spliceBlock : spliceFlow)(draft, plan);
}

/** The places of parts that go, and their anchors with them: aliases below have to know. */
function goneOf<T extends Part>(draft: Draft, parts: readonly T[], stays: (part: T, index: number) => boolean): ReadonlySet<number> {
  const gone = parts.flatMap((part, i) => stays(part, i) ? [] : [i]);
  for (const i of gone) {
    const part = parts[i];
    if (part !== undefined) draft.lose(part.value);
  }
  return new Set(gone);
}

function slotOf(draft: Draft, place: MapPlace | SeqPlace, part: Part): Slot {
  const kind = place.style !== "block" ? "flow" : place.kind === "map" ? "entry" : "item";
  return { kind, after: part.after, column: draft.lines.column(part.start) };
}
