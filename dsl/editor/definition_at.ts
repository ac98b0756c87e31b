import type { Span } from "../../src/core/mod.ts";
import { resolvePath } from "../document/check_included.ts";
import { entryOf, hasExpression, isText } from "../document/reading.ts";
import { parseCheck } from "../check/mod.ts";
import type { MapNode } from "../tree.ts";
import type { EditorDocument } from "./editor_document.ts";
import { expressionAt } from "./expression_at.ts";
import { nameAt } from "./name_at.ts";
import { offsetInValue } from "./offset_in_value.ts";
import type { ValuePlace } from "./place.ts";
import { placesAt } from "./places_at.ts";
import { taskNodes } from "./task_nodes.ts";

/** Where something is declared. */
export interface Definition {
  /** Another file's path, as the document's own is written; undefined for the document itself. */
  readonly file: string | undefined;
  /** Undefined for a whole file. */
  readonly span: Span | undefined;
}

/** Fields that name a file beside the pipeline, by the end of their path. */
const FILES: ReadonlySet<string> = new Set(["pipeline", "script", "script.file", "template.file", "dotenv"]);

/** Finds what a name at a place stands for: a task, a setting, parameter or secret, an axis of the matrix, another file. */
export function definitionAt(document: EditorDocument, offset: number): Definition | undefined {
  for (const place of placesAt(document.tree, offset)) {
    if (place.kind === "key") continue;
    const expression = expressionAt(document.text, place, offset);
    if (expression === undefined) {
      const found = ofValue(document, place, offset);
      if (found !== undefined) return found;
      continue;
    }
    const path = nameAt(expression.source, expression.at)?.path;
    return path === undefined ? undefined : here(ofPath(document, path, place.task));
  }
  return undefined;
}

function here(span: Span | undefined): Definition | undefined {
  return span === undefined ? undefined : { file: undefined, span };
}

function ofValue(document: EditorDocument, { node, type, path, field }: ValuePlace, offset: number): Definition | undefined {
  if (!isText(node)) return undefined;
  if (type?.kind === "check") {
    const at = offsetInValue(document.text, node, offset);
    const run = parseCheck(node.value).runs.find(({ span }) => span.start <= at && at <= span.end);
    return run === undefined ? undefined : here(taskSpan(document, run.task));
  }
  if (type?.kind !== "text") return undefined;
  if (type.format === "task") return here(taskSpan(document, node.value));
  if (field?.name === "hmac") return here(keySpanOf(document, "secrets", node.value));
  const names = [path.at(-1), path.slice(-2).join(".")];
  const isFile = names.some((name) => name !== undefined && FILES.has(name)) && field?.name === path.at(-1);
  if (!isFile || node.value.includes("\n") || node.value.trim() === "" || hasExpression(node.value)) return undefined;
  return { file: resolvePath(document.file, node.value), span: undefined };
}

/** Where `variable.name` is declared. */
function ofPath(document: EditorDocument, [variable, name]: readonly string[], task: MapNode | undefined): Span | undefined {
  if (name === undefined) return undefined;
  switch (variable) {
    case "tasks":
    case "upstream":
      return taskSpan(document, name);
    case "params":
    case "config":
    case "secrets":
      return keySpanOf(document, variable, name);
    case "matrix":
      return task === undefined ? undefined : keySpanIn(entryOf(task, "matrix"), name);
    default:
      return undefined;
  }
}

function taskSpan({ tree }: EditorDocument, id: string): Span | undefined {
  return taskNodes(tree).find((task) => task.id === id)?.idSpan;
}

function keySpanOf({ tree }: EditorDocument, group: string, name: string): Span | undefined {
  return tree?.kind === "map" ? keySpanIn(entryOf(tree, group), name) : undefined;
}

function keySpanIn(node: ReturnType<typeof entryOf>, name: string): Span | undefined {
  return node?.kind === "map" ? node.entries.find(({ key }) => key === name)?.keySpan : undefined;
}
