import type { VerbMain } from "./verb.ts";
import { graphOf } from "./graph/model.ts";
import { drawMermaid } from "./graph/mermaid.ts";
import { drawText } from "./graph/text.ts";
import { openChecked } from "./open_checked.ts";

/** `executor graph FILE`: draws a pipeline's graph; with `--json` its nodes and edges. */
export const graphVerb: VerbMain = async (args, io) => {
  const document = await openChecked(args.positional[0] ?? "-", io);
  if (document === undefined) return 2;
  const graph = graphOf(document.pipeline);
  if (io.json) {
    io.out.line(JSON.stringify({ type: "graph", ...graph }));
    return 0;
  }
  switch (args.text("--format")) {
    case "mermaid":
      io.out.write(drawMermaid(graph));
      break;
    case "svg":
      // The layout library is the heaviest part of the program; only pictures need it.
      io.out.write((await import("./graph/svg.ts")).drawSvg(graph));
      break;
    default:
      io.out.write(drawText(graph));
  }
  return 0;
};
