import { nearest } from "./nearest.ts";

/** Words for how urgent a message is, the most urgent first: its place is the number that logs keep. */
export const LOG_PRIORITIES = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"] as const;

/** Where a log is that a check looks through. */
export type LogPlace =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "kernel"; readonly priority?: number }
  | {
    readonly kind: "journal";
    readonly priority?: number;
    readonly unit?: string;
    /** Of the journal's files; without it the machine's own. */
    readonly folder?: string;
  };

/** Why a text names no log, and what to write instead. */
export interface LogPlaceProblem {
  readonly message: string;
  readonly hint: string;
}

/** What the names of logs that are no files may be narrowed by. */
const SETTINGS = { dmesg: ["priority"], journald: ["unit", "priority", "folder"] } as const;

/**
 * Reads what `log` is about: `dmesg` and `journald`, each with settings behind it that narrow it, or the path of a file.
 *
 * @example
 * ```ts
 * parseLogPlace("journald unit=nginx priority=err"); // { place: { kind: "journal", unit: "nginx", priority: 3 } }
 * parseLogPlace("./dmesg"); // { place: { kind: "file", path: "./dmesg" } }
 * ```
 */
export function parseLogPlace(text: string): { readonly place: LogPlace } | { readonly problem: LogPlaceProblem } {
  const [name = "", ...words] = text.trim().split(/\s+/);
  if (name !== "dmesg" && name !== "journald") return { place: { kind: "file", path: text } };
  const known: readonly string[] = SETTINGS[name];
  const settings = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf("=");
    const key = word.slice(0, Math.max(0, at));
    const value = word.slice(at + 1);
    if (at < 1 || !known.includes(key)) return { problem: unknownSetting(name, known, at < 1 ? word : key, at < 1) };
    if (value === "") return { problem: { message: `"${key}" of "${name}" is empty`, hint: `For example: ${key}=${EXAMPLES[key]}` } };
    if (settings.has(key)) return { problem: { message: `"${key}" of "${name}" stands twice`, hint: "Leave one out" } };
    settings.set(key, value);
  }
  const written = settings.get("priority");
  const priority = written === undefined ? undefined : priorityOf(written);
  if (written !== undefined && priority === undefined) {
    const close = nearest(written, LOG_PRIORITIES);
    const hint = close === undefined ? `One of ${LOG_PRIORITIES.join(", ")}` : `Did you mean "${close}"?`;
    return { problem: { message: `There is no priority "${written.slice(0, 40)}"`, hint } };
  }
  const unit = settings.get("unit");
  const folder = settings.get("folder");
  const narrowed = priority === undefined ? {} : { priority };
  if (name === "dmesg") return { place: { kind: "kernel", ...narrowed } };
  return { place: { kind: "journal", ...narrowed, ...(unit === undefined ? {} : { unit }), ...(folder === undefined ? {} : { folder }) } };
}

const EXAMPLES: Readonly<Record<string, string>> = { unit: "nginx", priority: "err", folder: "/var/log/journal" };

function unknownSetting(name: string, known: readonly string[], word: string, isBare: boolean): LogPlaceProblem {
  const message = `"${name}" has no "${word.slice(0, 40)}"`;
  const close = nearest(word, known);
  const settings = known.map((key) => `${key}=${EXAMPLES[key]}`).join(", ");
  const hint = close === undefined || isBare ? `It may be followed by ${settings}` : `Did you mean "${close}="?`;
  return { message, hint: isBare ? `${hint}; a file of that name is "./${name} …"` : hint };
}

function priorityOf(word: string): number | undefined {
  if (/^[0-7]$/.test(word)) return Number(word);
  const at = LOG_PRIORITIES.findIndex((name) => name === word);
  return at < 0 ? undefined : at;
}
