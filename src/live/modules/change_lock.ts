/** One change after the other: who comes while another is under way waits for its turn. */
export class ChangeLock {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` alone. What it throws reaches its own caller and nobody else. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
