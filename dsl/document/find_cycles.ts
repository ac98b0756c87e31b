import type { Edge } from "./graph.ts";

/** An edge of a loop: `from` waits for `id`. */
export interface CycleEdge extends Edge {
  readonly from: string;
}

/** More loops than anybody mends at once; each costs a walk along the path. */
const MAX_CYCLES = 100;

/**
 * Finds loops by one depth-first walk, without recursion: each loop that an edge back into the current path closes, at most one for
 * each such edge's target. Linear in tasks and edges.
 *
 * @param ids All ids, in document order.
 * @param before What an id waits for.
 * @returns Loops as edges in the order "waits for", beginning at the task that stands first in the document. Empty: there is an order.
 */
export function findCycles(ids: readonly string[], before: (id: string) => readonly Edge[]): readonly (readonly CycleEdge[])[] {
  const state = new Map<string, "open" | "done">();
  const position = new Map(ids.map((id, index) => [id, index]));
  const cycles: CycleEdge[][] = [];
  const closed = new Set<string>();
  for (const root of ids) {
    if (state.has(root) || cycles.length >= MAX_CYCLES) continue;
    const path: { id: string; next: number; edges: readonly Edge[] }[] = [];
    const open = (id: string): void => {
      state.set(id, "open");
      path.push({ id, next: 0, edges: before(id) });
    };
    open(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = top.edges[top.next++];
      if (edge === undefined) {
        state.set(top.id, "done");
        path.pop();
      } else if (!state.has(edge.id)) {
        if (position.has(edge.id)) open(edge.id);
      } else if (state.get(edge.id) === "open" && !closed.has(edge.id) && cycles.length < MAX_CYCLES) {
        closed.add(edge.id);
        cycles.push(rotated(loopOf(path, edge.id), position));
      }
    }
  }
  return cycles;
}

/** The edges from the place in the path where `id` stands to the path's end, the closing one included. */
function loopOf(path: readonly { id: string; next: number; edges: readonly Edge[] }[], id: string): CycleEdge[] {
  const start = path.findIndex((step) => step.id === id);
  return path.slice(start).flatMap((step) => {
    const edge = step.edges[step.next - 1];
    return edge === undefined ? [] : [{ ...edge, from: step.id }];
  });
}

function rotated(cycle: CycleEdge[], position: ReadonlyMap<string, number>): CycleEdge[] {
  const at = (edge: CycleEdge): number => position.get(edge.from) ?? 0;
  const first = cycle.reduce((best, edge, index) => at(edge) < at(cycle[best] ?? edge) ? index : best, 0);
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
