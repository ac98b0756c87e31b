import type { Io } from "./io.ts";

/** What completions offer for an argument or a flag's value. */
export type Completes = "file" | "folder" | "run" | "module" | "none";

/** A positional argument. */
export interface ArgumentRow {
  /** Upper case, as the help shows it. */
  readonly name: string;
  readonly optional?: true;
  /** Takes all that follow; only the last argument may. */
  readonly variadic?: true;
  /** May begin with a dash, as an expression may. */
  readonly dashed?: true;
  /** Another program's arguments: they stand behind `--`. */
  readonly behindDashes?: true;
  /** The words it may be; the verb itself refuses others. */
  readonly choices?: readonly string[];
  readonly completes: Completes;
}

/** A flag. */
export interface OptionRow {
  /** With its dashes: `--param`. */
  readonly flag: string;
  readonly short?: string;
  /** Name of its value, upper case; without it the flag is a switch. */
  readonly value?: string;
  /** The value may be left out, which says all; given, it follows a `=`. */
  readonly optional?: true;
  readonly repeat?: true;
  readonly choices?: readonly string[];
  /** The value is a whole number of at least 1. */
  readonly count?: true;
  readonly summary: string;
  readonly completes?: Completes;
}

/** The parsed command line of a verb. */
export interface VerbArgs {
  readonly positional: readonly string[];
  /** The value of a flag; undefined when it was not given. */
  text(flag: string): string | undefined;
  /** All values of a flag that may be repeated. */
  texts(flag: string): readonly string[];
  count(flag: string): number | undefined;
  /** Of a flag whose value is optional: true without one, else its values. */
  grant(flag: string): true | readonly string[] | undefined;
  has(flag: string): boolean;
}

/** Runs a verb; resolves to the process' exit code. Failures are thrown as `AppError`. */
export type VerbMain = (args: VerbArgs, io: Io) => Promise<number>;

/** One verb of the command line: what help, completions and the parser need; its code loads when it runs. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly ArgumentRow[];
  readonly options: readonly OptionRow[];
  /** Real command lines; the first is what help shows first. */
  readonly examples: readonly string[];
  load(): Promise<VerbMain>;
}
