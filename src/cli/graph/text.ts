import { printable } from "../render/printable.ts";
import type { Graph, GraphNode } from "./model.ts";

/**
 * Draws a graph as text: one line a task, by levels; tasks of one level can run at once.
 *
 * ```
 * nightly-report
 *    1  fetch     command
 *    2  process   run      ← fetch
 *       validate  run      ← fetch
 *    3  route     router   ← process
 *    4  notify    http     ← route (then)
 * ```
 */
export function drawText(graph: Graph): string {
  const idWidth = Math.max(0, ...graph.nodes.map((node) => node.id.length));
  const kindWidth = Math.max(0, ...graph.nodes.map((node) => node.kind.length));
  const incoming = new Map<string, string[]>();
  for (const { from, to, label } of graph.edges) {
    const text = label === undefined ? from : `${from} (${label})`;
    incoming.set(to, [...incoming.get(to) ?? [], text]);
  }
  const lines = [printable(graph.name)];
  let section: GraphNode["hook"];
  let level = -1;
  const byLevel = graph.nodes.map((node, index) => ({ node, index })).sort((a, b) => a.node.level - b.node.level || a.index - b.index);
  for (const hook of [undefined, "on_success", "on_failure", "finally"] as const) {
    for (const { node } of byLevel) {
      if (node.hook !== hook) continue;
      if (hook !== section) lines.push(`  ${hook}`);
      section = hook;
      const mark = node.level === level ? "" : String(node.level + 1);
      level = node.level;
      const from = incoming.get(node.id);
      const id = node.id.padEnd(idWidth);
      lines.push(
        `  ${mark.padStart(2)}  ${id}  ${node.kind.padEnd(kindWidth)}${from === undefined ? "" : `  ← ${from.join(", ")}`}`.trimEnd(),
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
