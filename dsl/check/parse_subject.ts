import { nearest, parseLogPlace, type Span } from "../../src/core/mod.ts";
import type { CheckText } from "./check_text.ts";
import type { Cursor } from "./cursor.ts";
import type { Subject } from "./subject.ts";
import { subjectOf, SUBJECTS } from "./subjects.ts";

/** Words that begin what is said of a subject, or what follows. */
const RELATION_WORDS: ReadonlySet<string> = new Set(["is", "exists", "contains", "matches", "of", "for", "then", "else"]);

const HIGHEST_PORT = 65_535;

/** Whether a word cannot be a metric in its place. */
export function isRelationWord(word: string): boolean {
  return RELATION_WORDS.has(word);
}

/** Reads what is looked at; undefined, with the rest of the sentence skipped, when there is no such subject. */
export function parseSubject(cursor: Cursor): Subject | undefined {
  const names = SUBJECTS.map(({ name }) => name);
  const all = `One of ${names.join(", ")}`;
  if (!cursor.isWord()) {
    cursor.expected("what to look at", all);
    cursor.skip();
    return undefined;
  }
  const { text, span } = cursor;
  const subject = subjectOf(text);
  cursor.next();
  if (subject !== undefined) return subject;
  const close = nearest(text, names);
  const hint = text === "check" ? 'Leave "check" out' : close === undefined ? all : `Did you mean "${close}"?`;
  cursor.report("check_subject", span, `There is nothing called "${text.slice(0, 40)}" to check`, hint);
  cursor.skip();
  return undefined;
}

/** Reads the path, name, address or port behind the subject. */
export function parseTarget(cursor: Cursor, subject: Subject, texts: CheckText[]): string | number | undefined {
  switch (subject.target) {
    case "none":
      refuseTarget(cursor, subject);
      return undefined;
    case "number":
      return parsePort(cursor, subject);
    case "text":
      return parseText(cursor, subject, texts);
  }
}

function refuseTarget(cursor: Cursor, subject: Subject): void {
  if (!cursor.isText() && (cursor.isAtEnd || cursor.kind !== "int")) return;
  const written = cursor.written();
  const hint = subject.ofDefault === undefined
    ? undefined
    : `Put the path behind the comparison: ${subject.name} usage > 90% of ${written}`;
  cursor.report("check_target", cursor.span, `"${subject.name}" stands alone, found ${written.slice(0, 40)}`, hint);
  cursor.next();
}

function parsePort(cursor: Cursor, subject: Subject): number | undefined {
  const { span } = cursor;
  const isNumber = !cursor.isAtEnd && (cursor.kind === "int" || cursor.kind === "string" && /^\d+$/.test(cursor.text));
  if (!isNumber) {
    missing(cursor, subject, `${subject.name} 443`);
    return undefined;
  }
  const isQuoted = cursor.kind === "string";
  const port = Number(cursor.text);
  cursor.next();
  if (isQuoted) cursor.report("check_target", span, "A port is a number and stands without quotes", `Write ${subject.name} ${port}`);
  else if (!(port >= 1 && port <= HIGHEST_PORT)) {
    cursor.report("out_of_range", span, `A port is a number from 1 to ${HIGHEST_PORT}, found ${port}`);
  }
  return port;
}

function parseText(cursor: Cursor, subject: Subject, texts: CheckText[]): string | undefined {
  if (!cursor.isText()) {
    missing(cursor, subject, `${subject.name} "${exampleTarget(subject)}"`);
    return undefined;
  }
  const { text, span } = cursor;
  cursor.next();
  if (text.trim() === "") cursor.report("check_target", span, `The ${subject.targetNoun} of "${subject.name}" is empty`);
  else if (text.includes("\0")) cursor.report("check_target", span, `The ${subject.targetNoun} of "${subject.name}" holds a NUL`);
  else if (subject.name === "http" && !text.includes("{{") && !isWebAddress(text)) {
    cursor.report(
      "check_target",
      span,
      "An address begins with http:// or https://",
      `Write http "https://${text.slice(0, 40).replace(/^.*?:\/\//, "")}"`,
    );
  }
  if (subject.name === "log" && !text.includes("{{")) reportLogPlace(cursor, text, span);
  texts.push({ role: subject.isShellText ? "shell" : "target", value: text, span });
  return text;
}

function reportLogPlace(cursor: Cursor, text: string, span: Span): void {
  const parsed = parseLogPlace(text);
  if ("problem" in parsed) cursor.report("check_target", span, parsed.problem.message, parsed.problem.hint);
}

/** Says that the target is missing; a bare word in its place is taken for it, so that the rest is read as it was meant. */
function missing(cursor: Cursor, subject: Subject, example: string): void {
  const { text, span } = cursor;
  const noun = subject.targetNoun ?? "name";
  const message = `"${subject.name}" needs the ${noun} it is about`;
  const isMeant = cursor.isWord() && !isRelationWord(text) && !subject.metrics.some(({ word }) => word === text);
  if (isMeant) {
    const hint = subject.target === "text" ? `Put the ${noun} into quotes: ${subject.name} "${text}"` : `Write a number: ${example}`;
    cursor.report("check_target", span, message, hint);
    cursor.next();
    return;
  }
  const at = cursor.previousEnd;
  if (!cursor.isAtEnd && cursor.kind === "bad") cursor.expected(`the ${noun} in quotes`, `For example: ${example}`);
  else cursor.report("check_target", { start: at, end: at }, message, `For example: ${example}`);
  if (!cursor.isAtEnd && (cursor.kind === "bad" || cursor.kind === "int" || cursor.kind === "bytes")) cursor.next();
}

function exampleTarget(subject: Subject): string {
  return /"([^"]*)"/.exec(subject.metrics[0]?.example ?? "")?.[1] ?? "…";
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
