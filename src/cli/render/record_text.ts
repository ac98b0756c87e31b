import { type Json, type LogLevel, type LogRecord, stringifyJson } from "../../core/mod.ts";
import type { Paint, Style } from "./style.ts";
import { visible } from "./visible.ts";

const STYLES: Readonly<Record<LogLevel, Style>> = { debug: "dim", info: "cyan", warn: "yellow", error: "red" };
/** Texts that would be read as something else: numbers, words of JSON, and what begins as JSON does. */
const LIKE_JSON = /^(?:["[{]|(?:null|true|false|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$)/;

/**
 * A record as people read it, in one line: `INFO rows n=3 file="a b.csv"`. The message is plain; a text among the fields is quoted where it
 * holds spaces or could be taken for another value, and all else is JSON. Nothing in it can move the cursor or end the line.
 */
export function recordText(record: LogRecord, paint: Paint): string {
  const { level, message, time: _, ...fields } = record;
  const parts = [paint(STYLES[level], level.toUpperCase())];
  if (message !== "") parts.push(visible(message));
  for (const [key, value] of Object.entries(fields)) {
    parts.push(`${isBare(key) && !key.includes("=") ? key : quoted(key)}=${valueText(value)}`);
  }
  return parts.join(" ");
}

function valueText(value: Json | undefined): string {
  return typeof value === "string" && isBare(value) && !LIKE_JSON.test(value) ? value : quoted(value);
}

function isBare(text: string): boolean {
  return text !== "" && !/[\s"]/.test(text) && visible(text) === text;
}

function quoted(value: Json | undefined): string {
  return visible(stringifyJson(value));
}
