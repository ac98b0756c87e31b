import { AppError, type DaemonEvent, type DaemonEventSink, type DaemonEventStore } from "../../core/mod.ts";

/** So many are written as one while they are held. */
const MOST_HELD = 1000;

/**
 * Writes the events of a daemon: those of one stretch that nothing interrupts as one, once it is over, and before anything else happens.
 * What cannot be written is told and gone: an event is no more than news, and a full disk must not keep a change from being carried out or
 * refused in an orderly way.
 */
export class EventWriter implements DaemonEventSink, Disposable {
  readonly #store: DaemonEventStore;
  readonly #warn: (error: AppError) => void;
  #waiting: DaemonEvent[] = [];
  #isHeld = false;
  #isOver = false;

  constructor(store: DaemonEventStore, warn: (error: AppError) => void) {
    this.#store = store;
    this.#warn = warn;
  }

  append(event: DaemonEvent): void {
    if (this.#isOver) return;
    this.#waiting.push(event);
    if (this.#isHeld ? this.#waiting.length >= MOST_HELD : this.#waiting.length === 1) queueMicrotask(() => this.flush());
  }

  /** Holds events back, up to a thousand, while so much happens that each stretch by itself would make it slow. Disposing writes them. */
  hold(): Disposable {
    this.#isHeld = true;
    return {
      [Symbol.dispose]: () => {
        this.#isHeld = false;
        this.flush();
      },
    };
  }

  /** Writes what waits. */
  flush(): void {
    const [first, ...more] = this.#waiting;
    if (first === undefined) return;
    this.#waiting = [];
    try {
      this.#store.append(first, ...more);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#warn(error);
    }
  }

  /** Writes what waits, and takes nothing any more. */
  [Symbol.dispose](): void {
    this.flush();
    this.#isOver = true;
  }
}
