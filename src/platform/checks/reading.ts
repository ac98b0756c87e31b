import type { CheckQuestion, CheckReading, CheckUnit } from "../../core/mod.ts";
import { systemFault, systemReason } from "../state/system_reason.ts";
import type { Machine } from "./machine.ts";

/** Finds out one thing. May throw: that becomes a reading that is unknown. */
export type Source = (question: CheckQuestion, machine: Machine, signal: AbortSignal) => Promise<CheckReading>;

/** What {@link known} may be told besides the value. */
export interface KnownOptions {
  readonly unit?: CheckUnit;
  readonly holds?: boolean;
  readonly advice?: string;
}

const MOST_LINES = 12;
const LONGEST_LINE = 300;

export function known(value: number | boolean | string, evidence: readonly string[], options: KnownOptions = {}): CheckReading {
  const { unit = null, holds, advice } = options;
  return {
    state: "known",
    value,
    unit,
    evidence: evidenceOf(evidence),
    ...(holds === undefined ? {} : { holds }),
    ...(advice === undefined ? {} : { advice }),
  };
}

/** There is nothing to measure. */
export function absent(reason: string, advice?: string): CheckReading {
  return { state: "absent", value: null, unit: null, evidence: evidenceOf([reason]), ...(advice === undefined ? {} : { advice }) };
}

/** It could not be found out. */
export function unknown(reason: string, advice?: string): CheckReading {
  return { state: "unknown", value: null, unit: null, evidence: evidenceOf([reason]), ...(advice === undefined ? {} : { advice }) };
}

/** Few lines, short ones, and none that could drive a terminal. */
function evidenceOf(lines: readonly string[]): readonly string[] {
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), `… and ${lines.length - MOST_LINES + 1} more`] : lines;
  return shown.map((line) => {
    // deno-lint-ignore no-control-regex
    const printable = line.replaceAll("\t", " ").replaceAll(/[\x00-\x1f\x7f-\x9f\u2028-\u202e]/g, "\u{fffd}").trimEnd();
    return printable.length > LONGEST_LINE ? `${printable.slice(0, LONGEST_LINE)}…` : printable;
  });
}

/** Whether an error says that there is no such thing, rather than that it cannot be looked at. */
export function isMissing(error: unknown): boolean {
  return systemFault(error) === "missing" ||
    error instanceof Error && /\bENOTDIR\b|not a directory/i.test(`${codeOf(error)} ${error.message}`);
}

/** The name of a system error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Why a source could not tell, for what it threw. */
export function couldNot(what: string, error: unknown): CheckReading {
  const denied = systemFault(error) === "denied" ? "Run it as a user who may read that" : undefined;
  return unknown(`${what}: ${systemReason(error)}`, denied);
}

/** A small text file, as those in `/proc` are. */
export async function readText(machine: Machine, path: string, maxBytes = 1 << 20): Promise<string> {
  return new TextDecoder().decode((await machine.readPart(path, maxBytes)).bytes);
}

/** What a program that failed says first. */
export function firstLine(text: string): string {
  return text.trim().split(/\r?\n/)[0] || "it says nothing";
}

/** The environment for programs whose words are to be read: in English. */
export function plainEnv(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...env, LC_ALL: "C", LANG: "C", NO_COLOR: "1", SYSTEMD_PAGER: "", SYSTEMD_COLORS: "0" };
}
