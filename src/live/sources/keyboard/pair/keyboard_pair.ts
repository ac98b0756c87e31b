import type { Health, KeyboardFallback, KeyboardSource as KeyboardFields } from "../../../../core/mod.ts";
import type { KeyEvent } from "../../../../core/keyboard/mod.ts";
import type { LiveContext, LiveSource } from "../../live_source.ts";
import { KeyFilter } from "../key_filter.ts";
import type { KeyboardOptions } from "../keyboard_source.ts";
import { SourceListener } from "../source_listener.ts";
import type { Side } from "./pair_router.ts";
import { KeyRouting, type RoutedKey } from "./routed_key.ts";

/** What one of the two goes by. */
type EarFields = Omit<KeyboardFields, "fallback">;

/** What a pair goes by; `fields` are the primary's. */
export interface KeyboardPairOptions extends KeyboardOptions {
  /** Complete. */
  readonly fallback: EarFields & Pick<KeyboardFallback, "routes">;
}

const SIDES = ["primary", "fallback"] as const;
/** The first and the longest time until one that failed is tried again. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
/** After so long of listening the next time is the first again. */
const RESET_MS = 60_000;

/** One of the two. */
interface Ear {
  readonly listener: SourceListener;
  readonly filter: KeyFilter;
  readonly routing: KeyRouting;
  retryMs: number;
  /** Whether it has been told that it does not listen. */
  isMissed: boolean;
  /** When it was opened, of the monotonic clock. */
  openedMs?: number;
}

/**
 * `on.keyboard` with a `fallback`: two listeners side by side. A key that both tell of counts once, `critical` ones for the primary, those of
 * `legacy-api` for the fallback, and when one fails the other takes over what was meant for it.
 */
export class KeyboardPair implements LiveSource {
  readonly #options: KeyboardPairOptions;
  #ears: Readonly<Record<Side, Ear>> | undefined;
  #context: LiveContext | undefined;
  #isActive = false;

  constructor(options: KeyboardPairOptions) {
    this.#options = options;
  }

  async start(context: LiveContext): Promise<void> {
    const { place, fields, fallback } = this.#options;
    place.prepare(this);
    this.#context = context;
    const ears = this.#ears = { primary: this.#ear("primary", fields, context), fallback: this.#ear("fallback", fallback, context) };
    const opened = await Promise.allSettled(SIDES.map((side) => ears[side].listener.open()));
    const reasons = opened.flatMap((result) => result.status === "rejected" ? [result.reason] : []);
    if (reasons.length === SIDES.length) {
      place.leave(this);
      throw reasons[0];
    }
    for (const [at, side] of SIDES.entries()) {
      const result = opened[at];
      if (result?.status === "rejected") this.#missing(side, messageOf(result.reason), context);
      else ears[side].openedMs = this.#options.clock.monotonicMs();
    }
  }

  activate(before: LiveSource | undefined): void {
    const { place } = this.#options;
    place.serve(this);
    this.#isActive = true;
    const known = before instanceof KeyboardPair ? before.#ears : undefined;
    for (const side of SIDES) {
      const ear = this.#ears?.[side];
      const listener = ear?.listener;
      if (ear !== undefined && known?.[side].isMissed === true) ear.isMissed = true;
      if (listener?.isDevice === true) this.#came(side);
      // A pipe that has spoken goes on; another one has to speak first.
      else if (listener?.isOpen !== true || known?.[side].listener.device !== listener.device) this.#takeOver(side);
    }
  }

  /** What came up to now still becomes runs; what is held for the other listener is the successor's. */
  release(): void {
    this.#isActive = false;
  }

  stop(): Promise<void> {
    this.#isActive = false;
    this.#options.place.leave(this);
    for (const side of SIDES) this.#ears?.[side].listener[Symbol.dispose]();
    return Promise.resolve();
  }

  healthCheck(): Promise<Health> {
    const listens = SIDES.some((side) => this.#ears?.[side].listener.isOpen === true);
    return Promise.resolve(listens ? { status: "healthy" } : { status: "unhealthy", reason: "Neither listener listens" });
  }

  #ear(side: Side, fields: EarFields, context: LiveContext): Ear {
    return {
      filter: new KeyFilter(fields),
      routing: new KeyRouting(this.#options.fallback.routes),
      retryMs: FIRST_RETRY_MS,
      isMissed: false,
      listener: new SourceListener({
        fields,
        folder: this.#options.folder,
        take: (key) => this.#take(side, key),
        lost: () => context.notice(`Keys of the ${side} listener came faster than they were read; the kernel dropped some`),
        ended: (reason, goesOn) => this.#ended(side, reason, goesOn),
      }),
    };
  }

  #take(side: Side, key: KeyEvent): void | Promise<void> {
    const ear = this.#ears?.[side];
    if (!this.#isActive || ear === undefined) return;
    this.#came(side);
    if (!ear.filter.passes(key)) return;
    const routed = ear.routing.of(key);
    if (this.#options.place.router.heard(side, routed)) return this.#emit(side, routed);
  }

  #emit(side: Side, { key }: RoutedKey): void | Promise<void> {
    if (this.#context !== undefined) return this.#options.place.runs.add(key, this.#context, this.#options.clock, { listener: side });
  }

  #came(side: Side): void {
    const ear = this.#ears?.[side];
    if (!this.#options.place.router.came(side) || ear?.isMissed !== true) return;
    ear.isMissed = false;
    this.#context?.notice(`The ${side} listener listens again`);
  }

  /** One does not listen any more: what the other one has told of, and was for it, counts. */
  #takeOver(side: Side): void {
    for (const { event, side: by } of this.#options.place.router.failed(side)) void this.#emit(by, event);
  }

  #ended(side: Side, reason: string, goesOn: boolean): void {
    const context = this.#context;
    if (context === undefined) return;
    if (this.#isActive) {
      const didListen = this.#options.place.router.listens(side);
      this.#takeOver(side);
      if (goesOn && didListen) this.#miss(side, `The ${side} listener waits for the next writer. ${reason}`);
    }
    if (!goesOn) this.#missing(side, reason, context);
  }

  #miss(side: Side, notice: string): void {
    const ear = this.#ears?.[side];
    if (ear !== undefined) ear.isMissed = true;
    this.#context?.notice(notice);
  }

  #missing(side: Side, reason: string, context: LiveContext): void {
    const ears = this.#ears;
    if (ears === undefined) return;
    if (SIDES.some((other) => ears[other].listener.isOpen)) {
      this.#miss(side, `The ${side} listener has failed, and the other one stands in. ${reason}`);
      void this.#retry(side, ears[side], context);
    } else void this.#options.place.runs.settled.then(() => context.fail(reason));
  }

  /** Tries until it listens, or this source has ended. */
  async #retry(side: Side, ear: Ear, context: LiveContext): Promise<void> {
    const { clock } = this.#options;
    if (ear.openedMs !== undefined && clock.monotonicMs() - ear.openedMs >= RESET_MS) ear.retryMs = FIRST_RETRY_MS;
    while (!ear.listener.isOpen) {
      await clock.sleep(ear.retryMs, context.signal);
      if (context.signal.aborted) return;
      ear.retryMs = Math.min(2 * ear.retryMs, LONGEST_RETRY_MS);
      // It says again why not.
      await ear.listener.open().catch(() => {});
    }
    ear.openedMs = clock.monotonicMs();
    if (ear.listener.isDevice && this.#isActive) this.#came(side);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
