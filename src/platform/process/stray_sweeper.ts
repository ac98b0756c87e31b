import { OWNER_VARIABLE } from "../../core/mod.ts";
import { lastProcessId } from "./proc_files.ts";
import { ProcessTable } from "./process_table.ts";

/** A stray that forks while we look is seen in the next round; after so many without one there is none. */
const CLEAN_ROUNDS = 2;
const ROUND_DELAY_MS = 5;
/** A process that cannot be killed (waiting for a dead disk) must not hold its run for ever. */
const MAX_ROUNDS = 200;
/** So long the ids of processes cannot have gone round once. */
const SURE_ORDER_MS = 5_000;

interface Sweep {
  clean: number;
  rounds: number;
  readonly done: Promise<void>;
  readonly settle: () => void;
}

/**
 * Finds and kills strays by their environment: processes that left their group, or even their session, but still carry the mark. One
 * that wiped its environment as well, or runs as another user, cannot be recognised. Without `/proc` nothing is found.
 */
export class StraySweeper {
  readonly #kill: (pid: number) => void;
  readonly #sweeps = new Map<string, Sweep>();
  readonly #table = new ProcessTable();
  #running = false;

  /** @param kill Sends SIGKILL to one process; one that is gone is no error. */
  constructor(kill: (pid: number) => void) {
    this.#kill = kill;
  }

  /** Kills what carries this mark until nothing does. Sweeps asked for together share their look at the process table. */
  sweep(mark: string): Promise<void> {
    const running = this.#sweeps.get(mark);
    if (running !== undefined) {
      running.clean = 0;
      return running.done;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sweeps.set(mark, { clean: 0, rounds: 0, done: promise, settle: resolve });
    if (!this.#running) {
      this.#running = true;
      queueMicrotask(() => this.#round());
    }
    return promise;
  }

  /**
   * Kills at once what carries any mark of an owner.
   *
   * @param first The lowest id any of them can have if the ids have not gone round; 0 when unknown.
   * @param ageMs Milliseconds since `first` was given.
   */
  sweepOwner(owner: string, first: number, ageMs: number): void {
    const last = ageMs < SURE_ORDER_MS ? lastProcessId() : undefined;
    const ordered = last !== undefined && last >= first;
    const entry = `\0${OWNER_VARIABLE}=${owner}.`;
    for (let round = 0, clean = 0; clean < CLEAN_ROUNDS && round < MAX_ROUNDS; round++) {
      let found = false;
      const isWhole = this.#table.look(ordered ? first : 0, (pid, environment) => {
        if (!environment.includes(entry)) return;
        found = true;
        this.#kill(pid);
      });
      clean = found || !isWhole ? 0 : clean + 1;
    }
  }

  #round() {
    const found = new Set<string>();
    const isWhole = this.#table.look(0, (pid, environment) => {
      const mark = markOf(environment);
      if (mark === undefined || !this.#sweeps.has(mark)) return;
      found.add(mark);
      this.#kill(pid);
    });
    for (const [mark, sweep] of this.#sweeps) {
      sweep.rounds++;
      sweep.clean = found.has(mark) || !isWhole ? 0 : sweep.clean + 1;
      if (sweep.clean < CLEAN_ROUNDS && sweep.rounds < MAX_ROUNDS) continue;
      this.#sweeps.delete(mark);
      sweep.settle();
    }
    this.#running = this.#sweeps.size > 0;
    if (this.#running) setTimeout(() => this.#round(), ROUND_DELAY_MS);
  }
}

function markOf(text: string): string | undefined {
  const entry = `\0${OWNER_VARIABLE}=`;
  const start = text.indexOf(entry);
  if (start < 0) return undefined;
  const end = text.indexOf("\0", start + 1);
  return text.slice(start + entry.length, end < 0 ? undefined : end);
}
