import type { CheckQuestion } from "../../core/mod.ts";

/** Lines that are named as evidence, and the longest that a pattern is tried on. */
const SHOWN = 5;
const LONGEST_LINE = 65_536;
/** Bounds of a pattern, as those of expressions: with them every line is done in reasonable time. */
const LONGEST_PATTERN = 2_000;
const MOST_INSTRUCTIONS = 5_000;
const MOST_STATES = 2_000;
/** Lines between looks at the clock, and how long others wait for their turn at most. */
const LINES = 500;
const TURN_MS = 50;

/** What was found in a text. */
export interface Found {
  /** Lines that match; of a text that spans lines, its occurrences. */
  readonly count: number;
  /** The last of them, with their numbers. */
  readonly lines: readonly string[];
}

/** Lines, each by its number or by what else tells a person which one it is. */
export type Lines = Iterable<readonly [label: number | string, line: string]>;

/** Whether a line is what is looked for. */
export type LineTest = (line: string) => boolean;

/**
 * Makes the test for what a question looks for.
 *
 * @throws Error For a pattern that is not valid RE2 or too large: its message is the reason.
 */
export async function lineTest(pattern: CheckQuestion["pattern"]): Promise<LineTest> {
  if (pattern === undefined) throw new TypeError("A question that searches has no pattern");
  const { kind, text } = pattern;
  if (kind === "contains") return (line) => line.includes(text);
  if (text.length > LONGEST_PATTERN) throw new Error(`the pattern has ${text.length} characters; ${LONGEST_PATTERN} are allowed`);
  const { RE2JS } = await import("@bufbuild/re2");
  let automaton: InstanceType<typeof RE2JS>;
  try {
    automaton = RE2JS.compile(text);
  } catch (error) {
    throw new Error(`the pattern is not valid RE2: ${error instanceof Error ? error.message : "unknown reason"}`, { cause: error });
  }
  if (automaton.re2().prog.numInst() > MOST_INSTRUCTIONS) throw new Error("the pattern is too large");
  automaton.re2().dfa.stateLimit = MOST_STATES;
  return (line) => automaton.test(line.slice(0, LONGEST_LINE));
}

/**
 * Looks through a text line by line, as grep does; a text with a line break in it is looked for as a whole.
 *
 * @throws The signal's reason, when it aborts in between.
 */
export async function search(text: string, pattern: CheckQuestion["pattern"], signal: AbortSignal): Promise<Found> {
  if (pattern?.kind === "contains" && /[\r\n]/.test(pattern.text)) return searchWhole(text, pattern.text);
  const test = await lineTest(pattern);
  return await searchLines(numbered(text), test, signal);
}

/** Looks through lines; every now and then others have their turn. */
export async function searchLines(
  lines: Lines,
  test: LineTest,
  signal: AbortSignal,
): Promise<Found> {
  const shown: string[] = [];
  let count = 0;
  let passed = 0;
  let sinceMs = performance.now();
  for (const [label, line] of lines) {
    if (++passed % LINES === 0 && performance.now() - sinceMs > TURN_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal.throwIfAborted();
      sinceMs = performance.now();
    }
    if (!test(line)) continue;
    count++;
    shown.push(`${typeof label === "number" ? `line ${label}` : label}: ${line.trim()}`);
    if (shown.length > SHOWN) shown.shift();
  }
  return { count, lines: shown };
}

function searchWhole(text: string, wanted: string): Found {
  let count = 0;
  let last = -1;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    count++;
    last = at;
  }
  return { count, lines: count === 0 ? [] : [`at line ${text.slice(0, last).split("\n").length}`] };
}

/** Lines with their numbers from 1, without their ends; nothing behind a last line break. */
export function* numbered(text: string): Generator<readonly [number, string]> {
  let number = 0;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const stop = end < 0 ? text.length : end;
    yield [++number, text.slice(at, text[stop - 1] === "\r" && stop > at ? stop - 1 : stop)];
    at = stop + 1;
  }
}
