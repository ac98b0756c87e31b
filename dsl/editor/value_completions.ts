import { SHELL_NAMES } from "../../src/core/mod.ts";
import { isFlowFile } from "../is_flow_file.ts";
import { type FieldType, SETTING_TYPES } from "../schema/mod.ts";
import type { TextFormat } from "../schema/field_type.ts";
import { isText } from "../document/reading.ts";
import { checkCompletions } from "./check_completions.ts";
import type { Completion, Completions } from "./completion.ts";
import type { EditorDocument } from "./editor_document.ts";
import { fieldCompletion } from "./key_completions.ts";
import { MARK } from "./mark.ts";
import { openFields } from "./open_fields.ts";
import type { ValuePlace } from "./place.ts";
import { taskCompletions } from "./task_completions.ts";
import { recordOf } from "./visit_places.ts";

/** What may stand as a value: fixed words, tasks, types and the like; for a list's item that is a block of fields, those. */
export function valueCompletions(document: EditorDocument, place: ValuePlace, offset: number): Completions {
  const { node, type, field, task } = place;
  if (!isText(node)) return { items: [], written: 0 };
  if (type?.kind === "check") return checkCompletions(document, node.value.slice(0, node.value.indexOf(MARK)), task);
  const written = /[^\s,\[{"']*$/.exec(document.text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0;
  const isQuoted = node.style !== "plain";
  const items = field?.name === "shell"
    ? SHELL_NAMES.map(asWord)
    : field?.name === "hmac"
    ? Object.keys(document.draft?.secrets ?? {}).map((name): Completion => ({ label: name, kind: "setting", insert: name }))
    : ofType(document, place, type, isQuoted);
  return { items, written };
}

function asWord(word: string): Completion {
  return { label: word, kind: "value", insert: word };
}

function ofType(document: EditorDocument, place: ValuePlace, type: FieldType | undefined, isQuoted: boolean): readonly Completion[] {
  switch (type?.kind) {
    case "enum":
      return type.values.map(asWord);
    case "bool":
      return isQuoted ? [] : ["true", "false"].map(asWord);
    case "list": {
      // What may stand alone has its fields already; a dash before the first is then no second offer.
      const alone = type.single ? ofType(document, place, type.item, isQuoted) : [];
      return [...alone, ...firstFields(type, isQuoted).filter(({ label }) => !alone.some((offer) => offer.label === label))];
    }
    case "record":
      return isQuoted || isFlowFile(document.file) || place.path.length === 0 ? [] : fieldsOf(type, place);
    case "union":
      return type.options.flatMap((option) => ofType(document, place, option, isQuoted));
    case "text":
      return type.format === "task" ? taskCompletions(document, place.task) : (WORDS[type.format] ?? []).map(asWord);
    default:
      return [];
  }
}

/** The first line of a list's item that is a block of fields. */
function firstFields(type: FieldType & { readonly kind: "list" }, isQuoted: boolean): readonly Completion[] {
  const record = isQuoted || type.item.kind !== "record" ? undefined : type.item.record;
  const required = [...record?.byName.values() ?? []].filter(({ options }) => options.required);
  return required.map((field) => ({ ...fieldCompletion(field, ": "), insert: `- ${field.name}: ` }));
}

/** The fields of a block that stands as an item of a list: behind its dash, the first of them is being written. */
function fieldsOf(type: FieldType, { field }: ValuePlace): readonly Completion[] {
  const record = recordOf(type);
  if (record === undefined || field?.type.kind !== "list" || field.type.item !== type) return [];
  return openFields(record, { kind: "map", span: { start: 0, end: 0 }, entries: [] }).map((inner) => fieldCompletion(inner, ": "));
}

const WORDS: Readonly<Partial<Record<TextFormat, readonly string[]>>> = {
  setting_type: [...SETTING_TYPES, "list<string>", "list<int>", "map<string, string>"],
  method: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"],
  status_class: ["1xx", "2xx", "3xx", "4xx", "5xx"],
  zone: Intl.supportedValuesOf("timeZone"),
};
