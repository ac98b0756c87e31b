import { emptyRecord, type Json } from "../../src/core/mod.ts";
import { type Draft, NotEditable } from "./draft.ts";
import { isBlock, type Part } from "./place.ts";
import type { Addition, Plan } from "./plan.ts";
import { writeEntries, writeItems, type WriteOptions } from "./write_value.ts";

/**
 * Takes parts out of a block collection and puts others in. With a part goes the comment directly above it, the one behind it, and what is
 * indented more below it; nothing else.
 */
export function spliceBlock(draft: Draft, plan: Plan): void {
  const { parts } = plan.place;
  const column = draft.lines.column(parts[0]?.start ?? 0);
  for (const [behind, group] of Map.groupBy(plan.added, (addition) => addition.behind)) insert(draft, plan, column, behind, group);
  const shared = removeShared(draft, plan, column);
  let before: Part | undefined;
  for (const [i, part] of parts.entries()) {
    if (!plan.gone.has(i)) before = part;
    if (i < shared || !plan.gone.has(i)) continue;
    const [start, behind] = regionOf(draft, parts, i, column);
    // Comments and blank lines must not become part of the text above.
    const end = before === undefined ? behind : draft.behindAbsorbed(before.value, behind, column);
    draft.splice(start, before !== undefined && draft.wouldKeep(before.value, end) ? draft.behindBlanks(end) : end, "");
  }
}

/** The lines of a part, which has them for itself. */
export function regionOf(draft: Draft, parts: readonly Part[], index: number, column: number): [number, number] {
  const part = parts[index];
  if (part === undefined || !draft.lines.isFirst(part.start)) throw new NotEditable();
  const before = parts[index - 1];
  const floor = before === undefined ? 0 : draft.behindAll(before.value, column);
  return [draft.begin(part, floor), draft.behindAll(part.value, column)];
}

function insert(draft: Draft, plan: Plan, column: number, behind: number | undefined, additions: readonly Addition[]): void {
  const { lines, layout: { eol } } = draft;
  const { parts } = plan.place;
  const isSpaced = !parts.some(({ value }) => draft.keepsBlanks(value)) && areSpaced(draft, parts, column);
  const texts = additions.map(({ part }) => {
    if ("text" in part) return part.text;
    return linesOf(draft, plan, column, part).map((line) => line + eol).join("");
  });
  const part = behind === undefined ? undefined : parts[behind];
  const first = parts[0];
  if (part !== undefined) {
    const at = draft.behindAll(part.value, column);
    draft.splice(at, at, texts.map((text) => (isSpaced ? eol : "") + text).join(""));
  } else if (first !== undefined && lines.isFirst(first.start)) {
    const at = draft.begin(first, 0);
    draft.splice(at, at, texts.map((text) => text + (isSpaced ? eol : "")).join(""));
  } else if (first !== undefined && !plan.gone.has(0)) {
    // The first part stands on the line of what it belongs to, and makes room there.
    draft.splice(first.start, first.start, texts.join("").slice(column) + " ".repeat(column));
  } else throw new NotEditable();
}

function linesOf(
  draft: Draft,
  { place }: Plan,
  column: number,
  { key, value }: { readonly key: string | undefined; readonly value: Json },
): string[] {
  const { layout, boldness: { isInline } } = draft;
  const others = place.parts.map((other) => other.value).filter(({ kind }) => kind === "map" || kind === "seq");
  // A new item has the form that all others have.
  const areFlow = place.kind === "seq" && others.length > 0 && !others.some(isBlock);
  const areBlocks = place.kind === "seq" && others.length > 0 && others.every(isBlock);
  const options: WriteOptions = { isInline: isInline || areFlow, isBlock: areBlocks };
  if (key === undefined) return writeItems([value], column, layout, options);
  const entries = emptyRecord<Json>();
  entries[key] = value;
  return writeEntries(entries, column, layout, options);
}

/** Whether a blank line stands between all parts, of which there are several. */
function areSpaced(draft: Draft, parts: readonly Part[], column: number): boolean {
  return parts.length > 1 && parts.every((part, i) => {
    const before = parts[i - 1];
    if (before === undefined) return true;
    const end = draft.behindAll(before.value, column);
    const begin = draft.begin(part, end);
    return end < begin && draft.text.slice(end, begin).trim() === "";
  });
}

/**
 * Takes out the parts before the first one that stays, where they share a line with what they belong to: `- id: a`.
 *
 * @returns How many of them there were.
 */
function removeShared(draft: Draft, { place: { parts }, gone }: Plan, column: number): number {
  const { lines } = draft;
  const first = parts[0];
  if (first === undefined || lines.isFirst(first.start) || !gone.has(0)) return 0;
  let count = 0;
  while (gone.has(count)) count++;
  const [last, next] = [parts[count - 1], parts[count]];
  if (last === undefined || next === undefined) throw new NotEditable();
  const end = draft.behindAll(last.value, column);
  if (lines.start(next.start) === end) draft.splice(first.start, next.start, "");
  else {
    // Comments and blank lines come before the next part, and stay there.
    const blanks = /[ \t]*$/.exec(draft.text.slice(lines.start(first.start), first.start))?.[0].length ?? 0;
    draft.splice(first.start - blanks, lines.endBefore(end), "");
  }
  return count;
}
