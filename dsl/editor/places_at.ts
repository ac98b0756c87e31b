import type { DocNode } from "../tree.ts";
import type { Place } from "./place.ts";
import { visitPlaces } from "./visit_places.ts";

/**
 * The keys and scalars at an offset, the shortest first: some words of the flow language stand for several fields.
 *
 * @param offset A place between two characters: what ends or begins there counts too.
 */
export function placesAt(root: DocNode | undefined, offset: number): readonly Place[] {
  const found: Place[] = [];
  if (root === undefined) return found;
  visitPlaces(root, (place) => {
    if (place.span.start <= offset && offset <= place.span.end) found.push(place);
  });
  return found.sort((a, b) => lengthOf(a) - lengthOf(b));
}

function lengthOf({ span }: Place): number {
  return span.end - span.start;
}
