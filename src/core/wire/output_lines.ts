import type { OutputStream } from "../events.ts";
import { stringifyJson } from "../json_text.ts";
import { PIECE_BYTES } from "../line_hold.ts";
import { parseLogRecord } from "../log_record.ts";

const decoder = new TextDecoder();

/**
 * Output as JSON, one object a line of it: the fields of `head`, then `line` without its newline, `record` where a line of the stream `log`
 * is a whole record, and `partial` where only a piece of a very long line was given.
 *
 * @param bytes As a `LineHold` gives them: whole lines, the last line of a stream, or a piece of a line.
 */
export function outputLines(head: { readonly stream: OutputStream; readonly [field: string]: unknown }, bytes: Uint8Array): string {
  const start = JSON.stringify(head).slice(0, -1);
  const lines = decoder.decode(bytes).split("\n");
  const last = lines.pop();
  let json = "";
  for (const line of lines) json += `${start},"line":${JSON.stringify(line)}${recordOf(line)}}\n`;
  if (last) json += `${start},"line":${JSON.stringify(last)}${bytes.length >= PIECE_BYTES ? ',"partial":true' : recordOf(last)}}\n`;
  return json;

  function recordOf(line: string): string {
    const record = head.stream === "log" ? parseLogRecord(line) : undefined;
    return record === undefined ? "" : `,"record":${stringifyJson(record)}`;
  }
}
