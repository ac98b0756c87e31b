import { type Form, METHODS, PIPELINE_FORMS, SOURCE_FORMS, TASK_FORMS } from "../flow/forms.ts";
import { FlowLexer } from "../flow/lexer.ts";
import { SOURCES } from "../flow/parse_item.ts";
import { PIPELINE, type RecordSpec, SETTING_TYPES, TASK } from "../schema/mod.ts";
import { checkCompletions } from "./check_completions.ts";
import type { Completion, Completions } from "./completion.ts";
import type { EditorDocument } from "./editor_document.ts";
import { fieldMarkdown } from "./field_markdown.ts";
import { flowWord } from "./flow_words.ts";
import { taskCompletions } from "./task_completions.ts";
import { recordOf } from "./visit_places.ts";

/** What may go on with a statement of flow that cannot be read yet, by the words on its line. */
export function clauseCompletions(document: EditorDocument, offset: number): Completions {
  const { words, partial, isInText, behind } = statementBefore(document.text, offset);
  if (words[0] === "check") return checkCompletions(document, behind, undefined);
  if (isInText) return { items: [], written: 0 };
  return { items: following(document, words), written: partial.length };
}

/** The words of the statement before a place, texts and numbers as what they are, and what stands behind the first of them. */
function statementBefore(text: string, offset: number) {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  let words: string[] = [];
  let end = 0;
  let first = 0;
  let isInText = line.includes("#");
  for (const lexer = new FlowLexer(line); lexer.kind !== "end"; lexer.next()) {
    const { kind, text: found } = lexer;
    end = lexer.end;
    if (kind === "bad" && /["']/.test(line[lexer.start] ?? "")) isInText = true;
    if (kind === "op" && /[{};]/.test(found)) words = [];
    else words.push(kind === "word" || kind === "op" ? found : `${kind}:`);
    if (words.length === 1) first = lexer.end;
  }
  const isPartial = end === line.length && /[\p{L}\p{N}_]$/u.test(line) && !words.at(-1)?.endsWith(":");
  return {
    words: isPartial ? words.slice(0, -1) : words,
    partial: isPartial ? words.at(-1) ?? "" : "",
    isInText,
    behind: line.slice(first),
  };
}

function following(document: EditorDocument, words: readonly string[]): readonly Completion[] {
  const [first, second] = words;
  const without = (...names: string[]): readonly Completion[] => names.filter((name) => !words.includes(name)).map(keyword);
  switch (first) {
    case undefined:
      return document.text.trim() === "" || !/\bpipeline\b/.test(document.text) ? [keyword("pipeline")] : [];
    case "task":
      if (words.at(-1) === "after" || words.at(-1) === ",") return taskCompletions(document, undefined);
      return words.length < 2 ? [] : without("after", "if", "for");
    case "when":
      return words.length < 2 ? [] : without("as", "after", "then");
    case "else":
      return ["when", "then"].map(keyword);
    case "param":
    case "config":
      if (words.at(-1) === ":") return SETTING_TYPES.map(keyword);
      return words.length < 4 ? [] : words.at(-1) === "=" ? [keyword("env")] : without("in", "with");
    case "secret":
      return words.at(-1) === "=" ? ["env", "file"].map(keyword) : [];
    case "on":
      return second === undefined ? [] : clausesOf(SOURCE_FORMS.get(second), SOURCES, words.slice(1));
    default:
      return [
        ...clausesOf(TASK_FORMS.get(first), TASK, words),
        ...(TASK_FORMS.has(first) ? [] : clausesOf(PIPELINE_FORMS.get(first), PIPELINE, words)),
      ];
  }
}

/** The clauses that a statement can still have, and the fields that may follow by their names. */
function clausesOf(form: Form | undefined, spec: RecordSpec, words: readonly string[]): readonly Completion[] {
  if (form === undefined) return [];
  const record = recordOf(itemOf(spec.byName.get(form.field)?.type));
  const open = form.clauses.findLast(({ word, takes }) => takes === "options" && words.includes(word));
  const options = open === undefined && form.lead?.takes !== "options"
    ? undefined
    : recordOf(spec.byName.get(open?.field ?? form.field)?.type);
  const fields = options ?? (form.hasFields ? record : undefined);
  const beside = open === undefined ? [] : [...TASK.byName.values()].filter(({ name }) => name === "permissions");
  const methods = form.hasMethod && words.length === 1 ? [...METHODS].map(keyword) : [];
  const named = [...fields?.byName.values() ?? [], ...beside].filter(({ name }) => !words.includes(name) && name !== form.lead?.field)
    .map((field): Completion => ({ label: field.name, kind: "field", insert: field.name, markdown: fieldMarkdown(field) }));
  const clauses = open !== undefined ? [] : form.clauses.filter(({ word }) => !words.includes(word)).map(({ word, field }): Completion => {
    const row = record?.byName.get(field) ?? spec.byName.get(field);
    return { ...keyword(word), ...(row === undefined ? {} : { markdown: fieldMarkdown(row) }) };
  });
  return [...methods, ...clauses, ...named];
}

function itemOf(type: Parameters<typeof recordOf>[0]): Parameters<typeof recordOf>[0] {
  if (type?.kind === "union") return type.options.find((option) => recordOf(option) !== undefined);
  return type?.kind === "list" ? type.item : type;
}

function keyword(word: string): Completion {
  const row = flowWord(word);
  return { label: word, kind: "keyword", insert: word, ...(row === undefined ? {} : { markdown: row.doc }) };
}
