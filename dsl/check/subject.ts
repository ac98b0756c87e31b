import type { CheckUnit } from "../../src/core/mod.ts";

/** What a comparison's quantity has to be. */
export type QuantityKind = "percent" | "size" | "duration" | "number";

/** How a sentence speaks of a metric: it compares it, says that it `is` so or that it `exists`, or looks for a text in it. */
export type MetricForm = "compare" | "is" | "exists" | "text";

/** One thing that can be found out about a subject. */
export interface Metric {
  /** The word in the sentence: behind the subject, or behind `is`. Empty where the subject needs none: `load > 4`. */
  readonly word: string;
  /** What the metric is called where the sentence has no word for it; else the word. */
  readonly name: string;
  readonly form: MetricForm;
  /** Of a comparison. */
  readonly quantity?: QuantityKind;
  /** Highest value there can be. */
  readonly most?: number;
  /** Of the value. */
  readonly unit: CheckUnit;
  /** What the value is, for people; a full sentence. */
  readonly doc: string;
  /** A whole sentence. */
  readonly example: string;
}

/** One thing that can be checked. */
export interface Subject {
  readonly name: string;
  /** What stands behind the name: nothing, a text or a number. */
  readonly target: "none" | "text" | "number";
  /** What the target is, for people: `path`. */
  readonly targetNoun?: string;
  /** The target is text for the shell, in which data never becomes code. */
  readonly isShellText?: true;
  /** It may be followed by `of "PATH"`; without it this path is meant. */
  readonly ofDefault?: string;
  /** `for` says how recent lines have to be, instead of how long the sentence has to hold. */
  readonly isWindow?: true;
  readonly doc: string;
  /** More to read behind its table on the page of checks, in Markdown. */
  readonly details?: string;
  readonly metrics: readonly Metric[];
}
