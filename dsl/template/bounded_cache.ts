/** Options of {@link BoundedCache}. */
export interface BoundedCacheOptions {
  /** Most entries. */
  readonly entries: number;
  /** Most UTF-16 units of all keys together. */
  readonly keyLength: number;
}

/** A cache by text that forgets what was not asked for longest. */
export class BoundedCache<T> {
  readonly #values = new Map<string, T>();
  readonly #options: BoundedCacheOptions;
  #keyLength = 0;

  constructor(options: BoundedCacheOptions) {
    this.#options = options;
  }

  /** How many entries it holds. */
  get size(): number {
    return this.#values.size;
  }

  /** The value of a key, made when it is not there. */
  get(key: string, make: (key: string) => T): T {
    const found = this.#values.get(key);
    if (found !== undefined) {
      // Maps keep the order of insertion: the oldest key is the first.
      this.#values.delete(key);
      this.#values.set(key, found);
      return found;
    }
    const made = make(key);
    if (key.length > this.#options.keyLength) return made;
    this.#values.set(key, made);
    this.#keyLength += key.length;
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#options.entries && this.#keyLength <= this.#options.keyLength) break;
      this.#values.delete(oldest);
      this.#keyLength -= oldest.length;
    }
    return made;
  }
}
