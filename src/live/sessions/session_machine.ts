/** Where a session stands. `ending`: it was asked to end, and has not yet. */
export type SessionPhase = "running" | "ending" | "exited" | "removed";

/** The life of a session, as a table: which phase may follow which. */
export const SESSION_TRANSITIONS: Readonly<Record<SessionPhase, readonly SessionPhase[]>> = {
  running: ["ending", "exited"],
  ending: ["exited"],
  exited: ["removed"],
  removed: [],
};

/** Where one session stands. */
export class SessionMachine {
  #phase: SessionPhase = "running";

  get phase(): SessionPhase {
    return this.#phase;
  }

  /** @throws TypeError for a step that the table does not have: a mistake of ours. */
  to(phase: SessionPhase): void {
    if (!this.can(phase)) throw new TypeError(`A session cannot go from ${this.#phase} to ${phase}`);
    this.#phase = phase;
  }

  can(phase: SessionPhase): boolean {
    return SESSION_TRANSITIONS[this.#phase].includes(phase);
  }
}
