import type { FieldType } from "./field_type.ts";
import { PIPELINE } from "./pipeline.ts";
import type { RecordSpec } from "./record.ts";

/**
 * Every record of the field table, each once: the root first, then in the order in which fields mention them.
 *
 * @param root Where to begin; the pipeline unless told otherwise.
 */
export function recordsOf(root: RecordSpec = PIPELINE): readonly RecordSpec[] {
  const found = new Set<RecordSpec>();
  const visit = (record: RecordSpec): void => {
    if (found.has(record)) return;
    found.add(record);
    if (record.base !== undefined) visit(record.base);
    for (const field of record.fields) for (const inner of recordsIn(field.type)) visit(inner);
  };
  visit(root);
  return [...found];
}

/** The records that a type mentions directly. */
function recordsIn(type: FieldType): readonly RecordSpec[] {
  switch (type.kind) {
    case "record":
    case "setting":
      return [type.record];
    case "list":
    case "pair":
      return recordsIn(type.item);
    case "map":
      return recordsIn(type.value);
    case "union":
      return type.options.flatMap(recordsIn);
    default:
      return [];
  }
}
