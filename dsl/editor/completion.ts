/** What a completion is, for its icon. */
export type CompletionKind = "field" | "keyword" | "value" | "task" | "setting" | "variable" | "function";

/** Something that may be written at a place. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What is written instead of the word before the place. */
  readonly insert: string;
  /** A few words beside it. */
  readonly detail?: string;
  /** Its documentation. */
  readonly markdown?: string;
}

/** What can be written at a place, the likeliest first. */
export interface Completions {
  readonly items: readonly Completion[];
  /** How many characters before the place belong to the word that is completed. */
  readonly written: number;
}
