/** A word of the flow language that is no field's name. */
export interface FlowWord {
  readonly word: string;
  /** Where a statement may begin with it; `clause`: it stands within one. */
  readonly place: "pipeline" | "task" | "clause";
  /** Sentences for people. */
  readonly doc: string;
  /** A statement that has it. */
  readonly example: string;
}

/** The words of the flow language that the field table does not know, in the order of its grammar. */
export const FLOW_WORDS: readonly FlowWord[] = [
  { word: "pipeline", place: "clause", doc: "Begins the file: one pipeline and its name.", example: "pipeline nightly { … }" },
  {
    word: "config",
    place: "pipeline",
    doc: "A typed setting, checked before anything runs; in scope as `config`.",
    example: 'config timeout_ms: int in 100..10000 = env("API_TIMEOUT", 3000)',
  },
  {
    word: "param",
    place: "pipeline",
    doc: "A typed parameter of a run; in scope as `params`. Without `=` it has to be given.",
    example: "param threshold: int = 10",
  },
  {
    word: "secret",
    place: "pipeline",
    doc: "A value masked in every log and in the history; in scope as `secrets`.",
    example: 'secret token = env("API_TOKEN")',
  },
  {
    word: "on",
    place: "pipeline",
    doc: "What starts a run under `serve`; or, with `failure` or `success`, tasks that run after the others.",
    example: 'on schedule "0 2 * * *"',
  },
  {
    word: "task",
    place: "pipeline",
    doc: "One step. At most one kind; none only with `then` or `else`.",
    example: "task process after fetch { … }",
  },
  {
    word: "when",
    place: "pipeline",
    doc: "Takes one of two branches by a condition; it waits for the tasks whose results the condition uses.",
    example: "when tasks.process.outputs.count > 10 { … } else { … }",
  },
  { word: "as", place: "clause", doc: "Names the task that a `when` becomes.", example: "when params.big as gate { … }" },
  { word: "after", place: "clause", doc: "Tasks that have to end first.", example: "task process after fetch, prepare { … }" },
  {
    word: "for",
    place: "clause",
    doc: "Runs the task once for each value, or each pair of them.",
    example: 'task test for region in ["eu", "us"] { … }',
  },
  {
    word: "in",
    place: "clause",
    doc: "The values allowed, or those of an axis; both ends of a range belong to it.",
    example: "param n: int in 1..9",
  },
];

/** A word's row; undefined when the field table knows the word, or nobody does. */
export function flowWord(word: string): FlowWord | undefined {
  return FLOW_WORDS.find((row) => row.word === word);
}
