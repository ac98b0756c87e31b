/** What may stand directly behind a word. */
export type Takes = "value" | "condition" | "text" | "texts" | "word" | "words" | "options" | "flag";

/** A clause of a statement: `every 2s`. */
export interface ClauseForm {
  readonly word: string;
  /** The field that it gives. */
  readonly field: string;
  readonly takes: Takes;
  /** Where the field stands: in the statement's own record (the default) or beside it, in the task. */
  readonly isBeside?: true;
}

/** How a statement is written, and which fields it gives: one table for the parser, the lowering and everything that prints. */
export interface Form {
  readonly word: string;
  /** The field of the pipeline, task or source that it gives. */
  readonly field: string;
  readonly lead?: {
    readonly takes: Takes;
    /** The field of the record that it gives; without, it is the statement's value itself. */
    readonly field?: string;
    readonly isOptional?: true;
  };
  readonly clauses: readonly ClauseForm[];
  /** A method may stand before the lead, and gives the field `method`. */
  readonly hasMethod?: true;
  /** Any other field of its record may follow by its name. */
  readonly hasFields?: true;
  /** It may stand several times, and its values become a list. */
  readonly isList?: true;
}

function clauses(takes: Takes, ...words: string[]): ClauseForm[] {
  return words.map((word) => ({ word, field: word, takes }));
}

const VALUE = { takes: "value", isOptional: true } as const;
const WITH: ClauseForm = { word: "with", field: "with", takes: "value", isBeside: true };

/** What a task does, and its policies. A word that is not here is a setting by its YAML name. */
export const TASK_FORMS: ReadonlyMap<string, Form> = tableOf([
  { word: "command", field: "command", lead: { takes: "words" }, clauses: [] },
  { word: "run", field: "run", lead: { takes: "text" }, clauses: [] },
  {
    word: "script",
    field: "script",
    lead: { takes: "text" },
    clauses: [{ word: "with", field: "limits", takes: "options", isBeside: true }],
  },
  { word: "http", field: "http", lead: { takes: "word", field: "url" }, clauses: [], hasMethod: true, hasFields: true },
  { word: "pipeline", field: "pipeline", lead: { takes: "text" }, clauses: [WITH] },
  { word: "plugin", field: "plugin", lead: { takes: "text" }, clauses: [WITH] },
  { word: "template", field: "template", lead: { takes: "text", field: "text" }, clauses: clauses("value", "to", "require") },
  { word: "wait", field: "wait", lead: VALUE, clauses: [...clauses("condition", "until"), ...clauses("value", "every")] },
  { word: "approve", field: "approve", lead: VALUE, clauses: [] },
  {
    word: "retry",
    field: "retry",
    lead: { takes: "value", field: "attempts" },
    clauses: [
      { word: "every", field: "delay", takes: "value" },
      ...clauses("value", "backoff", "cap"),
      ...clauses("flag", "jitter"),
      ...clauses("value", "on"),
    ],
  },
  { word: "repeat", field: "repeat", clauses: [...clauses("condition", "while", "until"), ...clauses("value", "every", "limit")] },
  {
    word: "require",
    field: "preconditions",
    lead: { takes: "condition", field: "if" },
    clauses: [{ word: "else", field: "message", takes: "value" }],
    isList: true,
  },
  { word: "limits", field: "limits", lead: { takes: "options" }, clauses: [] },
]);

/** Policies of a pipeline. */
export const PIPELINE_FORMS: ReadonlyMap<string, Form> = tableOf([
  { word: "limits", field: "limits", lead: { takes: "options" }, clauses: [] },
  { word: "concurrency", field: "concurrency", lead: { takes: "value", field: "group" }, clauses: clauses("value", "limit", "overlap") },
]);

/** Sources, behind `on`. */
export const SOURCE_FORMS: ReadonlyMap<string, Form> = tableOf([
  { word: "schedule", field: "schedule", lead: { takes: "text", field: "cron" }, clauses: [], hasFields: true, isList: true },
  { word: "watch", field: "watch", lead: { takes: "texts", field: "paths" }, clauses: [], hasFields: true },
  { word: "http", field: "http", lead: { takes: "text", field: "path" }, clauses: [], hasMethod: true, hasFields: true },
]);

/** The form of a word that is in no table: a field by its YAML name, which alone means true. */
export function settingForm(word: string): Form {
  return { word, field: word, lead: VALUE, clauses: [] };
}

/** Methods that may stand behind `http`. */
export const METHODS: ReadonlySet<string> = new Set(["get", "post", "put", "patch", "delete", "head", "options"]);

function tableOf(forms: readonly Form[]): ReadonlyMap<string, Form> {
  return new Map(forms.map((form) => [form.word, form]));
}
