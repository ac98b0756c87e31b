import { type CheckQuestion, type CheckReading, checkValueText, LOG_PRIORITIES } from "../../core/mod.ts";
import { known } from "./reading.ts";
import { lineTest, searchLines } from "./search.ts";

/** One message of a log that keeps more than lines. */
export interface LogMessage {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Who wrote it. */
  readonly origin: string;
  /** May have line breaks in it. */
  readonly text: string;
}

/** What {@link searchMessages} looks through. */
export interface MessageSearch {
  /** The log, for people. */
  readonly name: string;
  /** Oldest first. */
  readonly messages: Iterable<LogMessage>;
  readonly now: number;
  /** What a person has to know of the answer; asked for when everything has been looked at. */
  readonly remarks: () => readonly string[];
}

/** Counts the lines of messages in which something stands, and shows the last of them with time and origin. */
export async function searchMessages(search: MessageSearch, question: CheckQuestion, signal: AbortSignal): Promise<CheckReading> {
  const { name, messages, now, remarks } = search;
  const { windowMs, pattern } = question;
  const since = windowMs === undefined ? -Infinity : now - windowMs;
  let lines = 0;
  function* recent() {
    for (const { time, origin, text } of messages) {
      if (time < since) continue;
      const label = `${new Date(time).toISOString()} ${origin}`;
      for (const line of text.trimEnd().split(/\r?\n/)) {
        lines++;
        yield [label, line] as const;
      }
    }
  }
  const found = await searchLines(recent(), await lineTest(pattern), signal);
  const evidence = [`${name}: ${found.count} of ${lines} lines${windowText(windowMs)}`, ...found.lines, ...remarks()];
  return known(found.count, evidence, { unit: "lines", holds: found.count > 0 });
}

/** How far back lines count, as the end of a sentence. */
export function windowText(windowMs: number | undefined): string {
  return windowMs === undefined ? "" : ` of the last ${checkValueText(windowMs, "ms")}`;
}

/** How urgent messages have to be, as the end of a log's name. */
export function priorityText(priority: number | undefined): string {
  return priority === undefined ? "" : `, ${LOG_PRIORITIES[priority]} and worse`;
}
