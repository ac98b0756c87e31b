import type { Problem } from "./problem.ts";
import { type Line, lineAt, prefixOf, recovery } from "./recovery.ts";

/**
 * Takes out what is only there because of an earlier mistake. After a structural problem the reader is lost until a line that looks like
 * the beginning of an entry and is not indented more than the broken one; what it says in between is noise. Of several problems on one
 * line, the first of a kind stays, unless each is a mistake of its own.
 *
 * @returns Sorted by place.
 */
export function withoutFollowOns(problems: readonly Problem[], text: string): Problem[] {
  const sorted = problems.toSorted((a, b) => a.start - b.start || Number(b.structural ?? false) - Number(a.structural ?? false));
  const kept: Problem[] = [];
  let lostUntil = 0;
  let line = { start: -1, end: -1 };
  let codes = new Set<string>();
  for (const problem of sorted) {
    if (problem.severity === "warning") {
      kept.push(problem);
      continue;
    }
    const before = kept.at(-1);
    if (before?.start === problem.start && before.code === problem.code) continue;
    if (problem.start < lostUntil && !NEVER_LOST.has(problem.code)) continue;
    if (problem.start < line.start || problem.start > line.end) {
      line = lineAt(text, problem.start);
      codes = new Set();
    } else if (codes.has(problem.code) && !MANY_A_LINE.has(problem.code) || problem.structural === true && codes.size > 0) {
      if (problem.structural === true) lostUntil = Math.max(lostUntil, recoveryAfter(text, line));
      continue;
    }
    codes.add(problem.code);
    kept.push(problem);
    if ((problem.structural === true || problem.code === "yaml_tab") && lostUntil <= line.end) {
      lostUntil = Math.max(lostUntil, recoveryAfter(text, line));
    }
  }
  return kept;
}

/** What is certain wherever it stands. */
const NEVER_LOST: ReadonlySet<string> = new Set(["yaml_tab", "yaml_bad_escape"]);

/** What can be wrong several times on one line, each for itself. */
const MANY_A_LINE: ReadonlySet<string> = new Set([
  "yaml_bad_escape",
  "yaml_duplicate_key",
  "yaml_alias_unknown",
  "yaml_complex_key",
  "yaml_tag",
  "yaml_number",
]);

function recoveryAfter(text: string, broken: Line): number {
  return recovery(text, broken, prefixOf(text, broken).length);
}
