import type { RunEvent } from "../../core/mod.ts";

/** Shows a run while it happens. */
export interface RunRenderer {
  /** Takes the next event; a promise asks the run to hold its output back. */
  event(event: RunEvent): void | Promise<void>;
  /** Shows a line below everything where a person answers; undefined takes it away. A renderer without it lets output scroll. */
  prompt?(line: string | undefined): void;
  /** Shows what is left and gives the terminal back. */
  end(): void;
  /** Says something to the person at the terminal that is no event of the run. */
  note?(line: string): void;
}
