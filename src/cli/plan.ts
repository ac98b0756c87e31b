import { type PlannedInstance, planOf } from "../../dsl/mod.ts";
import { createExpressions } from "../../dsl/template/mod.ts";
import { AppError, emptyRecord, type Expressions, type Json, type LoadedPipeline, stringifyJson, type Task } from "../core/mod.ts";
import { expandMatrix } from "../engine/mod.ts";
import { drawText } from "./graph/text.ts";
import { graphOf } from "./graph/model.ts";
import type { Io } from "./io.ts";
import { openChecked } from "./open_checked.ts";
import { plannedExpressions } from "./plan_expressions.ts";
import { printable } from "./render/printable.ts";
import { settle } from "./settle.ts";
import type { VerbMain } from "./verb.ts";

/** `executor plan FILE`: the resolved pipeline in execution order; runs and creates nothing. */
export const planVerb: VerbMain = async (args, io) => {
  const document = await openChecked(args.positional[0] ?? "-", io, { params: args.texts("--param") });
  if (document === undefined) return 2;
  const loaded = settle(document, args.texts("--param"), io, { secrets: false });
  return loaded === undefined ? 2 : showPlan(loaded, io);
};

/** The instances of a task's matrix; undefined where an axis depends on what is not known before the run. */
function instancesOf(task: Task, { pipeline, config, params }: LoadedPipeline, expressions: Expressions): PlannedInstance[] | undefined {
  const axes = emptyRecord<readonly Json[]>();
  for (const [name, axis] of Object.entries(task.matrix ?? {})) {
    try {
      const values = typeof axis === "string" ? expressions.evaluate(axis, { config, params }, pipeline) : axis;
      if (!Array.isArray(values)) return undefined;
      axes[name] = values;
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }
  return expandMatrix(task.id, axes).map(({ key, values }) => ({ id: `${task.id}[${key}]`, matrix: values }));
}

/** Shows what a run would do. */
export function showPlan(loaded: LoadedPipeline, io: Io): number {
  const { pipeline, config, params } = loaded;
  if (io.json) {
    const expressions = createExpressions();
    io.out.line(stringifyJson(planOf(pipeline, { config, params }, { instancesOf: (task) => instancesOf(task, loaded, expressions) })));
    return 0;
  }
  io.out.write(drawText(graphOf(pipeline)));
  const lines = Object.entries({ config, params }).flatMap(([title, values]) =>
    Object.entries(values).map(([name, value]) => `  ${title}.${name} = ${stringifyJson(value)}`)
  );
  if (lines.length > 0) io.out.line(`\nsettings\n${lines.join("\n")}`);
  const expressions = plannedExpressions(loaded, createExpressions());
  if (expressions.length > 0) io.out.line("\nexpressions");
  for (const { place, template, value } of expressions) {
    io.out.line(printable(`  ${place}: ${template}${value === undefined ? "" : `  → ${value}`}`));
  }
  return 0;
}
