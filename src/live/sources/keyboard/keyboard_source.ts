import type { Clock, Health, KeyboardSource as KeyboardFields } from "../../../core/mod.ts";
import type { KeyEvent } from "../../../core/keyboard/mod.ts";
import type { LiveContext, LiveSource } from "../live_source.ts";
import { KeyFilter } from "./key_filter.ts";
import type { ListenerPlace } from "./listener_place.ts";
import { SourceListener } from "./source_listener.ts";

/** What a keyboard goes by. */
export interface KeyboardOptions {
  readonly fields: KeyboardFields;
  /** The pipeline's folder, as it really is. */
  readonly folder: string;
  /** Where the module's listeners take turns. */
  readonly place: ListenerPlace;
  readonly clock: Clock;
}

/**
 * `on.keyboard`: emits the keys that are meant. All listeners to one device share its reader, and each key goes to the one that is active in
 * that moment: a replacement happens between two keys.
 */
export class KeyboardSource implements LiveSource {
  readonly #options: KeyboardOptions;
  readonly #filter: KeyFilter;
  #listener: SourceListener | undefined;
  #isActive = false;

  constructor(options: KeyboardOptions) {
    this.#options = options;
    this.#filter = new KeyFilter(options.fields);
  }

  async start(context: LiveContext): Promise<void> {
    const { place, fields, folder } = this.#options;
    place.prepare(this);
    this.#listener = new SourceListener({
      fields,
      folder,
      take: (event) => this.#take(event, context),
      lost: () => context.notice("Keys came faster than they were read; the kernel dropped some"),
      ended: (reason, goesOn) => {
        // A source that has failed drops what it holds.
        if (!goesOn) void place.runs.settled.then(() => context.fail(reason));
      },
    });
    try {
      await this.#listener.open();
    } catch (error) {
      place.leave(this);
      throw error;
    }
  }

  /** What the one before still holds becomes runs first: the place has it. */
  activate(): void {
    this.#options.place.serve(this);
    this.#isActive = true;
  }

  /** What came up to now still becomes runs. */
  release(): void {
    this.#isActive = false;
  }

  stop(): Promise<void> {
    this.#isActive = false;
    this.#options.place.leave(this);
    this.#listener?.[Symbol.dispose]();
    return Promise.resolve();
  }

  healthCheck(): Promise<Health> {
    return Promise.resolve(this.#listener?.isOpen === true ? { status: "healthy" } : { status: "unhealthy", reason: "It does not listen" });
  }

  #take(event: KeyEvent, context: LiveContext): void | Promise<void> {
    if (!this.#isActive || !this.#filter.passes(event)) return;
    return this.#options.place.runs.add(event, context, this.#options.clock);
  }
}
