import { nearest } from "../../src/core/mod.ts";
import type { RecordSpec } from "../schema/mod.ts";
import type { MapNode } from "../tree.ts";

/** The field that an unknown name was probably meant to be: what other tools call it, else the nearest name. */
export function guessField(spec: RecordSpec, name: string): string | undefined {
  if (spec.byName.has(name)) return undefined;
  const same = [...spec.byName.values()].find((field) => field.options.elsewhere?.includes(name));
  return same?.name ?? nearest(name, spec.byName.keys());
}

/** The fields that a map's unknown names were probably meant to be: their misspelling has been told, and nothing more is missing. */
export function guessedFields(spec: RecordSpec, node: MapNode): ReadonlySet<string | undefined> {
  return new Set(node.entries.map(({ key }) => guessField(spec, key)));
}
