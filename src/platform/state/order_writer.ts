import type { OutputKey, OutputStream, RunWaiting } from "../../core/mod.ts";
import type { OpenFiles } from "./open_files.ts";
import { attemptLine, beginLine, bytesLine, eventLine, noteLine } from "./output_order.ts";

/** Successive pieces of one stream become one record until there are so many bytes … */
const RECORD_BYTES = 256 * 1024;
/** … or so many milliseconds have passed. */
const RECORD_MS = 200;

/** Writes the order file of one run. A record follows its bytes, so that it never speaks of bytes that are not there. */
export class OrderWriter {
  readonly #path: string;
  readonly #files: OpenFiles;
  readonly #encoder = new TextEncoder();
  readonly #numbers = new Map<string, number>();
  #began = false;
  #marks = false;
  #next = 0;
  #pending: { number: number; stream: OutputStream; count: number; since: number; time: number } | undefined;

  constructor(path: string, files: OpenFiles) {
    this.#path = path;
    this.#files = files;
  }

  /** Notes that the stream just got so many bytes. */
  note(key: OutputKey, stream: OutputStream, count: number, now: number): void {
    const number = this.#numberOf(key, now);
    const pending = this.#pending;
    if (pending !== undefined && pending.number === number && pending.stream === stream) {
      pending.count += count;
      pending.time = now;
    } else {
      this.flush();
      this.#pending = { number, stream, count, since: now, time: now };
    }
    const current = this.#pending;
    if (current !== undefined && (current.count >= RECORD_BYTES || Math.abs(now - current.since) >= RECORD_MS)) this.flush();
  }

  /** Notes that the journal just got the event of this number. */
  mark(seq: number, now: number): void {
    this.flush();
    if (this.#marks) return this.#write(eventLine(seq));
    this.#write(beginLine(now, seq) + eventLine(seq));
    // From here on attempts are numbered anew.
    this.#marks = this.#began = true;
    this.#numbers.clear();
    this.#next = 0;
  }

  /** Notes something that the journal does not get; before the first {@link mark} there is nothing that it could follow. */
  wait(event: RunWaiting): void {
    if (!this.#marks) return;
    this.flush();
    this.#write(noteLine(event));
  }

  /** Whether it marks events: then it is needed as long as this process works on the run. */
  get marks(): boolean {
    return this.#marks;
  }

  /** Whether something was noted that is not yet written. */
  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** Writes what is pending. */
  flush(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#write(bytesLine(pending.number, pending.stream, pending.count, pending.time));
  }

  /** Forgets an attempt that has ended. @returns Whether none is left. */
  forget(key: OutputKey): boolean {
    this.flush();
    this.#numbers.delete(nameOf(key));
    return this.#numbers.size === 0;
  }

  #numberOf(key: OutputKey, now: number): number {
    const name = nameOf(key);
    let number = this.#numbers.get(name);
    if (number === undefined) {
      this.flush();
      number = this.#next++;
      this.#write((this.#began ? "" : beginLine(now)) + attemptLine(number, key));
      this.#began = true;
      this.#numbers.set(name, number);
    }
    return number;
  }

  #write(text: string): void {
    this.#files.append(this.#path, this.#encoder.encode(text));
  }
}

function nameOf(key: OutputKey): string {
  return `${key.attempt} ${key.task}`;
}
