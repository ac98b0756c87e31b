import type { Clock, FeedItem } from "../../../core/mod.ts";
import type { StateJournal } from "../journal.ts";
import type { StateOutputs } from "../output_store.ts";
import { FeedReader } from "./feed_reader.ts";

/** What {@link followFeed} reads. */
export interface FeedParts {
  readonly run: string;
  readonly journal: StateJournal;
  readonly outputs: StateOutputs;
  readonly clock: Clock;
}

/** From where a feed is read and how long. */
export interface FeedOptions {
  /** Only what follows this item. Default: everything. */
  readonly after?: number;
  readonly signal: AbortSignal;
  /** False: it ends with what is there now, also when the run goes on. Default true. */
  readonly follow?: boolean;
}

/** Between two looks at what another process writes. */
const POLL_MS = 100;
/** What this process writes is gathered for so long, so that a chatty task does not cost a look a line. */
const GATHER_MS = 10;
/** Looks without anything new before it is asked again whether the run's process lives. */
const LOOKS_A_STATUS = 5;
/** Longest stretch of reading before others get their turn. */
const TURN_MS = 4;

/** What a run did and does: see `State.feed`. */
export async function* followFeed(parts: FeedParts, { after, signal, follow = true }: FeedOptions): AsyncGenerator<FeedItem, void> {
  const { run, journal, outputs, clock } = parts;
  using bell = new Bell(signal);
  using _watch = outputs.watch(run, (what) => bell.ring(what));
  using reader = new FeedReader(
    { run, journal, orderPath: outputs.orderPath(run), pathOf: (key, stream) => outputs.path(key, stream) },
    after ?? 0,
  );
  let turn = clock.monotonicMs();
  const pause = async () => {
    if (clock.monotonicMs() - turn < TURN_MS) return;
    await clock.sleep(1);
    turn = clock.monotonicMs();
  };
  for (let quiet = LOOKS_A_STATUS; !signal.aborted;) {
    // Asked before reading: of a run that has ended by now everything is there to be read.
    const isOver = (quiet >= LOOKS_A_STATUS || bell.take()) && journal.status(run) !== "running";
    if (quiet >= LOOKS_A_STATUS) quiet = 0;
    outputs.flush(run);
    let hasMore = false;
    for (const item of reader.poll()) {
      hasMore = true;
      yield item;
      if (signal.aborted) return;
      await pause();
    }
    if (reader.ended) return;
    // One that was over and has written since was resumed.
    if (isOver && !hasMore) break;
    if (!follow && !isOver) return;
    if (isOver) quiet = LOOKS_A_STATUS;
    else if (!hasMore) quiet++;
    if (!isOver) await bell.wait(clock);
  }
  if (signal.aborted) return;
  for (const item of reader.finish()) {
    yield item;
    if (signal.aborted) return;
    await pause();
  }
}

/** Wakes the reader when this process has written, or nobody wants to read any more; what others write it has to look for. */
class Bell implements Disposable {
  readonly #signal: AbortSignal;
  readonly #onAbort = () => this.ring("end");
  #isRung = false;
  #hasEnded = false;
  #wake: AbortController | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", this.#onAbort);
  }

  ring(what: "more" | "end"): void {
    this.#isRung = true;
    if (what === "end") this.#hasEnded = true;
    this.#wake?.abort();
  }

  /** Whether this process has let go of the run since the last time. */
  take(): boolean {
    const hasEnded = this.#hasEnded;
    this.#hasEnded = false;
    return hasEnded;
  }

  async wait(clock: Clock): Promise<void> {
    if (!this.#isRung) await this.#sleep(clock, POLL_MS);
    const wasRung = this.#isRung;
    this.#isRung = false;
    if (wasRung && !this.#hasEnded) await this.#sleep(clock, GATHER_MS);
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
  }

  async #sleep(clock: Clock, ms: number): Promise<void> {
    const wake = this.#wake = new AbortController();
    await clock.sleep(ms, wake.signal);
    this.#wake = undefined;
  }
}
