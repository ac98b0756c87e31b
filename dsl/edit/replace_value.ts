import type { Json } from "../../src/core/mod.ts";
import { type Draft, NotEditable, type Slot } from "./draft.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import { isBlock, isBlockText, type Place } from "./place.ts";
import { rewriteBlockText } from "./rewrite_block_text.ts";
import { writeEntryValue, writeFlow, writeItemValue, type WriteOptions, type Written } from "./write_value.ts";

/** Writes another value where one stood. The comment on the line of its key or dash stays. */
export function replaceValue(draft: Draft, place: Place, value: Json, slot: Slot): void {
  const keepsProps = place.kind === "scalar" && place.at < place.end && place.isAnchored && !place.isTagged && !isList(value) &&
    !isObject(value);
  if (keepsProps) draft.settle(place, value);
  else draft.lose(place);
  const start = keepsProps ? place.at : place.start;
  if (slot.kind === "flow") replaceInBrackets(draft, place, value, start, slot.after);
  else replaceInBlock(draft, place, value, start, slot);
}

function replaceInBrackets(draft: Draft, place: Place, value: Json, start: number, after: number | undefined): void {
  const written = writeFlow(value, draft.layout.isJson, quotesFor(place, value));
  const isEmpty = place.start === place.end;
  const separator = !isEmpty ? "" : after === undefined ? ": " : draft.text[after - 1] === ":" ? " " : "";
  draft.splice(start, place.end, separator + written);
}

function replaceInBlock(draft: Draft, place: Place, value: Json, start: number, slot: Slot): void {
  const { lines, layout } = draft;
  if (slot.after === undefined) throw new NotEditable();
  const written = write(draft, place, value, slot);
  const headEnd = slot.kind === "root" ? place.start : lines.end(slot.after);
  const isOnHead = place.start <= headEnd;
  const isEmpty = place.start === place.end;
  const gap = isOnHead && !isEmpty ? draft.text.slice(slot.after, start) : slot.kind === "root" ? "" : " ";
  const end = lines.endBefore(isBlock(place) && slot.kind !== "root" ? draft.behindAll(place, slot.column) : draft.behind(place));
  const head = written.head === "" ? "" : gap + written.head;
  const tail = isOnHead ? commentBehind(draft, place) : draft.text.slice(slot.after, headEnd);
  const body = written.body.map((line) => layout.eol + line).join("");
  // Below a marker, or at the beginning of the text, nothing stands before the first line.
  const text = head + tail + body;
  draft.splice(
    slot.after,
    end,
    slot.kind === "root" && head === "" && slot.after === lines.start(slot.after) ? text.slice(layout.eol.length) : text,
  );
}

function write(draft: Draft, place: Place, value: Json, { kind, column }: Slot): Written {
  const { layout, boldness: { isInline } } = draft;
  if (isBlockText(place) && typeof value === "string" && !isInline) {
    const written = rewriteBlockText(draft.text, place, value);
    if (written !== undefined) return written;
  }
  const quotes = quotesFor(place, value);
  const options: WriteOptions = {
    isInline: isInline || isBracket(place),
    isBlock: isBlock(place),
    ...(quotes === undefined ? {} : { quotes }),
  };
  return (kind === "item" ? writeItemValue : writeEntryValue)(value, column, layout, options);
}

/** Whether a value stands in brackets, where the new one has to stand too. */
function isBracket(place: Place): boolean {
  return (place.kind === "map" || place.kind === "seq") && place.style === "flow" && place.parts.length > 0;
}

/** The quotes that a text keeps; one that has become several lines is better off without. */
function quotesFor(place: Place, value: Json): "single" | "double" | undefined {
  if (place.kind !== "scalar" || typeof place.value !== "string") return undefined;
  if (typeof value === "string" && value.includes("\n") && !place.value.includes("\n")) return undefined;
  return place.style === "single" || place.style === "double" ? place.style : undefined;
}

/** What stands behind a value on its last line; of a text of the kind `|`, behind its sign. */
function commentBehind(draft: Draft, place: Place): string {
  if (isBlockText(place)) {
    return /^[|>][-+1-9]*([ \t]+#.*)?/.exec(draft.lines.text.slice(place.at, draft.lines.end(place.at)))?.[1] ?? "";
  }
  return isBlock(place) ? "" : draft.text.slice(place.end, draft.lines.end(place.end));
}
