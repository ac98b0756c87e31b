type TaskCode = "script_no_default" | "script_input" | "script_return";

/** Failures of a task that have codes of their own. */
export class TaskError extends Error {
  readonly #code: TaskCode;

  constructor(code: TaskCode, message: string) {
    super(message);
    this.#code = code;
  }

  /** The code of one; undefined for whatever else was thrown, none of whose own code runs for this. */
  static codeOf(error: unknown): TaskCode | undefined {
    return typeof error === "object" && error !== null && #code in error ? error.#code : undefined;
  }
}
