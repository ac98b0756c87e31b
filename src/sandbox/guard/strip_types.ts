import { GUARD_LIMITS } from "./limits.ts";
import { type Stripper, StripperOverflow } from "./load_stripper.ts";
import { type TextProblem, tooDeep } from "./parse_module.ts";

/** What became of a TypeScript text. */
export interface Stripped {
  /** JavaScript of the same length with every line and column where it was; undefined when there is none. */
  readonly code?: string;
  readonly problems: readonly TextProblem[];
}

/** How many pieces of unsupported TypeScript are looked for in one file. */
const ROUNDS = 50;

/** Unsupported TypeScript by words of amaro's message: what it is, and what to write instead. */
const UNSUPPORTED: readonly (readonly [pattern: RegExp, what: string, instead: string])[] = [
  [/enum/, "An `enum`", 'Write a constant: `const Color = { Red: "red", Blue: "blue" } as const`'],
  [/namespace/, "A `namespace` with values", "Export its functions and constants from a file of their own"],
  [/module/, "A `module` block", "Export its functions and constants from a file of their own"],
  [/parameter property/, "A parameter property", "Declare the field in the class and assign it in the constructor"],
  [/import equals/, "`import x = …`", 'Write `import x from "./x.ts"`'],
  [/export assignment/, "`export = …`", "Write `export default …`"],
  [/angle-bracket/, "The type assertion `<T>x`", "Write `x as T`"],
];

const MODIFIERS = /(?:\b(?:public|private|protected|readonly|override)\s+)+$/;

/** Takes the types out of a text. Unsupported syntax is blanked and looked past, so that all of it is found at once. */
export function stripTypes(text: string, stripper: Stripper): Stripped {
  const costly = tooCostly(text);
  if (costly !== undefined) return { problems: [costly] };
  const began = performance.now();
  const problems: TextProblem[] = [];
  let rest = text;
  for (let round = 0; round < ROUNDS; round++) {
    try {
      const code = stripper.strip(rest);
      if (code.length === text.length) return { code, problems };
      problems.push({ kind: "typescript", message: "The types of this file cannot be left out", span: { start: 0, end: 0 } });
      return { problems };
    } catch (error) {
      const problem = error instanceof StripperOverflow ? tooDeep(text, deepestPlace(text)) : problemOf(rest, error, stripper);
      // What follows a blanked piece may only look wrong because of it.
      if (problems.length > 0 && problem.kind !== "typescript") return { problems };
      problems.push(problem);
      if (problem.kind !== "typescript" || problem.span.end <= problem.span.start) return { problems };
      if (performance.now() - began > GUARD_LIMITS.searchMs) return { problems };
      rest = blanked(rest, problem.span.start, problem.span.end);
    }
  }
  return { problems };
}

/** Refuses what would keep the stripper busy for longer than a text is worth. */
function tooCostly(text: string): TextProblem | undefined {
  let angles = 0;
  let cost = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline + 1;
    let punctuation = 0;
    for (let i = start; i < end; i++) {
      const c = text.charCodeAt(i);
      if (c === 0x3c && ++angles > GUARD_LIMITS.angles) {
        return tooLarge(i, `A TypeScript file with more than ${GUARD_LIMITS.angles} "<"`, "Split the file, or write it as JavaScript");
      }
      if (isPunctuation(c)) punctuation++;
    }
    cost += punctuation * (end - start);
    if (cost > GUARD_LIMITS.lineCost) {
      return tooLarge(start, "Lines of TypeScript that are too long", "Break the lines, or keep data in a JSON or JavaScript file");
    }
    start = end;
  }
  return undefined;
}

/** Of ASCII, all but letters, digits, blanks, quotes, `$` and `_`: no two errors stand without one between them. */
function isPunctuation(c: number): boolean {
  return c > 0x20 && c < 0x7f && c !== 0x22 && c !== 0x24 && c !== 0x27 && c !== 0x5f && !(c >= 0x30 && c <= 0x39) &&
    !(c >= 0x41 && c <= 0x5a) &&
    !(c >= 0x61 && c <= 0x7a);
}

function tooLarge(start: number, message: string, hint: string): TextProblem {
  return { kind: "too_large", message, span: { start, end: start + 1 }, hint };
}

/** Turns what amaro throws into a problem. It counts columns by the width that characters have on a screen, so a text with any but ASCII is asked about again without them. */
function problemOf(text: string, error: unknown, stripper: Stripper): TextProblem {
  let found = readError(error);
  let counted = text;
  // deno-lint-ignore no-control-regex
  if (/[^\x00-\x7f]/.test(text)) {
    counted = text.replace(/[\u2028\u2029]/g, "\n").replace(/[^\S\n\r\t ]/g, " ").replace(/[\u0080-\uffff]/g, "a");
    try {
      stripper.strip(counted);
    } catch (again) {
      const other = readError(again);
      if (other.code === found.code) found = { ...other, message: found.message };
    }
  }
  let start = offsetOf(counted, found.startLine, found.startColumn);
  let end = Math.max(start, offsetOf(counted, found.endLine, found.endColumn));
  if (found.code !== "UnsupportedSyntax") return { kind: "syntax", message: found.message, span: { start, end } };
  // What amaro names is the parameter; what is wrong, and all that has to go, is the word before it.
  const modifiers = /parameter property/.test(found.message) ? MODIFIERS.exec(text.slice(0, start))?.[0] : undefined;
  if (modifiers !== undefined) [start, end] = [start - modifiers.length, start];
  const [, what, instead] = UNSUPPORTED.find(([pattern]) => pattern.test(found.message)) ??
    [undefined, `This syntax (${found.message})`, undefined];
  return {
    kind: "typescript",
    message: `${what} has to be compiled; types are only left out, so that every line stays where it is`,
    span: { start, end },
    ...(instead === undefined ? {} : { hint: instead }),
  };
}

interface AmaroError {
  readonly code: string;
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

function readError(error: unknown): AmaroError {
  const fields: Record<string, unknown> = typeof error === "object" && error !== null ? error as Record<string, unknown> : {};
  const number = (name: string): number => typeof fields[name] === "number" ? fields[name] : 0;
  return {
    code: String(fields["code"] ?? ""),
    message: String(fields["message"] ?? "The TypeScript cannot be read").slice(0, 300),
    startLine: number("startLine"),
    startColumn: number("startColumn"),
    endLine: number("endLine"),
    endColumn: number("endColumn"),
  };
}

/** The offset of amaro's place: lines from 1, columns from 0. */
function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    if (line <= 1) break;
    line--;
    start = end.index + end[0].length;
  }
  return Math.min(text.length, start + column);
}

/** The text with spaces in the place of a piece; an assertion is a value, and something has to stand for it. */
function blanked(text: string, start: number, end: number): string {
  const spaces = text.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, " ");
  return text.slice(0, start) + (text[start] === "<" ? `0${spaces.slice(1)}` : spaces) + text.slice(end);
}

/** The deepest opening bracket, or without any the longest line. Strings and comments are not told apart: it only chooses a place to show. */
function deepestPlace(text: string): number {
  let depth = 0;
  let deepest = 0;
  let place: number | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x28 || c === 0x5b || c === 0x7b) {
      if (++depth > deepest) {
        deepest = depth;
        place = i;
      }
    } else if ((c === 0x29 || c === 0x5d || c === 0x7d) && depth > 0) depth--;
  }
  if (place !== undefined && deepest > DEEP) return place;
  const lines = text.split("\n");
  const longest = lines.reduce((best, line, index) => line.length > (lines[best] ?? "").length ? index : best, 0);
  return lines.slice(0, longest).reduce((sum, line) => sum + line.length + 1, 0);
}

/** How deep brackets have to be for them to be the reason. */
const DEEP = 100;
