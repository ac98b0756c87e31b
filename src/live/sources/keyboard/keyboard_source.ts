import { dirname } from "node:path";
import { AppError, type Clock, type Health, type KeyboardSource as KeyboardFields } from "../../../core/mod.ts";
import type { KeyEvent } from "../../../core/keyboard/mod.ts";
import { type KeyboardEnd, type KeyboardListener, listenToKeyboard } from "../../../platform/keyboard/mod.ts";
import type { LiveContext, LiveSource } from "../live_source.ts";
import { KeyFilter } from "./key_filter.ts";
import type { ListenerPlace } from "./listener_place.ts";

/** What a keyboard goes by. */
export interface KeyboardOptions {
  readonly fields: KeyboardFields;
  /** The pipeline's folder, as it really is. */
  readonly folder: string;
  /** Where the module's listeners take turns. */
  readonly place: ListenerPlace;
  readonly clock: Clock;
}

/** So many keys may wait to become runs; then the device is not read until there is room. */
const MOST_WAITING = 1000;

/**
 * `on.keyboard`: emits the keys that are meant. All listeners to one device share its reader, and each key goes to the one that is active in
 * that moment: a replacement happens between two keys.
 */
export class KeyboardSource implements LiveSource {
  readonly #options: KeyboardOptions;
  readonly #filter: KeyFilter;
  #listener: KeyboardListener | undefined;
  #isActive = false;
  #waiting = 0;
  #emitting: Promise<void> = Promise.resolve();

  constructor(options: KeyboardOptions) {
    this.#options = options;
    this.#filter = new KeyFilter(options.fields);
  }

  start(context: LiveContext): Promise<void> {
    const { place } = this.#options;
    place.prepare(this);
    try {
      this.#listener = this.#listen(context);
    } catch (error) {
      place.leave(this);
      return Promise.reject(error);
    }
    return Promise.resolve();
  }

  activate(before: LiveSource | undefined): void {
    this.#options.place.serve(this);
    // What the one before still holds becomes runs first.
    if (before instanceof KeyboardSource) this.#emitting = before.#emitting;
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
    this.#listener = undefined;
    return Promise.resolve();
  }

  healthCheck(): Promise<Health> {
    return Promise.resolve(this.#listener === undefined ? { status: "unhealthy", reason: "It does not listen" } : { status: "healthy" });
  }

  #listen(context: LiveContext): KeyboardListener {
    const { device, remap, sides, consume } = this.#options.fields;
    const listener = listenToKeyboard({
      device,
      map: { ...(remap === undefined ? {} : { remap }), ...(sides === undefined ? {} : { sides }) },
      consume,
      take: (event) => this.#take(event, context),
      lost: () => context.notice("Keys came faster than they were read; the kernel dropped some"),
      ended: (end) => this.#ended(end, context),
    });
    const { path, kind } = listener;
    if (kind === "device" || kind === "pipe" && !this.#isWatched(path)) return listener;
    listener[Symbol.dispose]();
    if (kind === "file") throw new AppError("keyboard_unavailable", `${path} is a file; a source needs an input device, or a named pipe`);
    throw new AppError(
      "keyboard_unavailable",
      `${path} stands in a folder that is watched for changes, and the watch stands still at a pipe`,
      {
        hint: "Put the pipe into a folder of its own, outside of those of pipelines",
      },
    );
  }

  /** Whether it stands where changes of the pipeline are looked for: below its folder, or beside that. */
  #isWatched(path: string): boolean {
    const folder = this.#options.folder;
    return `${dirname(path)}/`.startsWith(`${folder}/`) || dirname(path) === dirname(folder);
  }

  #take(event: KeyEvent, context: LiveContext): void | Promise<void> {
    if (!this.#isActive || !this.#filter.passes(event)) return;
    this.#waiting++;
    const { clock } = this.#options;
    const source = { id: crypto.randomUUID(), time: clock.now(), kind: "keyboard", payload: { ...event } } as const;
    this.#emitting = this.#emitting.then(async () => {
      try {
        await context.emit(source);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "stopping") context.fail(error instanceof Error ? error.message : String(error));
      } finally {
        this.#waiting--;
      }
    });
    if (this.#waiting >= MOST_WAITING) return this.#emitting;
  }

  #ended(end: KeyboardEnd, context: LiveContext): void {
    const kind = this.#listener?.kind;
    this.#listener = undefined;
    let reason = `It gives no more keys: ${end.detail}`;
    if (end.kind !== "failed" && kind === "pipe") {
      try {
        // A pipe ends when its writer goes; the next one may come.
        this.#listener = this.#listen(context);
        return;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    // A source that has failed drops what it holds.
    void this.#emitting.then(() => context.fail(reason));
  }
}
