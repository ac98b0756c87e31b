import type { ProbeEnd, ProbeEvent, ProbeRow } from "../../platform/probes/mod.ts";
import { visible } from "../render/visible.ts";

/** How a field stands in the table: numbers to the right, and what may be long last. */
interface Column {
  readonly title: string;
  readonly width: number;
  readonly isRight?: true;
  show?(value: ProbeEvent[string]): string;
}

const NANOS = 1_000_000_000n;
const BAR_WIDTH = 40;
const UNITS = ["ns", "us", "ms", "s"] as const;
const UNSAFE = /[^\x20-\x7e]/;

/** By field; in the order in which they stand. */
const COLUMNS: Readonly<Record<string, Column>> = {
  time_ns: { title: "TIME", width: 16, isRight: true, show: seconds },
  pid: { title: "PID", width: 7, isRight: true },
  comm: { title: "COMM", width: 15 },
  ppid: { title: "PPID", width: 7, isRight: true },
  exit_code: { title: "EXIT", width: 4, isRight: true },
  signal: { title: "SIGNAL", width: 6, isRight: true },
  fd: { title: "FD", width: 4, isRight: true },
  cmd: { title: "CMD", width: 10, isRight: true, show: hex },
  arg: { title: "ARG", width: 18, isRight: true, show: hex },
  flags: { title: "FLAGS", width: 8, isRight: true, show: hex },
  latency_ns: { title: "LATENCY NS", width: 12, isRight: true },
  ret: { title: "RET", width: 6, isRight: true },
  port: { title: "PORT", width: 5, isRight: true },
  addr: { title: "ADDR", width: 0 },
  syscall: { title: "SYSCALL", width: 0 },
  filename: { title: "FILENAME", width: 0 },
};

/** The titles of a probe's table. */
export function drawHeader(row: ProbeRow): string {
  return columnsOf(row).map(([, column]) => pad(column.title, column)).join("  ").trimEnd();
}

/** Events as lines of the table. What programs call themselves and their files is foreign: nothing of it controls the terminal. */
export function drawEvents(row: ProbeRow, batch: readonly ProbeEvent[]): string {
  const columns = columnsOf(row);
  let text = "";
  for (const event of batch) {
    let line = "";
    for (const [field, column] of columns) line += `${line === "" ? "" : "  "}${pad(shown(event[field] ?? null, column), column)}`;
    text += `${line.trimEnd()}\n`;
  }
  return text;
}

/** A probe's maps as histograms: keys are the lower ends of their ranges. */
export function drawMaps({ maps }: ProbeEnd): string[] {
  const lines: string[] = [];
  for (const [name, counts] of maps) {
    if (counts.size === 0) continue;
    const most = Math.max(...Array.from(counts.values(), Number));
    const width = String(most).length;
    lines.push("", name);
    for (const [key, count] of counts) {
      const from = Number(key);
      const bar = "█".repeat(Math.max(1, Math.round(Number(count) / most * BAR_WIDTH)));
      lines.push(`  ${time(from).padStart(6)} … ${time(from * 2).padEnd(6)}  ${String(count).padStart(width)}  ${bar}`);
    }
  }
  return lines;
}

/** How many events there were, and how many are lost. */
export function countsText({ events, lost }: ProbeEnd): string {
  return `${events} ${events === 1 ? "event" : "events"}, ${lost} lost`;
}

function columnsOf({ fields }: ProbeRow): (readonly [field: string, column: Column])[] {
  return Object.entries(COLUMNS).filter(([field]) => field in fields);
}

function shown(value: ProbeEvent[string], column: Column): string {
  if (value === null) return "-";
  if (column.show !== undefined) return column.show(value);
  // Hardly a name holds anything else, and the test for that is cheap.
  return typeof value === "string" ? UNSAFE.test(value) ? visible(value) : value : `${value}`;
}

function pad(text: string, { width, isRight }: Column): string {
  return isRight ? text.padStart(width) : text.padEnd(width);
}

function hex(value: ProbeEvent[string]): string {
  return typeof value === "number" || typeof value === "bigint" ? `0x${value.toString(16)}` : `${value}`;
}

/** Since boot, to the microsecond. */
export function seconds(value: ProbeEvent[string]): string {
  const ns = BigInt(value ?? 0);
  return `${ns / NANOS}.${String(ns % NANOS).padStart(9, "0").slice(0, 6)}`;
}

/** In units of 1000, rounded down, as the ranges' ends are powers of two: 4096 ns are 4us. */
function time(ns: number): string {
  let value = ns;
  let unit = 0;
  for (; value >= 1000 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.floor(value)}${UNITS[unit]}`;
}
