import { resolvePath } from "../document/check_included.ts";
import { entryOf, isText } from "../document/reading.ts";
import { isFlowFile } from "../is_flow_file.ts";
import { type Field, type FieldType, TASK } from "../schema/mod.ts";
import type { Completion, Completions } from "./completion.ts";
import type { EditorDocument } from "./editor_document.ts";
import { fieldMarkdown } from "./field_markdown.ts";
import { openFields } from "./open_fields.ts";
import { isStatementList, statementCompletions } from "./statement_completions.ts";
import { MARK } from "./mark.ts";
import type { KeyPlace } from "./place.ts";
import { settingMarkdown } from "./setting_markdown.ts";

/** How a key is being written. */
interface KeyOptions {
  readonly offset: number;
  /** Whether it is known to be one of a map. */
  readonly isMap: boolean;
}

/** The fields that may stand beside those of a map. */
export function keyCompletions(document: EditorDocument, place: KeyPlace, { offset, isMap }: KeyOptions): Completions {
  const { record, map, key } = place;
  const written = key.indexOf(MARK);
  const isFlow = isFlowFile(document.file);
  if (record === undefined) return { items: parameters(document, place, offset), written };
  if (isFlow && !isMap && isStatementList(record)) return { items: statementCompletions(record, map), written };
  const isOptions = isFlow && !isMap && /\bwith\s[^{]*$/.test(document.text.slice(document.text.lastIndexOf("\n", offset - 1) + 1, offset));
  const beside = isOptions ? [...TASK.byName.values()].filter(({ name }) => name === "permissions") : [];
  const items = [...openFields(record, map), ...beside].map((field) =>
    fieldCompletion(field, isFlow && !isMap ? "" : colonAt(document, offset, field.type))
  );
  return { items, written };
}

/** A field as a completion. */
export function fieldCompletion(field: Field, behind: string): Completion {
  return {
    label: field.name,
    kind: "field",
    insert: field.name + behind,
    markdown: fieldMarkdown(field),
    ...(field.options.required ? { detail: "required" } : field.options.kind ? { detail: "kind" } : {}),
  };
}

/** What follows a key: its colon, unless that stands there already, and a blank where the value goes on the line. */
function colonAt({ text }: EditorDocument, offset: number, type: FieldType): string {
  if (/^[\w-]*[ \t]*:/.test(text.slice(offset, offset + 200))) return "";
  return type.kind === "map" || type.kind === "record" || type.kind === "list" && type.item.kind === "record" ? ":" : ": ";
}

/** The parameters of the pipeline that a task names, as keys of its `with`. */
function parameters(document: EditorDocument, { field, task, path, map }: KeyPlace, offset: number): readonly Completion[] {
  const target = task === undefined ? undefined : entryOf(task, "pipeline");
  if (field?.name !== "with" || path.at(-2) !== "with" || target === undefined || !isText(target)) return [];
  const params = document.included.get(resolvePath(document.file, target.value))?.params ?? {};
  return Object.entries(params).filter(([name]) => entryOf(map, name) === undefined).map(([name, setting]) => ({
    label: name,
    kind: "setting",
    insert: name + colonAt(document, offset, { kind: "json" }),
    detail: setting.default === undefined ? `${setting.type}, required` : setting.type,
    markdown: settingMarkdown(name, setting),
  }));
}
