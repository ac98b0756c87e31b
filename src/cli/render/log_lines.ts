import { parseLogRecord } from "../../core/mod.ts";
import { recordText } from "./record_text.ts";
import type { Paint } from "./style.ts";
import { visible } from "./visible.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();
/** Where `HH:MM:SS.mmm` stands in a record's time. */
const CLOCK = [11, 23] as const;

/**
 * Output of the stream `log` as people read it: `HH:MM:SS.mmm INFO rows n=3` for each record, its time in UTC as everywhere. A line that is
 * no record, since it was cut or masked, stands as it is, made harmless.
 *
 * @param bytes As a `LineHold` gives them.
 * @returns As many lines, each with its newline.
 */
export function logLines(bytes: Uint8Array, paint: Paint): Uint8Array {
  const lines = decoder.decode(bytes).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return encoder.encode(lines.map((line) => `${lineText(line, paint)}\n`).join(""));
}

function lineText(line: string, paint: Paint): string {
  const record = parseLogRecord(line);
  return record === undefined ? visible(line) : `${paint("dim", record.time.slice(...CLOCK))} ${recordText(record, paint)}`;
}
