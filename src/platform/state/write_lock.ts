import * as nodePath from "node:path";

/**
 * One lock for all processes on a state folder. Whatever changes the journal, and opening and closing it, happens under this lock: the
 * SQLite of older runtimes (before 3.51.3) can lose a transaction when two connections write or checkpoint at the same instant, see
 * "the WAL-reset bug" on https://www.sqlite.org/wal.html. It costs about a microsecond, and the system frees it when a process dies.
 */
export class WriteLock implements Disposable {
  readonly #file: Deno.FsFile | undefined;

  private constructor(file: Deno.FsFile | undefined) {
    this.#file = file;
  }

  /**
   * Opens the lock without taking it. In a folder that may only be read it is opened for reading, and when there is none nobody writes
   * there: then holding it means nothing.
   */
  static open(folder: string, readOnly: boolean): WriteLock {
    const path = nodePath.join(folder, "executor.lock");
    if (!readOnly) return new WriteLock(Deno.openSync(path, { create: true, write: true, mode: 0o600 }));
    try {
      return new WriteLock(Deno.openSync(path, { read: true }));
    } catch {
      return new WriteLock(undefined);
    }
  }

  /** Runs `action` while this process alone holds the lock. Not to be nested: the inner call would wait for the outer one for ever. */
  hold<T>(action: () => T): T {
    if (this.#file === undefined) return action();
    this.#file.lockSync(true);
    try {
      return action();
    } finally {
      this.#file.unlockSync();
    }
  }

  [Symbol.dispose](): void {
    this.#file?.close();
  }
}
