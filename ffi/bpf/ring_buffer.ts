import { closeDescriptor, openPipe } from "../posix/descriptors.ts";
import { Poller } from "../posix/poller.ts";
import { MappedMemory, pageSize } from "./memory.ts";
import type { BpfMap } from "./map.ts";

// <linux/bpf.h>: a record begins with its length and these bits, then 4 bytes that mean nothing here.
const BUSY = 1 << 31;
const DISCARDED = 1 << 30;
const LENGTH = 0x3fffffff;
const HEAD_BYTES = 8;
/** So much is taken over at once, unless a single record is larger. */
const PIECE_BYTES = 256 * 1024;

/** One epoll for all rings, apart from that of children: here the event loop is never held up. */
const poller = new Poller();
void poller.talk();

/** A record: its bytes within `view`, which is used again after the call. */
export type TakeRecord = (view: DataView<ArrayBuffer>, offset: number, length: number) => void;

/**
 * Reads the records of a ring buffer. The ring is mapped, and read without a call into the kernel: one page with the reader's position,
 * then the writer's and the records, twice in a row so that none is ever cut.
 */
export class RingBuffer implements Disposable {
  readonly #map: BpfMap;
  readonly #size: number;
  readonly #own: MappedMemory;
  readonly #theirs: MappedMemory;
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #read: BigUint64Array<ArrayBuffer>;
  readonly #written: BigUint64Array<ArrayBuffer>;
  #piece = new DataView(new ArrayBuffer(PIECE_BYTES));
  #position: number;
  #fullest = 0;
  #isWatched = false;
  #wasWatched = false;
  #isDisposed = false;

  /** @param map A ring buffer of a loaded object; must outlive this. @throws NativeError */
  constructor(map: BpfMap) {
    const page = pageSize();
    this.#map = map;
    this.#size = map.shape.maxEntries;
    this.#own = new MappedMemory(map.descriptor, page, { offset: 0, isWritable: true });
    try {
      this.#theirs = new MappedMemory(map.descriptor, page + 2 * this.#size, { offset: page, isWritable: false });
    } catch (error) {
      this.#own[Symbol.dispose]();
      throw error;
    }
    this.#read = new BigUint64Array(this.#own.buffer, 0, 1);
    this.#written = new BigUint64Array(this.#theirs.buffer, 0, 1);
    this.#words = new Int32Array(this.#theirs.buffer, page);
    this.#bytes = new Uint8Array(this.#theirs.buffer, page);
    this.#position = Number(Atomics.load(this.#read, 0));
  }

  /**
   * Hands over records in order, a bounded number of them: while the kernel goes on writing there is always more.
   *
   * @returns How many; 0 when there is none (or the next is being written right now).
   */
  consume(take: TakeRecord): number {
    if (this.#isDisposed) throw new TypeError("The ring buffer is disposed");
    let count: number | undefined = 0;
    // What its writer took back is no record, however much it is.
    for (let left = this.#size; left > 0 && count === 0; left -= PIECE_BYTES) count = this.#consumePiece(take);
    return count ?? 0;
  }

  /** Undefined when there is nothing. */
  #consumePiece(take: TakeRecord): number | undefined {
    const length = this.#complete();
    if (length === 0) return undefined;
    if (length > this.#piece.byteLength) this.#piece = new DataView(new ArrayBuffer(length));
    const at = this.#position & this.#size - 1;
    new Uint8Array(this.#piece.buffer).set(this.#bytes.subarray(at, at + length));
    this.#position += length;
    Atomics.store(this.#read, 0, BigInt(this.#position));
    this.#fullest = Math.max(this.#fullest, Number(Atomics.load(this.#written, 0)) - this.#position + length);
    let count = 0;
    for (let offset = 0; offset < length;) {
      const head = this.#piece.getInt32(offset, true);
      if ((head & DISCARDED) === 0) {
        take(this.#piece, offset + HEAD_BYTES, head & LENGTH);
        count++;
      }
      offset += sizeOf(head);
    }
    return count;
  }

  /**
   * In bytes, how full the ring was at most: it fills up between two moves of the reader, and how far is seen at each. A record that is no
   * longer than what was left then has never been refused.
   */
  get fullestBytes(): number {
    return Math.max(this.#fullest, Number(Atomics.load(this.#written, 0)) - this.#position);
  }

  /** How much was ever written, with what it takes besides the records. */
  get writtenBytes(): number {
    return Number(Atomics.load(this.#written, 0));
  }

  /** Whether there is something to consume, be it that it is still being written. */
  get hasRest(): boolean {
    return this.writtenBytes > this.#position;
  }

  get sizeBytes(): number {
    return this.#size;
  }

  /** Bytes of complete records at the reader's position, at least one record if there is one. */
  #complete(): number {
    const written = Number(Atomics.load(this.#written, 0));
    let end = this.#position;
    while (end < written) {
      const head = Atomics.load(this.#words, (end & this.#size - 1) >>> 2);
      if ((head & BUSY) !== 0) break;
      const next = end + sizeOf(head);
      if (next - this.#position > PIECE_BYTES && end > this.#position) break;
      end = next;
    }
    return end - this.#position;
  }

  /** Calls `ready` whenever there is something to consume, until {@link unwatch}. */
  watch(ready: () => void): void {
    if (this.#isWatched) return;
    this.#isWatched = this.#wasWatched = true;
    poller.watch(this.#map.descriptor, ready);
  }

  unwatch(): void {
    if (!this.#isWatched) return;
    this.#isWatched = false;
    poller.unwatch(this.#map.descriptor);
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.unwatch();
    if (this.#wasWatched) endWait();
    this.#isDisposed = true;
    this.#own[Symbol.dispose]();
    this.#theirs[Symbol.dispose]();
  }
}

/** Wakes the thread that waits for rings: with none left it ends, and the program may. */
function endWait(): void {
  const { read, write } = openPipe("read");
  poller.watch(read, () => poller.close(read));
  closeDescriptor(write);
}

function sizeOf(head: number): number {
  return (head & LENGTH) + HEAD_BYTES + 7 & ~7;
}
