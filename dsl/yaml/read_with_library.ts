import type { Span } from "../../src/core/mod.ts";
import { isSyntax, readOnce } from "./library.ts";
import { MAX_DIAGNOSTICS } from "./limits.ts";
import { type Problem, toDiagnostic } from "./problem.ts";
import type { ReadResult } from "./read_result.ts";
import { blankOut, damageOf, isOpenEnded } from "./repair.ts";
import { lineEnd, lineStart } from "./text_lines.ts";
import { withoutLost } from "./without_lost.ts";

/**
 * Reads any text with the library, and says everything that is wrong with it.
 *
 * After a mistake that leaves the rest doubtful the text is read again without what is broken, so that what follows is neither blamed nor
 * lost.
 *
 * @param text Printable, without a byte order mark.
 */
export function readWithLibrary(text: string, file: string): ReadResult {
  let reading = readOnce(text);
  const told: Problem[] = [];
  const lost: Span[] = [];
  let from = 0;
  let before = Infinity;
  let current = text;
  for (let reread = text.length; lost.length < MAX_REPAIRS && reread < MAX_REREAD; reread += text.length) {
    if (reading.problems.length > Math.max(MANY_PROBLEMS, 0.9 * before)) break;
    before = reading.problems.length;
    const broken = reading.problems.find((problem) => problem.start >= from && isOpenEnded(problem));
    if (broken === undefined) break;
    const damage = damageOf(broken, text);
    if (damage.end > text.length || damage.start < from) break;
    const repaired = blankOut(current, damage);
    const next = readOnce(repaired);
    if (next.problems.some((problem) => problem.start < damage.end && isOpenEnded(problem))) break;
    told.push(...reading.problems.filter(({ start }) => start >= from && start < damage.end));
    lost.push(damage);
    from = damage.end;
    current = repaired;
    reading = next;
  }
  told.push(...reading.problems.filter(({ start }) => start >= from));
  const shown = told.filter((problem) => !isOfLost(problem, text, lost));
  const doubtful = [...lost, ...lostParts(shown.filter((problem) => problem.start >= from || !isOpenEnded(problem)), text)];
  const { root } = reading;
  return {
    root: root === undefined ? undefined : withoutLost(root, text, doubtful),
    diagnostics: shown.slice(0, MAX_DIAGNOSTICS).map((problem) => toDiagnostic(problem, file)),
  };
}

/** Most mistakes after which a text is read again. */
const MAX_REPAIRS = 20;

/** Where a repair leaves almost as many problems as there were, and these are many, they are mistakes of their own. */
const MANY_PROBLEMS = 200;

/** Most characters that are read again. */
const MAX_REREAD = 1_000_000;

/** Whether a problem may be there only because of a part that was taken out: an alias without its anchor, a key that belonged to it. */
function isOfLost({ code, start, end, related }: Problem, text: string, lost: readonly Span[]): boolean {
  if (code === "yaml_duplicate_key" && related !== undefined) {
    return lost.some((part) => part.start > related.start && part.start < start);
  }
  if (code !== "yaml_alias_unknown") return false;
  const anchor = `&${text.slice(start + 1, end)}`;
  return lost.some((part) => text.slice(part.start, part.end).includes(anchor));
}

/** Most lost parts that are told apart; of a text with more of them, all behind the first is lost. */
const MAX_LOST = 50;

/** The parts of a text that mistakes make doubtful: a line, or everything behind it where nobody knows how it goes on. */
function lostParts(problems: readonly Problem[], text: string): Span[] {
  const lost: Span[] = [];
  for (const problem of problems.filter(isSyntax)) {
    const start = lineStart(text, problem.start);
    const isOpen = isOpenEnded(problem) || lost.length === MAX_LOST;
    lost.push({ start, end: isOpen ? Infinity : lineEnd(text, problem.start) + 1 });
    if (isOpen) break;
  }
  return lost;
}
