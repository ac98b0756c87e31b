import { AppError } from "../../core/mod.ts";
import { linesOf, type StreamLine } from "../lines_of.ts";

/** What an asciicast says before its events. */
export interface RecordingHead {
  /** The longest wait that its author wants, in seconds. */
  readonly idleLimitS: number | undefined;
}

/** A piece of output and when it came. */
export interface RecordingOutput {
  /** Seconds since the beginning. */
  readonly atS: number;
  readonly text: string;
}

/** A recording that is being read. */
export interface OpenRecording {
  readonly head: RecordingHead;
  /** Its output in order; other events are left out. @throws AppError `recording_invalid` at the first line that is none. */
  readonly outputs: AsyncIterable<RecordingOutput>;
}

/**
 * Reads an asciicast, version 2 (https://docs.asciinema.org/manual/asciicast/v2/), as it comes.
 *
 * @param name How messages call the file.
 * @throws AppError `recording_invalid` when the first line is no header of that version.
 */
export async function readRecording(bytes: ReadableStream<Uint8Array>, name: string): Promise<OpenRecording> {
  const lines = linesOf(bytes);
  const first = await lines.next();
  if (first.done) throw invalid(name, 1, "the file is empty");
  const head = readHead(first.value, name);
  return { head, outputs: readOutputs(lines, name) };
}

function readHead(line: StreamLine, name: string): RecordingHead {
  const head = parse(line);
  if (typeof head !== "object" || head === null || Array.isArray(head)) throw invalid(name, 1, "this is no header of an asciicast");
  const { version, width, height, idle_time_limit: idle } = head as Record<string, unknown>;
  if (version !== 2) throw invalid(name, 1, `version ${JSON.stringify(version) ?? "nothing"} is not played, only version 2`);
  for (const [field, value] of [["width", width], ["height", height]] as const) {
    if (!Number.isInteger(value) || Number(value) < 1) throw invalid(name, 1, `${field} is no whole number from 1 up`);
  }
  if (idle !== undefined && idle !== null && !isTime(idle)) throw invalid(name, 1, "idle_time_limit is no number of seconds");
  return { idleLimitS: isTime(idle) ? idle : undefined };
}

async function* readOutputs(lines: AsyncIterable<StreamLine>, name: string): AsyncGenerator<RecordingOutput> {
  let number = 1;
  for await (const line of lines) {
    number++;
    if ("text" in line && line.text.trim() === "") continue;
    const event = parse(line);
    const [atS, kind, text] = Array.isArray(event) ? event as unknown[] : [];
    if (!isTime(atS) || typeof kind !== "string" || typeof text !== "string") {
      throw invalid(name, number, "this is no event [time, kind, text]");
    }
    if (kind === "o") yield { atS, text };
  }
}

function parse(line: StreamLine): unknown {
  if (!("text" in line)) return undefined;
  try {
    return JSON.parse(line.text);
  } catch {
    return undefined;
  }
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function invalid(name: string, line: number, found: string): AppError {
  return new AppError("recording_invalid", `Cannot play ${name}: line ${line}: ${found}`);
}
