import type { OutputKey, OutputStream, RunWaiting } from "../../core/mod.ts";

/**
 * The order file of a run: which stream got how many bytes when, and where the journal's events stand among them. The bytes themselves are
 * in one file a stream. It is text, only ever appended to:
 *
 * - `! <ms> <seq>.`: a process began to write, and `<seq>` is the first event that will be its own; what the one before it wrote without a
 *   record comes first. Without `<seq>`, `! <ms>.`: it marks no events. In folders of the first version the full stop is missing.
 * - `+ <n> <attempt> <task as JSON>`: from here on `<n>` means this attempt.
 * - `<n>o <bytes> <ms>.`, `<n>e …` or `<n>l …`: so many bytes of its standard output, standard error or log, the last written at that
 *   time.
 * - `j <seq>.`: here the journal got its event of that number.
 * - `w <JSON>`: here the run began to wait, which is no state and stands nowhere else.
 *
 * A line cut off by a crash lacks its last character and is skipped, and so is one of a stream that a later version has added.
 */
export type OrderEntry =
  | { readonly type: "begin"; readonly time: number; readonly seq?: number; readonly isWhole: boolean }
  | { readonly type: "event"; readonly seq: number }
  | { readonly type: "note"; readonly event: RunWaiting }
  | { readonly type: "attempt"; readonly number: number; readonly task: string; readonly attempt: number }
  | { readonly type: "bytes"; readonly number: number; readonly stream: OutputStream; readonly count: number; readonly time: number };

/** The letter of each stream. */
const LETTERS: Readonly<Record<OutputStream, string>> = { stdout: "o", stderr: "e", log: "l" };
const STREAMS = new Map(Object.entries(LETTERS).map(([stream, letter]) => [letter, stream as OutputStream]));

/** The line that begins a process's part; its line feed ends whatever a crash cut off before. */
export function beginLine(time: number, seq?: number): string {
  return seq === undefined ? `\n! ${time}.\n` : `\n! ${time} ${seq}.\n`;
}

/** The line of an event that the journal got. */
export function eventLine(seq: number): string {
  return `j ${seq}.\n`;
}

/** The line of an event that the journal does not get. */
export function noteLine(event: RunWaiting): string {
  return `w ${JSON.stringify(event)}\n`;
}

/** The line that gives an attempt its number. */
export function attemptLine(number: number, key: OutputKey): string {
  return `+ ${number} ${key.attempt} ${JSON.stringify(key.task)}\n`;
}

/** The line for bytes that were written. */
export function bytesLine(number: number, stream: OutputStream, count: number, time: number): string {
  return `${number}${LETTERS[stream]} ${count} ${time}.\n`;
}

/** Reads one line; undefined for one that is empty or cut off. */
export function parseOrderLine(line: string): OrderEntry | undefined {
  const bytes = /^(\d+)([a-z]) (\d+) (\d+)\.$/.exec(line);
  if (bytes !== null) {
    const [, number, letter = "", count, time] = bytes;
    const stream = STREAMS.get(letter);
    return stream && { type: "bytes", number: Number(number), stream, count: Number(count), time: Number(time) };
  }
  const event = /^j (\d+)\.$/.exec(line);
  if (event !== null) return { type: "event", seq: Number(event[1]) };
  if (line.startsWith("! ")) {
    const [, time = "0", seq] = /^! (\d+)(?: (\d+)\.)?/.exec(line) ?? [];
    return { type: "begin", time: Number(time), isWhole: line.endsWith("."), ...seq === undefined ? {} : { seq: Number(seq) } };
  }
  if (line.startsWith("w ")) return parseNote(line.slice(2));
  const attempt = /^\+ (\d+) (\d+) (".*")$/.exec(line);
  if (attempt === null) return undefined;
  try {
    return { type: "attempt", number: Number(attempt[1]), attempt: Number(attempt[2]), task: String(JSON.parse(attempt[3] ?? "")) };
  } catch {
    return undefined;
  }
}

/** Only a whole object is JSON, so that one cut off is none. */
function parseNote(json: string): OrderEntry | undefined {
  try {
    return { type: "note", event: JSON.parse(json) as RunWaiting };
  } catch {
    return undefined;
  }
}
