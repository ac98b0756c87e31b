import type { JournalEvent, RunEvent, RunLease, TaskOutput } from "../core/mod.ts";

/**
 * Writes the run down: each state change becomes durable first and is shown afterwards, so that nobody ever sees what a crash could undo.
 */
export class Recorder {
  readonly #lease: RunLease;
  readonly #emit: (event: RunEvent) => void | Promise<void>;
  readonly #onFailure: (error: unknown) => void;

  constructor(lease: RunLease, emit: (event: RunEvent) => void | Promise<void>, onFailure: (error: unknown) => void) {
    this.#lease = lease;
    this.#emit = emit;
    this.#onFailure = onFailure;
  }

  /** @throws AppError when the journal cannot take it; nobody is told then. */
  record(event: JournalEvent): void {
    this.#lease.append(event);
    this.show(event);
  }

  /** Shows output; the listener's promise holds the producer back. What it throws is the caller's to handle. */
  output(event: TaskOutput): void | Promise<void> {
    return this.#emit(event);
  }

  /** Shows an event that is no state. A listener that throws or rejects fails the run. */
  show(event: RunEvent): void {
    try {
      if (event.type === "run.waiting") this.#lease.note?.(event);
      const shown = this.#emit(event);
      if (shown instanceof Promise) shown.catch(this.#onFailure);
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
