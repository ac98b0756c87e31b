import { Composer, type Document } from "yaml";
import type { Span } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";
import { scanCst } from "./cst_scan.ts";
import { libraryProblem } from "./library_problem.ts";
import { libraryTree, tooDeep } from "./library_tree.ts";
import { MAX_DIAGNOSTICS } from "./limits.ts";
import { type Problem, toDiagnostic } from "./problem.ts";
import type { ReadResult } from "./read_result.ts";
import { blankOut, damageOf, isOpenEnded } from "./repair.ts";
import { lineEnd, lineStart } from "./text_lines.ts";
import { unquotedTemplate } from "./unquoted_template.ts";
import { withoutFollowOns } from "./without_follow_ons.ts";
import { withoutLost } from "./without_lost.ts";

/** Core schema, nothing of YAML 1.1; duplicates are looked for by us, in less than quadratic time. */
export const LIBRARY_OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  strict: true,
  uniqueKeys: false,
  prettyErrors: false,
  resolveKnownTags: false,
  logLevel: "silent",
} as const;

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

/** A text read one time. */
interface Reading {
  readonly root: DocNode | undefined;
  /** Sorted, without follow-ons. */
  readonly problems: readonly Problem[];
}

function readOnce(text: string): Reading {
  const scan = scanCst(text);
  if (scan.tooDeepAt !== undefined) return reading(undefined, [tooDeep(scan.tooDeepAt)], text);
  const documents = compose(scan.tokens, text.length);
  const problems: Problem[] = [];
  const second = scan.tokens.filter((token) => token.type === "document")[1];
  if (second !== undefined) {
    problems.push({
      code: "yaml_multiple_documents",
      message: "A second document begins here",
      start: second.offset,
      end: second.offset + 3,
    });
  }
  for (const problem of scan.problems.slice(0, MAX_LIBRARY_ERRORS)) {
    if (second === undefined || problem.start < second.offset) problems.push(problem);
  }
  const [first] = documents;
  if (first === undefined) return reading(undefined, problems, text);
  problems.push(...libraryProblems(first, text), ...directiveProblems(first, scan.tokens));
  const { root, problems: more } = libraryTree(first, text);
  if (problems.some(isSyntax)) return reading(root, [...problems, ...more.filter(({ code }) => KEPT_BESIDE_SYNTAX.has(code))], text);
  const isEmpty = root === undefined || root.kind === "scalar" && root.source === "" && root.value === null && root.isUnknown !== true;
  if (isEmpty) {
    const isAllThereIs = more.length === 0 && problems.every(({ code, severity }) => severity !== undefined || code === "yaml_tag");
    if (isAllThereIs) problems.push({ code: "yaml_empty", message: "The document is empty", start: 0, end: 0 });
    return reading(undefined, [...problems, ...more], text);
  }
  return reading(root, [...problems, ...more], text);
}

function reading(root: DocNode | undefined, problems: readonly Problem[], text: string): Reading {
  return { root, problems: withoutFollowOns(problems.map((problem) => unquotedTemplate(problem, text) ?? problem), text) };
}

/** Composes the tokens. The library makes an Error of every mistake, and their call stacks, which nobody reads, would take most of the time. */
function compose(tokens: ReturnType<typeof scanCst>["tokens"], endOffset: number): Document[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return [...new Composer(LIBRARY_OPTIONS).compose(tokens, true, endOffset)];
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Of one broken line the library may complain a million times. */
const MAX_LIBRARY_ERRORS = 4 * MAX_DIAGNOSTICS;

/** Mistakes of values that are certain even where the text is broken elsewhere. */
const KEPT_BESIDE_SYNTAX: ReadonlySet<string> = new Set([
  "yaml_duplicate_key",
  "yaml_number",
  "yaml_bad_escape",
  "yaml_complex_key",
  "yaml_alias_unknown",
]);

/** Mistakes that leave everything else in the document as it was written. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...KEPT_BESIDE_SYNTAX,
  "yaml_alias_bomb",
  "yaml_alias_cycle",
  "yaml_merge",
  "yaml_tag",
  "yaml_directive",
  "yaml_multiple_documents",
  "yaml_extra_comma",
]);

/** Whether a problem makes the reading of what stands around it doubtful. */
function isSyntax({ code, severity, structural }: Problem): boolean {
  return severity === undefined && (structural === true || !HARMLESS.has(code));
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

function libraryProblems(document: Document, text: string): Problem[] {
  const problems: Problem[] = [];
  // A key under a value is told once, as wrong indentation; the library tells it twice.
  const nested = new Set(document.errors.filter(({ code }) => code === "BLOCK_AS_IMPLICIT_KEY").map(({ pos }) => pos[0]));
  for (const error of document.errors.slice(0, MAX_LIBRARY_ERRORS)) {
    if (error.code === "MULTILINE_IMPLICIT_KEY" && nested.has(error.pos[0])) continue;
    const problem = libraryProblem(error, text);
    if (problem !== undefined) problems.push(problem);
  }
  for (const warning of document.warnings.slice(0, MAX_LIBRARY_ERRORS)) {
    const problem = libraryProblem(warning, text);
    if (problem?.code === "yaml_tag") problems.push(problem);
    else if (problem?.code === "yaml_directive") problems.push({ ...problem, severity: "warning" });
  }
  return problems;
}

/** What the library lets pass: the same directive twice, and YAML 1.1, whose `yes` and `010` are not what they were here. */
function directiveProblems(document: Document, tokens: ReturnType<typeof scanCst>["tokens"]): Problem[] {
  const problems: Problem[] = [];
  let versions = 0;
  for (const token of tokens) {
    if (token.type === "document") break;
    if (token.type !== "directive" || !token.source.startsWith("%YAML")) continue;
    const place = { start: token.offset, end: token.offset + token.source.length };
    if (++versions === 2) problems.push({ code: "yaml_directive", message: "A second %YAML directive", ...place });
    if (document.directives?.yaml.version === "1.1" && versions === 1) {
      problems.push({
        code: "yaml_directive",
        message: "The document is read as YAML 1.2: yes, no, on and off are text",
        severity: "warning",
        ...place,
      });
    }
  }
  return problems;
}
