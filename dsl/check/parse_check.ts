import type { Check, CheckAction, CheckRelation, Span } from "../../src/core/mod.ts";
import type { CheckText } from "./check_text.ts";
import { type CheckProblem, Cursor } from "./cursor.ts";
import { type CheckRun, parseAction } from "./parse_action.ts";
import { parseFor, parseOf } from "./parse_clauses.ts";
import { type Claim, parseRelation } from "./parse_relation.ts";
import { isRelationWord, parseSubject, parseTarget } from "./parse_subject.ts";

/** Longest sentence, in UTF-16 units. */
const MAX_LENGTH = 8_192;

/** What reading a sentence gives: a check, or every problem that was found. */
export interface ParsedCheck {
  /** Undefined exactly when there is a problem. */
  readonly check: Check | undefined;
  readonly problems: readonly CheckProblem[];
  /** Its texts, in which an expression may stand. */
  readonly texts: readonly CheckText[];
  /** The tasks that it starts. */
  readonly runs: readonly CheckRun[];
  /** Where the sentence begins and ends, actions included. */
  readonly span: Span;
}

/**
 * Reads one sentence, which is the whole text. RE2 patterns in it are checked apart, by `checkPatterns`.
 *
 * @returns The check, or all problems. Codes `check_*` and `out_of_range`. Never throws.
 *
 * @example
 * ```ts
 * const { check } = parseCheck('disk usage > 90% of "/" then alert "full"');
 * console.assert(check?.metric === "usage" && check.then?.kind === "alert");
 * console.assert(parseCheck("disk usage > 90").problems[0]?.code === "check_unit");
 * ```
 */
export function parseCheck(text: string): ParsedCheck {
  return parse(text, 0, false);
}

/**
 * Reads the sentence that starts at an offset of a longer text and ends where its line, its block or its statement does: as a `check`
 * statement of flow, the word `check` left out.
 *
 * @returns As {@link parseCheck}; all spans count in `text`.
 */
export function parseCheckAt(text: string, start: number): ParsedCheck {
  return parse(text, start, true);
}

function parse(source: string, start: number, isStatement: boolean): ParsedCheck {
  if (!isStatement && source.length > MAX_LENGTH) return tooLong({ start: 0, end: source.length });
  const cursor = new Cursor(source, start, isStatement);
  const texts: CheckText[] = [];
  const from = cursor.isAtEnd ? start : cursor.span.start;
  const draft = parseSentence(cursor, texts);
  const to = cursor.previousEnd;
  const conditionEnd = draft?.end ?? to;
  const runs: CheckRun[] = [];
  const then = draft === undefined ? undefined : parseBranch(cursor, "then", texts, runs);
  const otherwise = draft === undefined ? undefined : parseBranch(cursor, "else", texts, runs);
  if (draft !== undefined && !cursor.isAtEnd) {
    cursor.expected(
      "the end of the sentence",
      cursor.isWord("of", "for", "then", "else") ? 'The order is: of "PATH", for DURATION, then ACTION, else ACTION' : undefined,
    );
  }
  cursor.skip();
  const span = { start: from, end: Math.max(from, cursor.previousEnd) };
  if (span.end - span.start > MAX_LENGTH) return tooLong(span);
  const problems = cursor.problems.toSorted((a, b) => a.span.start - b.span.start);
  if (draft === undefined || draft.claim === undefined || problems.length > 0) return { check: undefined, problems, texts, runs, span };
  const { subject, claim, target, forMs } = draft;
  const check: Check = {
    sentence: source.slice(from, conditionEnd),
    subject: subject.name,
    metric: claim.metric,
    ...(target === undefined ? {} : { target }),
    relation: Object.freeze<CheckRelation>(claim.relation),
    ...(forMs === undefined ? {} : { forMs }),
    ...(forMs !== undefined && subject.isWindow ? { isWindow: true as const } : {}),
    ...(then === undefined ? {} : { then }),
    ...(otherwise === undefined ? {} : { else: otherwise }),
  };
  return { check: Object.freeze(check), problems, texts, runs, span };
}

function tooLong(span: Span): ParsedCheck {
  const message = `The sentence has ${span.end - span.start} characters; ${MAX_LENGTH} are allowed`;
  return { check: undefined, problems: [{ code: "check_syntax", severity: "error", message, span }], texts: [], runs: [], span };
}

function parseSentence(cursor: Cursor, texts: CheckText[]) {
  const subject = parseSubject(cursor);
  if (subject === undefined) return undefined;
  const given = parseTarget(cursor, subject, texts);
  const word = cursor.isWord() && !isRelationWord(cursor.text) ? { text: cursor.text, span: cursor.span } : undefined;
  if (word !== undefined) cursor.next();
  const parsed = parseRelation(cursor, subject, word, texts);
  if (parsed === undefined) return undefined;
  const claim: Claim | undefined = parsed.claim;
  const of = parseOf(cursor, subject, texts);
  const forMs = parseFor(cursor, subject);
  const target = given ?? of ?? subject.ofDefault;
  return { subject, claim, target, forMs, end: cursor.previousEnd };
}

function parseBranch(cursor: Cursor, branch: "then" | "else", texts: CheckText[], runs: CheckRun[]): CheckAction | undefined {
  if (!cursor.take(branch)) return undefined;
  const action = parseAction(cursor, branch, texts);
  if (action?.run !== undefined) runs.push(action.run);
  return action?.action;
}
