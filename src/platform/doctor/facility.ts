/** What this machine offers, or lacks, that a part of Executor makes use of. */
export interface Facility {
  /** A fixed name, such as `landlock`. */
  readonly name: string;
  /** `unknown`: it could not be told. */
  readonly status: "ok" | "missing" | "unknown";
  /** What was found; for what is missing, the package, tool or kernel it needs. */
  readonly detail: string;
  /** What works with it. */
  readonly enables: string;
}
