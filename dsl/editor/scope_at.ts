import { type Scope, scopesOf } from "../scope/mod.ts";
import type { EditorDocument } from "./editor_document.ts";
import type { Place } from "./place.ts";
import { taskIdOf } from "./task_nodes.ts";

/** What an expression at a place may use; undefined while nothing is known of the pipeline. */
export function scopeAt({ draft }: EditorDocument, { field, task }: Pick<Place, "field" | "task">): Scope | undefined {
  if (draft === undefined) return undefined;
  const scopes = scopesOf(draft);
  const when = field?.options.template;
  return task === undefined || when === "start" ? scopes.forPipeline() : scopes.forTask(taskIdOf(task) ?? "", { own: when === "own" });
}
