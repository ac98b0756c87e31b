import { lineEndOf, type Lines } from "./lines.ts";
import { isBlock, type Place } from "./place.ts";
import type { Layout } from "./write_value.ts";

/** How the author of a document indents: as the first map in a map, and the first list in a map, do; two columns where there is none. */
export function layoutOf(root: Place, lines: Lines): Layout {
  const found: { step?: number; dash?: number } = {};
  look(root, lines, found);
  return {
    step: found.step ?? 2,
    dash: found.dash ?? 2,
    eol: lineEndOf(lines.text),
    isJson: isJson(root, lines.text),
  };
}

function look(place: Place, lines: Lines, found: { step?: number; dash?: number }): void {
  if (!isBlock(place)) return;
  for (const part of place.parts) {
    if (found.step !== undefined && found.dash !== undefined) return;
    const first = isBlock(part.value) ? part.value.parts[0] : undefined;
    const distance = first === undefined || !lines.isFirst(first.start) ? 0 : lines.column(first.start) - lines.column(part.start);
    if (place.kind === "map" && part.value.kind === "map" && distance > 0) found.step ??= distance;
    if (place.kind === "map" && part.value.kind === "seq" && first !== undefined) found.dash ??= distance;
    look(part.value, lines, found);
  }
}

/** JSON is YAML too, and stays JSON. */
function isJson(root: Place, text: string): boolean {
  if (isBlock(root) || root.kind === "scalar") return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
