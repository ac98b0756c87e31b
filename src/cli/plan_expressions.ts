import { type Expressions, type Json, type LoadedPipeline, stringifyJson, type Task } from "../core/mod.ts";

/** Variables whose values are known before anything runs. */
const KNOWN: ReadonlySet<string> = new Set(["params", "config", "meta"]);
const LONGEST = 100;

/** One computed field of a task, as `plan` lists it. */
export interface PlannedExpression {
  /** `fetch.http.url` */
  readonly place: string;
  readonly template: string;
  /** Its value, where it depends on nothing that a run has yet to find out. */
  readonly value?: string;
}

/** Lists the computed fields of tasks, with the values of those that are already known. */
export function plannedExpressions(loaded: LoadedPipeline, expressions: Expressions): PlannedExpression[] {
  const { pipeline, params, config } = loaded;
  const scope = { params, config, meta: pipeline.meta ?? {} };
  const tasks = [...pipeline.tasks, ...pipeline.on_success ?? [], ...pipeline.on_failure ?? [], ...pipeline.finally ?? []];
  return tasks.flatMap((task) =>
    templatesOf(task).map(([place, template]) => {
      const isKnown = place !== "run" && expressions.references(template).every(([root]) => KNOWN.has(root ?? ""));
      const value = isKnown ? valueOf(template) : undefined;
      return { place: `${task.id}.${place}`, template: shortened(template), ...(value === undefined ? {} : { value: shortened(value) }) };
    })
  );

  function valueOf(template: string): string | undefined {
    try {
      const value = expressions.evaluate(template, scope, pipeline);
      return typeof value === "string" ? value : stringifyJson(value);
    } catch {
      return undefined; // It fails when it runs, in its own words.
    }
  }
}

function templatesOf(task: Task): [string, string][] {
  const found: [string, string][] = [];
  const walk = (value: unknown, place: string) => {
    if (typeof value === "string") {
      if (value.includes("{{")) found.push([place, value]);
    } else if (Array.isArray(value)) value.forEach((item: Json, index) => walk(item, `${place}[${index}]`));
    else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) walk(item, place === "" ? key : `${place}.${key}`);
    }
  };
  walk(task, "");
  return found;
}

function shortened(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const line = rest.some((more) => more.trim() !== "") ? `${first} …` : first;
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
