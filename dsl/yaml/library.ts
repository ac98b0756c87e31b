import { Composer, type Document } from "yaml";
import type { DocNode } from "../tree.ts";
import { scanCst } from "./cst_scan.ts";
import { libraryProblem } from "./library_problem.ts";
import { libraryTree, tooDeep } from "./library_tree.ts";
import { MAX_DIAGNOSTICS } from "./limits.ts";
import type { Problem } from "./problem.ts";
import { unquotedTemplate } from "./unquoted_template.ts";
import { withoutFollowOns } from "./without_follow_ons.ts";

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

/** A text read one time. */
export interface Reading {
  readonly root: DocNode | undefined;
  /** Sorted, without follow-ons. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a text with the library, once, and says what is wrong with it.
 *
 * @param text Printable, without a byte order mark.
 */
export function readOnce(text: string): Reading {
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
      end: Math.min(second.offset + 3, text.length),
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
export function isSyntax({ code, severity, structural }: Problem): boolean {
  return severity === undefined && (structural === true || !HARMLESS.has(code));
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
