import dagre from "@dagrejs/dagre";
import { AppError } from "../../core/mod.ts";
import { printable } from "../render/printable.ts";
import type { Graph, GraphNode } from "./model.ts";

/** Beyond this the layout takes seconds and nobody can read the picture. */
const MOST_NODES = 300;
const HEIGHT = 40;
const CELL = 8;

/**
 * Draws a graph as an SVG picture that follows the reader's light or dark theme.
 *
 * @throws AppError `graph_too_large` above 300 tasks.
 */
export function drawSvg(graph: Graph): string {
  if (graph.nodes.length > MOST_NODES) {
    throw new AppError("graph_too_large", `Cannot draw ${graph.nodes.length} tasks as a picture; at most ${MOST_NODES} can be`);
  }
  const layout = new dagre.graphlib.Graph({ multigraph: true });
  layout.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 44, marginx: 16, marginy: 16 });
  layout.setDefaultEdgeLabel(() => ({}));
  // The library keeps nodes in plain objects, where ids such as `__proto__` are no keys.
  const names = new Map(graph.nodes.map(({ id }, index) => [id, `t${index}`]));
  const nameOf = (id: string): string => names.get(id) ?? "";
  for (const node of graph.nodes) layout.setNode(nameOf(node.id), { width: widthOf(node), height: HEIGHT });
  graph.edges.forEach((edge, index) =>
    layout.setEdge(
      nameOf(edge.from),
      nameOf(edge.to),
      { label: edge.label ?? "", width: edge.label ? 36 : 0, height: edge.label ? 16 : 0 },
      String(index),
    )
  );
  dagre.layout(layout);
  const { width = 0, height = 0 } = layout.graph();
  const edges = layout.edges().map((key) => {
    const edge = layout.edge(key) as { points: { x: number; y: number }[]; label: string; x?: number; y?: number };
    const path = `<path d="${curve(edge.points)}" marker-end="url(#arrow)"/>`;
    return edge.label === ""
      ? path
      : `${path}<text class="label" x="${round(edge.x ?? 0)}" y="${round((edge.y ?? 0) + 4)}">${edge.label}</text>`;
  });
  const nodes = graph.nodes.map((node) => {
    const at = layout.node(nameOf(node.id));
    const x = round(at.x - at.width / 2);
    const y = round(at.y - HEIGHT / 2);
    return `<g class="${
      node.hook === undefined ? "task" : "task hook"
    }"><rect x="${x}" y="${y}" width="${at.width}" height="${HEIGHT}" rx="6"/>` +
      `<text x="${round(at.x)}" y="${round(at.y - 2)}">${escape(node.id)}</text><text class="kind" x="${round(at.x)}" y="${
        round(at.y + 13)
      }">${node.kind}</text></g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${
    round(height)
  }" role="img" aria-label="Graph of ${escape(printable(graph.name))}">
<style>
  svg { color-scheme: light dark; --ink: #1f2328; --line: #8c959f; --box: #f6f8fa; font: 13px ui-monospace, monospace; }
  @media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --line: #768390; --box: #1c2128; } }
  rect { fill: var(--box); stroke: var(--line); } .hook rect { stroke-dasharray: 4 3; }
  text { fill: var(--ink); text-anchor: middle; } .kind, .label { fill: var(--line); font-size: 11px; }
  path { fill: none; stroke: var(--line); } marker path { fill: var(--line); stroke: none; }
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
${edges.join("\n")}
${nodes.join("\n")}
</svg>
`;
}

function widthOf(node: GraphNode): number {
  return Math.max(node.id.length, node.kind.length) * CELL + 24;
}

function curve(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  return `M${round(first.x)} ${round(first.y)}${rest.map(({ x, y }) => `L${round(x)} ${round(y)}`).join("")}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
