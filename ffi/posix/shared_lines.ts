import { closeDescriptor, openMemory } from "./descriptors.ts";
import { checked, libc } from "./libc.ts";

/** A line's text is at most so long; the line break comes on top. */
const WIDTH = 11;
const encoder = new TextEncoder();

/**
 * Short lines in memory that another process reads through a descriptor of its own, also when this process is gone. Unlike a pipe it wakes
 * nobody. A line that was deleted is left blank until another takes its place.
 */
export class SharedLines implements Disposable {
  /** To be handed to the reader; it stays at the file's beginning. */
  readonly descriptor: number;
  readonly #places = new Map<string, number>();
  readonly #free: number[] = [];

  /** @throws NativeError when there is no memory or no descriptor left. */
  constructor() {
    this.descriptor = openMemory(new Uint8Array(0));
  }

  /** @param line At most 11 ASCII characters. @throws NativeError */
  add(line: string): void {
    if (line.length > WIDTH) throw new RangeError(`A line of ${line.length} characters`);
    if (this.#places.has(line)) return;
    const place = this.#free.pop() ?? this.#places.size;
    this.#places.set(line, place);
    this.#write(place, line);
  }

  delete(line: string): void {
    const place = this.#places.get(line);
    if (place === undefined) return;
    this.#places.delete(line);
    this.#free.push(place);
    this.#write(place, "");
  }

  [Symbol.dispose](): void {
    closeDescriptor(this.descriptor);
  }

  #write(place: number, line: string) {
    const bytes = encoder.encode(`${line.padEnd(WIDTH)}\n`);
    checked("pwrite", libc().pwrite(this.descriptor, bytes, BigInt(bytes.length), BigInt(place * bytes.length)));
  }
}
