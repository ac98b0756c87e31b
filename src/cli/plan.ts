import { planOf } from "../../dsl/mod.ts";
import { type LoadedPipeline, stringifyJson } from "../core/mod.ts";
import { drawText } from "./graph/text.ts";
import { graphOf } from "./graph/model.ts";
import type { Io } from "./io.ts";
import { openChecked } from "./open_checked.ts";
import { settle } from "./settle.ts";
import type { VerbMain } from "./verb.ts";

/** `executor plan FILE`: the resolved pipeline in execution order; runs and creates nothing. */
export const planVerb: VerbMain = async (args, io) => {
  const document = await openChecked(args.positional[0] ?? "-", io);
  if (document === undefined) return 2;
  const loaded = settle(document, args.texts("--param"), io);
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
  for (const [title, values] of [["config", config], ["params", params]] as const) {
    for (const [name, value] of Object.entries(values)) io.out.line(`  ${title}.${name} = ${stringifyJson(value)}`);
  }
  return 0;
}
