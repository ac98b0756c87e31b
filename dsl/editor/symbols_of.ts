import type { Span } from "../../src/core/mod.ts";
import { entryOf, isText } from "../document/reading.ts";
import type { EditorDocument } from "./editor_document.ts";
import { taskNodes } from "./task_nodes.ts";

/** An entry of a document's outline. */
export interface DocumentSymbol {
  readonly name: string;
  readonly kind: "pipeline" | "setting" | "secret" | "task" | "hook";
  readonly detail: string;
  /** All of it. */
  readonly span: Span;
  /** Its name; within `span`. */
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

/** The outline of a document: its settings, parameters, secrets and tasks. */
export function symbolsOf({ tree, text, draft }: EditorDocument): readonly DocumentSymbol[] {
  if (tree?.kind !== "map") return [];
  const settings = (["config", "params", "secrets"] as const).flatMap((group): DocumentSymbol[] => {
    const node = entryOf(tree, group);
    if (node?.kind !== "map") return [];
    return node.entries.map(({ key, keySpan, value }) => ({
      name: key,
      kind: group === "secrets" ? "secret" : "setting",
      detail: group === "secrets" ? "secret" : `${group === "params" ? "param" : "config"} ${draft?.[group]?.[key]?.type ?? ""}`.trim(),
      span: around(keySpan, value.span),
      nameSpan: keySpan,
      children: [],
    }));
  });
  const tasks = taskNodes(tree).map(({ id, list, node, idSpan, kind }): DocumentSymbol => ({
    name: id,
    kind: list === "tasks" ? "task" : "hook",
    detail: [kind ?? "router", ...(list === "tasks" ? [] : [list])].join(", "),
    span: around(idSpan, node.span),
    nameSpan: idSpan,
    children: [],
  }));
  const children = [...settings, ...tasks].sort((a, b) => a.span.start - b.span.start);
  const name = entryOf(tree, "name");
  const nameSpan = name !== undefined && isText(name) ? name.span : { start: tree.span.start, end: tree.span.start };
  const title = name !== undefined && isText(name) && name.value.trim() !== "" ? name.value : draft?.name ?? "pipeline";
  const span = around({ start: 0, end: text.length }, nameSpan);
  return [{ name: title, kind: "pipeline", detail: "pipeline", span, nameSpan, children }];
}

function around(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
