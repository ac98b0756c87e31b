import type { Graph } from "./model.ts";

/** Draws a graph as a Mermaid flowchart. Ids are numbered, since Mermaid takes words such as `end` for its own. */
export function drawMermaid(graph: Graph): string {
  const names = new Map(graph.nodes.map((node, index) => [node.id, `t${index}`]));
  const lines = ["flowchart TD"];
  for (const node of graph.nodes) {
    const label = quote(node.id);
    const name = names.get(node.id) ?? "";
    lines.push(`  ${name}${node.kind === "router" ? `{${label}}` : `[${label}]`}${node.hook === undefined ? "" : ":::hook"}`);
  }
  for (const { from, to, label } of graph.edges) {
    lines.push(`  ${names.get(from)} -->${label === undefined ? "" : `|${label}|`} ${names.get(to)}`);
  }
  if (graph.nodes.some((node) => node.hook !== undefined)) lines.push("  classDef hook stroke-dasharray: 4 3");
  return `${lines.join("\n")}\n`;
}

function quote(text: string): string {
  return `"${text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}"`;
}
