import type { GuardedFile } from "../../core/mod.ts";
import type { Resource } from "./session.ts";

/** A file that a script has open. What it asks of it is done one after the other, as it was asked. */
export class OpenFile implements Resource {
  /** As the script wrote it, for messages. */
  readonly written: string;
  readonly #file: GuardedFile;
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: GuardedFile, written: string) {
    this.#file = file;
    this.written = written;
  }

  /** Does something with the file once all before is done. */
  use<T>(act: (file: GuardedFile) => Promise<T>): Promise<T> {
    const done = this.#last.then(() => act(this.#file));
    this.#last = done.catch(() => {});
    return done;
  }

  /** Closes once all before is done. */
  async close(): Promise<void> {
    await this.#last;
    this.#file.close();
  }
}
