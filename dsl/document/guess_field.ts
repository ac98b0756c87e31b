import { nearest } from "../../src/core/mod.ts";
import type { RecordSpec } from "../schema/mod.ts";

/** The field that an unknown name was probably meant to be: what other tools call it, else the nearest name. */
export function guessField(spec: RecordSpec, name: string): string | undefined {
  if (spec.byName.has(name)) return undefined;
  const same = [...spec.byName.values()].find((field) => field.options.elsewhere?.includes(name));
  return same?.name ?? nearest(name, spec.byName.keys());
}
