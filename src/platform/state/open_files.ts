/**
 * Files that are written bit by bit, at most so many open at once: the one not used for longest is closed, and opened again when it is
 * next written to.
 */
export class OpenFiles implements Disposable {
  readonly #limit: number;
  /** In the order of use: a map keeps the order of insertion. */
  readonly #files = new Map<string, Deno.FsFile>();

  /** @param limit Most files open at once. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many are open. */
  get size(): number {
    return this.#files.size;
  }

  /** Appends all of `bytes` to the file, which is created (readable to its owner alone) when there is none. */
  append(path: string, bytes: Uint8Array): void {
    const file = this.#use(path);
    for (let done = 0; done < bytes.length;) done += file.writeSync(done === 0 ? bytes : bytes.subarray(done));
  }

  close(path: string): void {
    this.#files.get(path)?.close();
    this.#files.delete(path);
  }

  [Symbol.dispose](): void {
    for (const path of [...this.#files.keys()]) this.close(path);
  }

  #use(path: string): Deno.FsFile {
    let file = this.#files.get(path);
    if (file !== undefined) {
      this.#files.delete(path);
    } else {
      if (this.#files.size >= this.#limit) {
        const [oldest] = this.#files.keys();
        if (oldest !== undefined) this.close(oldest);
      }
      file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
    }
    this.#files.set(path, file);
    return file;
  }
}
