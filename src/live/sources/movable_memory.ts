import type { Json, SourceMemory } from "../../core/mod.ts";

/** The memory of a source that outlives revisions: it moves with the source from one to the next, and moving writes nothing. */
export class MovableMemory implements SourceMemory {
  #inner: SourceMemory | undefined;
  readonly #mirrors = new Set<SourceMemory>();

  constructor(inner: SourceMemory) {
    this.#inner = inner;
  }

  get(key: string): Json | undefined {
    return this.#inner?.get(key);
  }

  set(key: string, value: Json): void {
    this.#inner?.set(key, value);
    for (const mirror of this.#mirrors) mirror.set(key, value);
  }

  /** From now on another memory, a copy of this one, is written too. */
  mirror(memory: SourceMemory): void {
    this.#mirrors.add(memory);
  }

  /** Ends that. */
  unmirror(memory: SourceMemory): void {
    this.#mirrors.delete(memory);
  }

  /** One that was written too takes this one's place. */
  move(memory: SourceMemory): void {
    this.#mirrors.delete(memory);
    if (this.#inner !== undefined) this.#inner = memory;
  }

  /** Forgets: what is written from now on is dropped. */
  close(): void {
    this.#inner = undefined;
    this.#mirrors.clear();
  }
}
