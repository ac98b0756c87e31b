import { resolve } from "node:path";
import { type CheckQuestion, type CheckReading, checkValueText, parseLogPlace } from "../../core/mod.ts";
import { journal } from "./journal.ts";
import { kernelLog } from "./kernel_log.ts";
import { windowText } from "./log_messages.ts";
import { logTime } from "./log_time.ts";
import type { FilePart, Machine } from "./machine.ts";
import { couldNot, isMissing, known, type Source, unknown } from "./reading.ts";
import { type Lines, lineTest, numbered, searchLines } from "./search.ts";

/** How much of a log's end is read. */
const MOST_BYTES = 16 << 20;

/** `log`: how many lines of a log's end are what is looked for; with a window those alone that are recent enough. */
export const log: Source = async (question, machine, signal) => {
  const parsed = parseLogPlace(String(question.target ?? ""));
  if ("problem" in parsed) return unknown(parsed.problem.message, parsed.problem.hint);
  const { place } = parsed;
  switch (place.kind) {
    case "kernel":
      return await kernelLog(place, question, machine, signal);
    case "journal":
      return await journal(place, question, machine, signal);
    case "file":
      return await fileLog(resolve(question.folder, place.path), question, machine, signal);
  }
};

async function fileLog(path: string, question: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<CheckReading> {
  const { windowMs } = question;
  let part: FilePart;
  try {
    const info = await machine.info(path);
    if (!info.isFile) return unknown(`${path} is no regular file`);
    part = await machine.readPart(path, MOST_BYTES, "end");
  } catch (error) {
    return isMissing(error)
      ? unknown(`there is no ${path}`, "Look whether it has another name, or was rotated away")
      : couldNot(`${path} cannot be read`, error);
  }
  const tally: Tally = { lines: 0, hasTime: false, isEmpty: true };
  const lines = windowMs === undefined ? counted(linesOf(part), tally) : recent(linesOf(part), machine.now(), windowMs, tally);
  const found = await searchLines(lines, await lineTest(question.pattern), signal);
  if (windowMs !== undefined && !tally.hasTime && !tally.isEmpty) {
    return unknown(`no line of ${path} carries a time that is known`, "Leave `for` out, or write the time into the lines");
  }
  const evidence = [`${path}: ${found.count} of ${tally.lines} lines${windowText(windowMs)}`, ...found.lines];
  if (!part.isWhole) evidence.push(`only the last ${checkValueText(MOST_BYTES, "bytes")} were read; lines count from there`);
  return known(found.count, evidence, { unit: "lines", holds: found.count > 0 });
}

/** A line that was cut at its beginning is none. */
function linesOf({ bytes, isWhole }: FilePart): Generator<readonly [number, string]> {
  const text = new TextDecoder().decode(bytes);
  return numbered(isWhole ? text : text.slice(text.indexOf("\n") + 1));
}

/** What is learnt of lines as they pass: how many count, and whether any carries a time. */
interface Tally {
  lines: number;
  hasTime: boolean;
  isEmpty: boolean;
}

function* counted(lines: Lines, tally: Tally): Lines {
  for (const entry of lines) {
    tally.lines++;
    yield entry;
  }
}

/** The lines of a window; one without a time belongs to the one before. */
function* recent(lines: Lines, now: number, windowMs: number, tally: Tally): Lines {
  let isRecent = false;
  for (const entry of lines) {
    tally.isEmpty = false;
    const time = logTime(entry[1], now);
    if (time !== undefined) {
      tally.hasTime = true;
      isRecent = time >= now - windowMs;
    }
    if (!isRecent) continue;
    tally.lines++;
    yield entry;
  }
}
