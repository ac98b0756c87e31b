import { RE2JS } from "@bufbuild/re2";
import { LIMITS } from "./limits.ts";
import type { Meter } from "./meter.ts";
import { Failure } from "./problem.ts";

/** A compiled pattern with the number of its instructions, which is what matching costs per character at worst. */
interface Compiled {
  readonly pattern: RE2JS;
  readonly size: number;
}

const compiled = new Map<string, Compiled>();

/** How many patterns are kept: they may come from data. */
const KEPT = 64;
/** States of an automaton that are remembered while it runs, and beyond which the pattern is not kept; about 1 kB each. */
const STATES = 2_000;
const KEPT_STATES = 500;
/** Instructions of a pattern. */
const MAX_SIZE = 5_000;

/**
 * Whether a pattern matches any part of a text. RE2: linear time whatever the pattern.
 *
 * @throws `expr_bad_pattern` for what RE2 does not take, `expr_too_large` for a pattern over 2,000 characters or 5,000 instructions, `expr_cost`.
 */
export function matchesPattern(meter: Meter, text: string, pattern: string): boolean {
  const { pattern: automaton, size } = patternOf(meter, pattern);
  // Measured: up to 45 ns a character and instruction when the automaton has too many states to be remembered, 1 ns when it has few.
  meter.charge(1 + Math.ceil(text.length * size / (size > 40 ? 2 : 4)));
  const found = automaton.test(text);
  if (automaton.re2().dfa.stateCount > KEPT_STATES) compiled.delete(pattern);
  return found;
}

function patternOf(meter: Meter, pattern: string): Compiled {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (pattern.length > LIMITS.patternLength) throw tooLarge();
  // Classes of Unicode and folded case are what takes long to compile.
  const classes = pattern.match(/\\p|\(\?\w*i/gi)?.length ?? 0;
  meter.charge(500 + 20 * pattern.length + 5_000 * classes);
  let fresh: RE2JS;
  try {
    fresh = RE2JS.compile(pattern);
  } catch (thrown) {
    throw new Failure("expr_bad_pattern", `The pattern is not valid: ${thrown instanceof Error ? thrown.message : "unknown"}`);
  }
  const size = fresh.re2().prog.numInst();
  if (size > MAX_SIZE) throw tooLarge();
  meter.charge(40 * size);
  fresh.re2().dfa.stateLimit = STATES;
  if (compiled.size >= KEPT) compiled.clear();
  const entry = { pattern: fresh, size };
  compiled.set(pattern, entry);
  return entry;
}

function tooLarge(): Failure {
  return new Failure(
    "expr_too_large",
    `The pattern is too large: ${LIMITS.patternLength} characters and ${MAX_SIZE} instructions are allowed`,
  );
}
