import { planOf } from "../../dsl/mod.ts";
import { createExpressions } from "../../dsl/template/mod.ts";
import { type LoadedPipeline, stringifyJson } from "../core/mod.ts";
import { drawText } from "./graph/text.ts";
import { graphOf } from "./graph/model.ts";
import type { Io } from "./io.ts";
import { openChecked } from "./open_checked.ts";
import { plannedExpressions } from "./plan_expressions.ts";
import { settle } from "./settle.ts";
import type { VerbMain } from "./verb.ts";

/** `executor plan FILE`: the resolved pipeline in execution order; runs and creates nothing. */
export const planVerb: VerbMain = async (args, io) => {
  const document = await openChecked(args.positional[0] ?? "-", io);
  if (document === undefined) return 2;
  const loaded = settle(document, args.texts("--param"), io, { secrets: false });
  return loaded === undefined ? 2 : showPlan(loaded, io);
};

/** Shows what a run would do. */
export function showPlan(loaded: LoadedPipeline, io: Io): number {
  const { pipeline, config, params } = loaded;
  if (io.json) {
    io.out.line(stringifyJson(planOf(pipeline, { config, params })));
    return 0;
  }
  io.out.write(drawText(graphOf(pipeline)));
  const lines = Object.entries({ config, params }).flatMap(([title, values]) =>
    Object.entries(values).map(([name, value]) => `  ${title}.${name} = ${stringifyJson(value)}`)
  );
  if (lines.length > 0) io.out.line(`\nsettings\n${lines.join("\n")}`);
  const expressions = plannedExpressions(loaded, createExpressions());
  if (expressions.length > 0) io.out.line("\nexpressions");
  for (const { place, template, value } of expressions) io.out.line(`  ${place}: ${template}${value === undefined ? "" : `  → ${value}`}`);
  return 0;
}
