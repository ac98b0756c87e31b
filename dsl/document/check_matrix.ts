import type { MapNode } from "../tree.ts";
import { describeNode } from "./describe.ts";
import { entryOf, isUnknown, type Reading } from "./reading.ts";

/** Most instances of one task. */
const MAX_INSTANCES = 10_000;

/** Checks the axes of every matrix: values that are plain, each once, and not too many together. */
export function checkMatrices(reading: Reading): void {
  for (const { node } of reading.drafts) {
    const matrix = entryOf(node, "matrix");
    if (matrix?.kind === "map") checkMatrix(reading, matrix);
  }
}

function checkMatrix(reading: Reading, matrix: MapNode): void {
  if (matrix.entries.length === 0 && matrix.isPartial !== true) {
    reading.report.error("empty_value", matrix.span, '"matrix" needs at least one axis');
  }
  let count = 1;
  for (const { key, value } of matrix.entries) {
    if (value.kind !== "seq") continue;
    count *= Math.max(1, value.items.length);
    const seen = new Set<string>();
    for (const item of value.items) {
      if (isUnknown(item)) continue;
      const text = item.kind === "scalar"
        ? `${typeof item.value} ${item.value}`
        : reading.report.text.slice(item.span.start, item.span.end);
      if (item.kind === "scalar" && item.value === null) {
        reading.report.error("wrong_type", item.span, `A value of the axis "${key}" is ${describeNode(item)}`);
      } else if (seen.has(text)) {
        reading.report.error("duplicate_value", item.span, `The axis "${key}" holds this value twice`);
      }
      seen.add(text);
    }
  }
  if (count > MAX_INSTANCES) {
    reading.report.error(
      "matrix_too_large",
      matrix.span,
      `This matrix makes ${count > 1e9 ? "over a billion" : count} instances; ${MAX_INSTANCES} are allowed`,
    );
  }
}
