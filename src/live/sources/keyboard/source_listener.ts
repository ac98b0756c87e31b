import { dirname } from "node:path";
import { AppError, type KeyboardFallback } from "../../../core/mod.ts";
import type { KeyEvent } from "../../../core/keyboard/mod.ts";
import { type KeyboardEnd, type KeyboardListener, listenToKeyboard, openKeyboard } from "../../../platform/keyboard/mod.ts";

/** What a listener of a source goes by. */
export interface SourceListenerOptions {
  readonly fields: Pick<KeyboardFallback, "device" | "remap" | "sides" | "consume">;
  /** The pipeline's folder, as it really is. */
  readonly folder: string;
  /** Takes every key. A promise holds the device back until it settles. */
  take(event: KeyEvent): void | Promise<void>;
  lost(): void;
  /** Nothing more comes of the device; or, of a pipe, of its writer: then it is listened to for the next one (`goesOn`). */
  ended(reason: string, goesOn: boolean): void;
}

/** A device that a source listens to, or a pipe with one writer after the other. */
export class SourceListener implements Disposable {
  readonly #options: SourceListenerOptions;
  #listener: KeyboardListener | undefined;
  #isDisposed = false;

  constructor(options: SourceListenerOptions) {
    this.#options = options;
  }

  get device(): string | undefined {
    return this.#options.fields.device;
  }

  get isOpen(): boolean {
    return this.#listener !== undefined;
  }

  /** Whether what it listens to is there as long as it can be listened to: a pipe has to have said something. */
  get isDevice(): boolean {
    return this.#listener?.kind === "device";
  }

  /** @throws AppError `keyboard_unavailable`. */
  async open(): Promise<void> {
    const listener = await openKeyboard(this.#listening());
    if (this.#isDisposed) return listener[Symbol.dispose]();
    this.#listener = this.#suitable(listener);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#listener?.[Symbol.dispose]();
    this.#listener = undefined;
  }

  #listening() {
    const { fields: { device, remap, sides, consume }, take, lost } = this.#options;
    const map = { ...(remap === undefined ? {} : { remap }), ...(sides === undefined ? {} : { sides }) };
    return { device, map, consume, take, lost, ended: (end: KeyboardEnd) => this.#ended(end) };
  }

  #suitable(listener: KeyboardListener): KeyboardListener {
    const { path, kind } = listener;
    if (kind === "device" || kind === "pipe" && !this.#isWatched(path)) return listener;
    listener[Symbol.dispose]();
    if (kind === "file") throw new AppError("keyboard_unavailable", `${path} is a file; a source needs an input device, or a named pipe`);
    throw new AppError(
      "keyboard_unavailable",
      `${path} stands in a folder that is watched for changes, and the watch stands still at a pipe; put it into another`,
      { hint: "Put the pipe into a folder of its own, outside of those of pipelines" },
    );
  }

  /** Whether it stands where changes of the pipeline are looked for: below its folder, or beside that. */
  #isWatched(path: string): boolean {
    const folder = this.#options.folder;
    return `${dirname(path)}/`.startsWith(`${folder}/`) || dirname(path) === dirname(folder);
  }

  #ended(end: KeyboardEnd): void {
    const { kind } = this.#listener ?? {};
    const { device } = this.#options.fields;
    this.#listener = undefined;
    let reason = `It gives no more keys: ${end.detail}`;
    if (end.kind !== "failed" && kind === "pipe" && device !== undefined) {
      try {
        // At once: nothing that the next writer says is lost.
        this.#listener = this.#suitable(listenToKeyboard({ ...this.#listening(), device }));
        return this.#options.ended(reason, true);
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    this.#options.ended(reason, false);
  }
}
