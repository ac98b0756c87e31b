import type { LogMessage } from "./log_messages.ts";

const decoder = new TextDecoder();

/**
 * Reads one line of `journalctl --output=json` (Journal JSON Format, systemd.io/JOURNAL_EXPORT_FORMATS).
 *
 * @returns Undefined for what is none.
 */
export function parseJournalEntry(line: string): LogMessage | undefined {
  let entry: Readonly<Record<string, unknown>>;
  try {
    entry = JSON.parse(line);
  } catch {
    return undefined;
  }
  const microseconds = Number(entry?.["__REALTIME_TIMESTAMP"]);
  if (!Number.isFinite(microseconds)) return undefined;
  const origin = textOf(entry["SYSLOG_IDENTIFIER"]) || textOf(entry["_COMM"]) || "unknown";
  return { time: microseconds / 1000, origin, text: textOf(entry["MESSAGE"]) };
}

/** A field: text, or its bytes where it is not only printable UTF-8, or null where it is too long; a field that is there several times is a list of these. */
function textOf(field: unknown): string {
  if (typeof field === "string") return field;
  if (!Array.isArray(field)) return "";
  if (field.every((byte) => typeof byte === "number")) return decoder.decode(new Uint8Array(field));
  return field.map(textOf).join("\n");
}
