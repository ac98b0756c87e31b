import type { MapNode } from "../tree.ts";
import type { Completion } from "./completion.ts";
import type { EditorDocument } from "./editor_document.ts";
import { MARK } from "./mark.ts";
import { taskMarkdown } from "./task_markdown.ts";
import { taskIdOf, taskNodes } from "./task_nodes.ts";

/** The tasks that another one may name: those of its own list, and for a hook also the pipeline's. */
export function taskCompletions({ tree }: EditorDocument, task: MapNode | undefined): readonly Completion[] {
  const own = taskIdOf(task)?.replace(MARK, "");
  const all = taskNodes(tree);
  const list = all.find(({ id }) => id === own)?.list;
  const fits = all.filter((other) => list === undefined || other.list === list || other.list === "tasks");
  // An id may be taken twice by mistake.
  const byId = new Map(fits.filter(({ id }) => id !== own && id !== "").map((other) => [other.id, other]));
  return [...byId.values()].map((other) => ({
    label: other.id,
    kind: "task",
    insert: other.id,
    detail: other.kind ?? "router",
    markdown: taskMarkdown(other),
  }));
}
