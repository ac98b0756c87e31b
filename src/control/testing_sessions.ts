import { type Actor, AppError } from "../core/mod.ts";
import type { SessionRequest, Sessions, SessionView } from "../live/mod.ts";

/** Sessions in memory, for tests of the API: nothing runs in them. */
export class TestingSessions implements Sessions {
  readonly #views = new Map<string, SessionView>();
  /** The file that is everybody's recording. */
  recordingFile = "/dev/null";

  create({ command, cols, rows, cwd = "/", idleMs, totalMs, record }: SessionRequest, by: Actor): Promise<SessionView> {
    const view: SessionView = {
      id: `ses_${this.#views.size}`,
      state: "running",
      exitCode: null,
      reason: null,
      command,
      cwd,
      cols,
      rows,
      pid: 2,
      attached: 0,
      by,
      idleMs: idleMs ?? null,
      totalMs: totalMs ?? null,
      isRecorded: record,
      recordingError: null,
      createdAt: 0,
      endedAt: null,
      bytes: 0,
    };
    this.#views.set(view.id, view);
    return Promise.resolve(view);
  }

  get(id: string): SessionView {
    const view = this.#views.get(id);
    if (view === undefined) throw new AppError("session_unknown", `There is no session "${id}"`);
    return view;
  }

  list(): ReturnType<Sessions["list"]> {
    return { items: [...this.#views.values()], next: null };
  }

  end(id: string): Promise<void> {
    this.#views.set(id, { ...this.get(id), state: "exited", exitCode: 129, endedAt: 0 });
    return Promise.resolve();
  }

  recording(id: string): string {
    this.get(id);
    return this.recordingFile;
  }

  checkAttach(id: string): void {
    this.get(id);
  }

  attach(): Promise<void> {
    return Promise.resolve();
  }
}
