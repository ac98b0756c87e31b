import type { Field } from "./field.ts";

/** How two or more fields of a record exclude or need one another. */
export interface Choice {
  readonly fields: readonly string[];
  /** Whether one of them has to be there. */
  readonly required: boolean;
}

/** A block of fields: what a map in the document may hold. */
export interface RecordSpec {
  /** The TypeScript name, also the schema's definition name. */
  readonly name: string;
  /** How messages call it, with its article: "a task". */
  readonly noun: string;
  /** A sentence for the reference and the type's comment. */
  readonly doc: string;
  readonly fields: readonly Field[];
  /** By name, shared fields included. */
  readonly byName: ReadonlyMap<string, Field>;
  /** A record whose fields this one also has. */
  readonly base?: RecordSpec;
  /** The field that a bare value stands for: `retry: 3` is `retry: { attempts: 3 }`. */
  readonly shorthand?: string;
  /** Groups of which at most one may be there. */
  readonly choices: readonly Choice[];
}

/** What {@link defineRecord} may be told besides the fields. */
export interface DefineRecordOptions {
  readonly base?: RecordSpec;
  readonly shorthand?: string;
  readonly choices?: readonly Choice[];
}

/**
 * Defines a block of fields.
 *
 * @param name TypeScript name, such as `Retry`.
 * @param noun How messages call it, such as `"retry"` or `a task`.
 * @throws TypeError when two fields share a name: a mistake in the table.
 */
export function defineRecord(
  name: string,
  noun: string,
  doc: string,
  fields: readonly Field[],
  options: DefineRecordOptions = {},
): RecordSpec {
  const byName = new Map<string, Field>(options.base?.byName);
  for (const field of fields) {
    if (byName.has(field.name)) throw new TypeError(`Field ${field.name} stands twice in ${name}`);
    byName.set(field.name, field);
  }
  const { base, shorthand, choices = [] } = options;
  return {
    name,
    noun,
    doc,
    fields,
    byName,
    choices,
    ...(base === undefined ? {} : { base }),
    ...(shorthand === undefined ? {} : { shorthand }),
  };
}
