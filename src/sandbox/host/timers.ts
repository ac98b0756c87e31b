// The runtime's own: what they answer with differs between versions and is not for scripts to hold.
const { setTimeout: begin, clearTimeout: end, setInterval: beginRepeating } = globalThis;

let lastId = 0;

/** The timers of one task, so that none outlives it. */
export class Timers {
  readonly #handles = new Map<number, ReturnType<typeof begin>>();
  readonly #failed: (error: unknown) => void;

  /** @param failed What a callback throws is the task's failure. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** How many are waiting. */
  get size(): number {
    return this.#handles.size;
  }

  start(callback: unknown, ms: unknown, args: readonly unknown[], repeats: boolean): number {
    if (typeof callback !== "function") throw new TypeError("A timer needs a function; code in a text is not run");
    const delay = Number(ms) || 0;
    const id = ++lastId;
    const run = () => {
      if (!repeats) this.#handles.delete(id);
      try {
        callback(...args);
      } catch (error) {
        this.#failed(error);
      }
    };
    this.#handles.set(id, repeats ? beginRepeating(run, delay) : begin(run, delay));
    return id;
  }

  /** Stops one of this task's; others are left alone. */
  stop(id: unknown): void {
    const handle = this.#handles.get(id as number);
    if (this.#handles.delete(id as number)) end(handle);
  }

  stopAll(): void {
    for (const handle of this.#handles.values()) end(handle);
    this.#handles.clear();
  }
}
