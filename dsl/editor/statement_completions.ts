import { entryOf } from "../document/reading.ts";
import { PIPELINE_FORMS, SOURCE_FORMS, TASK_FORMS } from "../flow/forms.ts";
import { SOURCES } from "../flow/parse_item.ts";
import { type Field, PIPELINE, type RecordSpec, TASK } from "../schema/mod.ts";
import type { MapNode } from "../tree.ts";
import type { Completion } from "./completion.ts";
import { fieldMarkdown } from "./field_markdown.ts";
import { FLOW_WORDS } from "./flow_words.ts";
import { openFields } from "./open_fields.ts";

/** Fields that flow writes as statements or clauses of their own. */
const WRITTEN_OTHERWISE: ReadonlyMap<RecordSpec, ReadonlySet<string>> = new Map([
  [PIPELINE, new Set(["name", "config", "params", "secrets", "on", "tasks", "on_failure", "on_success"])],
  [TASK, new Set(["id", "depends_on", "if", "then", "else", "matrix", "with"])],
]);

const FORMS = new Map([[PIPELINE, PIPELINE_FORMS], [TASK, TASK_FORMS], [SOURCES, SOURCE_FORMS]]);

/** Whether the fields of a record are statements in flow. */
export function isStatementList(record: RecordSpec): boolean {
  return FORMS.has(record);
}

/** The statements that may begin in a block of flow. */
export function statementCompletions(record: RecordSpec, map: MapNode): readonly Completion[] {
  const words = record === PIPELINE ? FLOW_WORDS.filter(({ place }) => place === "pipeline") : [];
  const otherwise = WRITTEN_OTHERWISE.get(record);
  const forms = [...FORMS.get(record)?.values() ?? []];
  const repeated = forms.filter(({ isList, field }) => isList && entryOf(map, field) !== undefined);
  const fields = [...openFields(record, map), ...repeated.flatMap(({ field }) => record.byName.get(field) ?? [])];
  return [
    ...words.map(({ word, doc, example }): Completion => ({
      label: word,
      kind: "keyword",
      insert: word,
      markdown: `${doc}\n\n\`\`\`executor-flow\n${example}\n\`\`\``,
    })),
    ...fields.filter(({ name }) => otherwise?.has(name) !== true).map((field): Completion => {
      const word = forms.find((form) => form.field === field.name)?.word ?? field.name;
      return { label: word, kind: "keyword", insert: word, markdown: fieldMarkdown(field), ...detailOf(field) };
    }),
    ...(record === SOURCES ? HOOKS : []),
    ...(record === PIPELINE ? [CHECK] : []),
  ];
}

function detailOf({ options }: Field): { detail?: string } {
  return options.kind ? { detail: "kind" } : {};
}

const HOOKS: readonly Completion[] = (["failure", "success"] as const).map((word) => {
  const field = PIPELINE.byName.get(`on_${word}`);
  return { label: word, kind: "keyword", insert: word, ...(field === undefined ? {} : { markdown: fieldMarkdown(field) }) };
});

const CHECK: Completion = (() => {
  const field = TASK.byName.get("check");
  return { label: "check", kind: "keyword", insert: "check", ...(field === undefined ? {} : { markdown: fieldMarkdown(field) }) };
})();
