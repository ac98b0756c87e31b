import type { OutputKey, OutputStream } from "../../core/mod.ts";

/**
 * The order file of a run: which stream got how many bytes when. The bytes themselves are in one file a stream. It is text, only ever
 * appended to:
 *
 * - `! <ms>`: a process began to write; what the one before it wrote without a record comes first.
 * - `+ <n> <attempt> <task as JSON>`: from here on `<n>` means this attempt.
 * - `<n>o <bytes> <ms>.` or `<n>e …`: so many bytes of its standard output or error, the last written at that time.
 *
 * A line cut off by a crash lacks its last character and is skipped.
 */
export type OrderEntry =
  | { readonly type: "begin" }
  | { readonly type: "attempt"; readonly number: number; readonly task: string; readonly attempt: number }
  | { readonly type: "bytes"; readonly number: number; readonly stream: OutputStream; readonly count: number; readonly time: number };

/** The line that begins a process's part; its line feed ends whatever a crash cut off before. */
export function beginLine(time: number): string {
  return `\n! ${time}\n`;
}

/** The line that gives an attempt its number. */
export function attemptLine(number: number, key: OutputKey): string {
  return `+ ${number} ${key.attempt} ${JSON.stringify(key.task)}\n`;
}

/** The line for bytes that were written. */
export function bytesLine(number: number, stream: OutputStream, count: number, time: number): string {
  return `${number}${stream === "stdout" ? "o" : "e"} ${count} ${time}.\n`;
}

/** Reads one line; undefined for one that is empty or cut off. */
export function parseOrderLine(line: string): OrderEntry | undefined {
  const bytes = /^(\d+)([oe]) (\d+) (\d+)\.$/.exec(line);
  if (bytes !== null) {
    const [, number, stream, count, time] = bytes;
    return {
      type: "bytes",
      number: Number(number),
      stream: stream === "o" ? "stdout" : "stderr",
      count: Number(count),
      time: Number(time),
    };
  }
  if (line.startsWith("! ")) return { type: "begin" };
  const attempt = /^\+ (\d+) (\d+) (".*")$/.exec(line);
  if (attempt === null) return undefined;
  try {
    return { type: "attempt", number: Number(attempt[1]), attempt: Number(attempt[2]), task: String(JSON.parse(attempt[3] ?? "")) };
  } catch {
    return undefined;
  }
}
