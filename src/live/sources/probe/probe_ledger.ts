import type { ProbeView } from "../../daemon/mod.ts";

/** What is counted of one life of a source; a later life of the same source goes on with the sums. */
export interface ProbeCounting {
  /** Brings `lost` up to date. */
  refresh(): void;
  /** Events that wait to become runs. */
  readonly waiting: number;
}

/** What became of the events of a source, through all its lives and revisions in this process. */
export class ProbeLedger {
  readonly probe: string;
  /** Became runs. */
  events = 0;
  /** Passed the source's filters in the kernel, or waited, and became none. */
  lost = 0;
  readonly #lives = new Set<ProbeCounting>();

  constructor(probe: string) {
    this.probe = probe;
  }

  open(life: ProbeCounting): void {
    this.#lives.add(life);
  }

  close(life: ProbeCounting): void {
    life.refresh();
    this.#lives.delete(life);
  }

  get view(): ProbeView {
    let waiting = 0;
    for (const life of this.#lives) {
      life.refresh();
      waiting += life.waiting;
    }
    return { probe: this.probe, events: this.events, lost: this.lost, waiting };
  }
}

const ledgersOf = new WeakMap<object, Map<string, ProbeLedger>>();

/** The ledger of a source of a probe, the same for all revisions. @param owner Whose sources it is one of. @param source Names it there. */
export function probeLedger(owner: object, source: string, probe: string): ProbeLedger {
  const ledgers = ledgersOf.get(owner) ?? new Map<string, ProbeLedger>();
  ledgersOf.set(owner, ledgers);
  const key = JSON.stringify([source, probe]);
  const ledger = ledgers.get(key) ?? new ProbeLedger(probe);
  ledgers.set(key, ledger);
  return ledger;
}
