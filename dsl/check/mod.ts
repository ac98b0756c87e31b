/**
 * The diagnosis language: sentences such as `disk usage > 90% of "/" for 1m then alert "full"`, which become plain data. One table says
 * what can be checked; the sources of the machine, the docs page and completion read it too.
 *
 * ```ts
 * import { parseCheck, SUBJECTS } from "./mod.ts";
 *
 * const { check, problems } = parseCheck('service "nginx" is running else fail "nginx is down"');
 * console.assert(check?.subject === "service" && problems.length === 0);
 * console.assert(SUBJECTS.some(({ name }) => name === "disk"));
 * ```
 *
 * Limits: a sentence has at most 8,192 characters. Nothing here looks at the machine, and patterns are checked apart.
 *
 * @module
 */
export { checkPatterns } from "./check_patterns.ts";
export { type CheckText, offsetInCheckText } from "./check_text.ts";
export { checksPage } from "./checks_page.ts";
export type { CheckProblem } from "./cursor.ts";
export type { CheckRun } from "./parse_action.ts";
export { unitsOf } from "./quantity.ts";
export { parseCheck, parseCheckAt, type ParsedCheck } from "./parse_check.ts";
export { isJoined, type SentenceToken, sentenceTokens } from "./sentence_tokens.ts";
export type { Metric, MetricForm, QuantityKind, Subject } from "./subject.ts";
export { subjectOf, SUBJECTS } from "./subjects.ts";
