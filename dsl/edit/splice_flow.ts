import { type Draft } from "./draft.ts";
import type { Part } from "./place.ts";
import type { Addition, Plan } from "./plan.ts";
import { skipTrivia } from "./skip_trivia.ts";
import { writeFlow } from "./write_value.ts";
import { writeKey } from "./write_scalar.ts";

/** Takes parts out of brackets and puts others in; parts in lines of their own go and come with their lines. */
export function spliceFlow(draft: Draft, plan: Plan): void {
  const { parts } = plan.place;
  const last = lastStaying(plan);
  const groups = Map.groupBy(plan.added, (addition) => addition.behind);
  for (const [behind, group] of groups) insert(draft, parts, behind, group, last);
  for (const i of plan.gone) {
    const part = parts[i];
    if (part !== undefined && i < last) {
      draft.splice(...ownLines(draft, parts, i) ?? [part.start, parts[i + 1]?.start ?? part.value.end], "");
    }
  }
  if (last < parts.length - 1) removeEnd(draft, parts, last, groups.has(last));
}

/** The place of the last part that stays; those behind it go together. */
function lastStaying({ place: { parts }, gone }: Plan): number {
  let last = parts.length - 1;
  while (gone.has(last)) last--;
  return last;
}

/** @param isFollowed Whether other parts come behind the last one that stays. */
function removeEnd(draft: Draft, parts: readonly Part[], last: number, isFollowed: boolean): void {
  const stays = parts[last];
  const regions = parts.slice(last + 1).map((_, i) => ownLines(draft, parts, last + 1 + i));
  const end = parts.at(-1)?.value.end ?? 0;
  if (stays === undefined || regions.some((region) => region === undefined)) {
    draft.splice(stays?.value.end ?? parts[0]?.start ?? end, end, "");
    return;
  }
  for (const region of regions) if (region !== undefined) draft.splice(...region, "");
  const comma = skipTrivia(draft.text, stays.value.end);
  if (!isFollowed && !endsInComma(draft, parts)) draft.splice(comma, comma + 1, "");
}

/** Whether a comma stands behind the last part. */
function endsInComma({ text }: Draft, parts: readonly Part[]): boolean {
  return text[skipTrivia(text, parts.at(-1)?.value.end ?? 0)] === ",";
}

/** The lines of a part that has them for itself, with its comma and its comments; undefined for one that shares a line. */
function ownLines(draft: Draft, parts: readonly Part[], index: number): [number, number] | undefined {
  const { text, lines } = draft;
  const part = parts[index];
  if (part === undefined || !lines.isFirst(part.start)) return undefined;
  const behind = /^[ \t]*,?[ \t]*(?:#.*)?$/.exec(text.slice(part.value.end, lines.end(part.value.end)));
  if (behind === null || behind[0].startsWith("#")) return undefined;
  const before = parts[index - 1];
  return [draft.begin(part, before === undefined ? 0 : lines.next(before.value.end)), lines.next(part.value.end)];
}

function insert(draft: Draft, parts: readonly Part[], behind: number | undefined, additions: readonly Addition[], last: number): void {
  const { text, lines, layout: { eol } } = draft;
  const texts = additions.map(({ part }) => textOf(draft, part));
  const first = parts[0];
  if (first === undefined) return;
  const part = behind === undefined ? undefined : parts[behind];
  if (part === undefined) {
    const separator = lines.isFirst(first.start) ? `,${eol}${" ".repeat(lines.column(first.start))}` : ", ";
    draft.splice(first.start, first.start, texts.map((item) => item + separator).join(""));
    return;
  }
  const { end } = part.value;
  if (ownLines(draft, parts, behind ?? 0) === undefined) {
    draft.splice(end, end, texts.map((item) => `, ${item}`).join(""));
    return;
  }
  if (text[skipTrivia(text, end)] !== ",") draft.splice(end, end, ",");
  const needsComma = behind !== last || endsInComma(draft, parts);
  const indent = " ".repeat(lines.column(part.start));
  const rows = texts.map((item, i) => `${indent}${item}${needsComma || i < texts.length - 1 ? "," : ""}${eol}`);
  draft.splice(lines.next(end), lines.next(end), rows.join(""));
}

function textOf(draft: Draft, part: Addition["part"]): string {
  if ("text" in part) return part.text;
  const { isJson } = draft.layout;
  const value = writeFlow(part.value, isJson);
  return part.key === undefined ? value : `${writeKey(part.key, { isFlow: true, isJson })}: ${value}`;
}
