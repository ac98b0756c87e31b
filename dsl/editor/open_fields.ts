import { entryOf } from "../document/reading.ts";
import { type Field, KINDS, PIPELINE, type RecordSpec, TASK } from "../schema/mod.ts";
import type { MapNode } from "../tree.ts";

/** The fields that a map can still have: those it has not, and none that another one excludes. Required ones come first. */
export function openFields(record: RecordSpec, map: MapNode): readonly Field[] {
  const has = (name: string): boolean => entryOf(map, name) !== undefined;
  const kind = record === TASK ? KINDS.find(has) : undefined;
  const excluded = new Set(record.choices.flatMap(({ fields }) => fields.some(has) ? fields : []));
  const open = [...record.byName.values()].filter(({ name, options }) => {
    if (options.later || has(name) || excluded.has(name)) return false;
    if (record !== TASK || kind === undefined) return true;
    return options.kind !== true && (options.only === undefined || options.only.includes(kind));
  });
  const rank = ({ options }: Field): number => options.required ? 0 : record === TASK && options.kind ? 1 : 2;
  const own = (field: Field): number => record === PIPELINE && field.name === "tasks" ? -1 : rank(field);
  return open.sort((a, b) => own(a) - own(b));
}
