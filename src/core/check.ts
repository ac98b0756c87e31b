import type { ChildConfinement } from "./confinement.ts";

/** How a check compares. */
export type CheckOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** What a check's value counts; null for a truth, a word or a plain number. Sizes are bytes, percentages 0 to 100, durations milliseconds. */
export type CheckUnit = "percent" | "bytes" | "ms" | "processes" | "lines" | "addresses" | null;

/** What a sentence says of its value. */
export type CheckRelation =
  /** `value` in the metric's unit. */
  | { readonly kind: "compare"; readonly operator: CheckOperator; readonly value: number }
  /** `is running`, `exists`: the value itself says whether it is so. */
  | { readonly kind: "state"; readonly negated: boolean }
  | { readonly kind: "contains" | "matches"; readonly text: string };

/** What follows from a verdict. The texts may hold `{{ }}`. */
export type CheckAction =
  | { readonly kind: "alert" | "fail"; readonly text?: string }
  | { readonly kind: "run"; readonly task: string };

/** A diagnosis sentence as data: what is looked at, what is said of it, and what follows. Texts in it may hold `{{ }}`. */
export interface Check {
  /** The sentence as written, without its actions. */
  readonly sentence: string;
  readonly subject: string;
  readonly metric: string;
  /** What exactly is looked at: a path, a name, an address, a port. */
  readonly target?: string | number;
  readonly relation: CheckRelation;
  /** How long it has to hold; of a log, how far back lines count. */
  readonly forMs?: number;
  /** Whether `forMs` says which lines of a log count, so that one look is enough. */
  readonly isWindow?: true;
  readonly then?: CheckAction;
  readonly else?: CheckAction;
}

/** One look at the machine: everything about a check that its source needs. Paths are absolute, texts are evaluated. */
export interface CheckQuestion {
  readonly subject: string;
  readonly metric: string;
  readonly target?: string | number;
  /** The text that is looked for. */
  readonly pattern?: { readonly kind: "contains" | "matches"; readonly text: string };
  /** Only what is this recent counts. */
  readonly windowMs?: number;
  /** The folder that programs are started in, absolute. */
  readonly folder: string;
  /** The environment of programs. */
  readonly env: Readonly<Record<string, string>>;
  /** What the programs of the sentence itself may do; absent is all. */
  readonly confine?: ChildConfinement;
}

/** What a source found. */
export interface CheckReading {
  /**
   * `known`: the value is what it is. `absent`: there is nothing to measure (no such file, no answer), which is itself an answer to some
   * sentences. `unknown`: it could not be found out.
   */
  readonly state: "known" | "absent" | "unknown";
  /** Null unless it is known. */
  readonly value: number | boolean | string | null;
  readonly unit: CheckUnit;
  /** Of a state (`is running`): whether it is so, when the value is a word or a number. */
  readonly holds?: boolean;
  /** What a person would look at; of what is not known, first the reason. */
  readonly evidence: readonly string[];
  /** What to do, or where to look further. */
  readonly advice?: string;
}

/** The machine as checks see it. */
export interface Checks {
  /**
   * Looks once. Never rejects for what it finds or cannot find: that is a reading. Time and the number of bytes read are
   * bounded; when `signal` aborts it answers soon with whatever it has.
   */
  read(question: CheckQuestion, signal: AbortSignal): Promise<CheckReading>;
}

/** Whether a sentence is true. `unknown` is never taken for yes. */
export type CheckVerdict = "yes" | "no" | "unknown";

/** The answer to a check. */
export interface Diagnosis {
  readonly verdict: CheckVerdict;
  readonly value: number | boolean | string | null;
  readonly unit: CheckUnit;
  readonly evidence: readonly string[];
  readonly advice?: string;
}
