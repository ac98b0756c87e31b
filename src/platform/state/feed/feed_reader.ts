import type { FeedItem, JournalEvent, OutputKey, OutputStream, RunEvent } from "../../../core/mod.ts";
import type { StateJournal } from "../journal.ts";
import type { OutputPlaces } from "../read_interleaved.ts";
import { type OrderEntry, parseOrderLine } from "../output_order.ts";
import { OrderLines } from "./order_lines.ts";
import { StreamCursor } from "./stream_cursor.ts";

/** What a {@link FeedReader} reads. */
export interface FeedSource extends OutputPlaces {
  readonly run: string;
  readonly journal: Pick<StateJournal, "events">;
}

/**
 * Items of one line of the order file, at most. Ids are the line's place in the file times this, plus the item's number within the line: a
 * line of output is at least 18 bytes long, so that its items have millions of ids to themselves.
 */
const ITEMS_A_LINE = 2 ** 18;
/** How many bytes before the place that was asked for a line may begin whose items reach there. */
const LONGEST_REACH = 8;
/** Events read from the journal at once. */
const PAGE = 200;
/** Files kept open while reading. */
const MOST_OPEN = 32;
const STREAMS: readonly OutputStream[] = ["stdout", "stderr", "log"];

interface Attempt {
  readonly task: string;
  readonly attempt: number;
  readonly cursors: Map<OutputStream, StreamCursor>;
}

type BytesEntry = Extract<OrderEntry, { type: "bytes" }>;

/**
 * Reads what a run did in the order in which it happened, from its order file, its journal and its output. Each item has the same id
 * whenever it is read: also when a crash cut the run off in between, when the run went on in another process, and when the reader begins
 * in the middle.
 *
 * What has no place in the order file (a crash came first, or the run is older than these places) stands where its process's part ends;
 * in a part without any places events stand among the output by their times.
 */
export class FeedReader implements Disposable {
  readonly #of: FeedSource;
  readonly #after: number;
  /** The place that was asked for. */
  readonly #from: number;
  readonly #lines: OrderLines;
  readonly #attempts = new Map<number, Attempt>();
  readonly #started = new Set<string>();
  /** Events read ahead, the next one first. */
  #ahead: JournalEvent[] = [];
  /** The number of the next event. */
  #next = 0;
  #base = 0;
  #number = 0;
  /** When the last thing happened whose time is known. */
  #time = 0;
  #hasMarks = false;
  readonly #open = new Set<StreamCursor>();
  #ended = false;

  /** @param after Only items with a higher id are given; 0 gives all. */
  constructor(of: FeedSource, after = 0) {
    this.#of = of;
    this.#after = after;
    this.#from = Math.floor((after - 1) / ITEMS_A_LINE);
    this.#lines = new OrderLines(of.orderPath);
  }

  /** Whether the run's end was given: nothing follows. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What has been written since the last call; to be read to its end before the next one. */
  *poll(): Generator<FeedItem, void> {
    for (const { offset, text } of this.#lines.read()) {
      const entry = parseOrderLine(text);
      if (entry !== undefined) yield* this.#read(entry, offset);
      if (this.#ended) return;
    }
  }

  /** What is left of a run that nobody works on any more; only after {@link poll} has given all. */
  *finish(): Generator<FeedItem, void> {
    this.#at(this.#lines.end);
    yield* this.#leftOver();
    yield* this.#eventsBefore(Infinity);
  }

  [Symbol.dispose](): void {
    this.#closeFiles();
    this.#lines[Symbol.dispose]();
  }

  *#read(entry: OrderEntry, offset: number): Generator<FeedItem, void> {
    // A process's part begins with the line feed before its first line: that is where the part before it ends.
    this.#at(entry.type === "begin" ? offset - 1 : offset);
    switch (entry.type) {
      case "begin":
        // In a file that has full stops this is what a crash has left of one; the part ends where the next whole one begins.
        if (!entry.isWhole && this.#hasMarks) return;
        yield* this.#leftOver();
        if (entry.seq !== undefined) {
          yield* this.#eventsBefore(entry.seq);
          this.#hasMarks = true;
        }
        this.#time = entry.time;
        break;
      case "attempt":
        this.#attempts.set(entry.number, { task: entry.task, attempt: entry.attempt, cursors: new Map() });
        break;
      case "bytes":
        yield* this.#output(entry);
        break;
      case "event":
        yield* this.#eventsBefore(entry.seq + 1);
        break;
      case "note":
        yield* this.#give(entry.event);
        break;
    }
  }

  *#output(entry: BytesEntry): Generator<FeedItem, void> {
    const attempt = this.#attempts.get(entry.number);
    if (attempt === undefined) return;
    if (!this.#hasMarks) yield* this.#eventsByTime(attempt, entry.time);
    this.#time = entry.time;
    const cursor = this.#cursor(attempt, entry.stream);
    if (this.#isPassedOver()) return cursor.skip(entry.count);
    for (const bytes of cursor.read(entry.count)) yield* this.#line(attempt, entry.stream, bytes);
  }

  /** What attempts wrote without a record, whose process is gone. */
  *#leftOver(): Generator<FeedItem, void> {
    for (const attempt of this.#attempts.values()) yield* this.#rest(attempt);
    this.#attempts.clear();
  }

  /** All that is left of an attempt that writes no more. */
  *#rest(attempt: Attempt): Generator<FeedItem, void> {
    for (const stream of STREAMS) {
      const cursor = this.#cursor(attempt, stream);
      if (!this.#isPassedOver()) {
        for (const bytes of cursor.read(Infinity)) yield* this.#line(attempt, stream, bytes);
        const last = cursor.end();
        if (last !== undefined) yield* this.#line(attempt, stream, last);
      }
      cursor.close();
      this.#open.delete(cursor);
    }
  }

  *#eventsBefore(seq: number): Generator<FeedItem, void> {
    while (this.#next < seq) {
      const event = this.#peek();
      if (event === undefined) return;
      yield* this.#event(event);
    }
  }

  /** Where a part of the file has no places for events, output of an attempt comes after its beginning, and after all that is older. */
  *#eventsByTime(attempt: Attempt, time: number): Generator<FeedItem, void> {
    const name = nameOf(attempt);
    for (let event = this.#peek(); event !== undefined; event = this.#peek()) {
      const isOwnEnd = (event.type === "task.finished" || event.type === "task.retrying") && nameOf(event) === name;
      if (isOwnEnd || event.time >= time && this.#started.has(name)) return;
      yield* this.#event(event);
    }
  }

  *#event(event: JournalEvent): Generator<FeedItem, void> {
    this.#ahead.shift();
    this.#next++;
    this.#time = event.time;
    if (event.type === "task.started") this.#started.add(nameOf(event));
    if (event.type === "task.finished" || event.type === "task.retrying") yield* this.#closeAttempt(event);
    if (event.type === "run.finished") yield* this.#leftOver();
    yield* this.#give(event);
    if (event.type === "run.finished" && event.status !== "interrupted") this.#ended = true;
  }

  *#closeAttempt(key: { readonly task: string; readonly attempt: number }): Generator<FeedItem, void> {
    this.#started.delete(nameOf(key));
    for (const [number, attempt] of this.#attempts) {
      if (attempt.task !== key.task || attempt.attempt !== key.attempt) continue;
      this.#attempts.delete(number);
      yield* this.#rest(attempt);
    }
  }

  *#line({ task, attempt }: Attempt, stream: OutputStream, bytes: Uint8Array): Generator<FeedItem, void> {
    yield* this.#give({ type: "task.output", time: this.#time, run: this.#of.run, task, attempt, stream, bytes });
  }

  *#give(event: RunEvent): Generator<FeedItem, void> {
    const id = this.#base * ITEMS_A_LINE + ++this.#number;
    if (id > this.#after) yield { id, event };
  }

  #at(place: number): void {
    this.#base = place;
    this.#number = 0;
  }

  #isPassedOver(): boolean {
    return this.#base + LONGEST_REACH < this.#from;
  }

  #peek(): JournalEvent | undefined {
    if (this.#ahead.length === 0) this.#ahead = [...this.#of.journal.events(this.#of.run, this.#next, PAGE)];
    return this.#ahead[0];
  }

  #cursor(of: Attempt, stream: OutputStream): StreamCursor {
    let cursor = of.cursors.get(stream);
    if (cursor === undefined) {
      const key: OutputKey = { run: this.#of.run, task: of.task, attempt: of.attempt };
      of.cursors.set(stream, cursor = new StreamCursor(this.#of.pathOf(key, stream)));
    }
    if (this.#open.size >= MOST_OPEN && !this.#open.has(cursor)) this.#closeFiles();
    this.#open.add(cursor);
    return cursor;
  }

  /** They are opened again when they are read again. */
  #closeFiles(): void {
    for (const cursor of this.#open) cursor.close();
    this.#open.clear();
  }
}

function nameOf({ task, attempt }: { readonly task: string; readonly attempt: number }): string {
  return `${attempt} ${task}`;
}
