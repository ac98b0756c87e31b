import type { Json } from "../core/mod.ts";
import type { AttemptContext, AttemptResult, EnginePorts, EvaluateField } from "./attempt.ts";

/** Replaces secrets by `***`. */
export interface Masker {
  text(text: string): string;
  /** A text about something that went wrong, in which values may have been cut short. */
  message(text: string): string;
  /** Every text of a value, keys among them. */
  json<T extends Json>(value: T): T;
  /** For one stream: secrets are found also when they are split over two pushes. */
  stream(): MaskedStream;
}

/** One stream being masked. What `push` holds back comes with a later push or with `end`. */
export interface MaskedStream {
  push(bytes: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

/** What the scheduler needs of the rest of the engine; tests put scripts in its place. */
export interface EngineParts {
  /** Runs one attempt of a task. Rejects only for defects. */
  runAttempt(context: AttemptContext, ports: EnginePorts): Promise<AttemptResult>;
  createEvaluator(context: AttemptContext, ports: EnginePorts): EvaluateField;
  createMasker(secrets: Readonly<Record<string, string>>): Masker;
}
