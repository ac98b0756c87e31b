import { type CheckOperator, type CheckRelation, nearest, type Span } from "../../src/core/mod.ts";
import { parseQuantity } from "./parse_quantity.ts";
import type { CheckText } from "./check_text.ts";
import type { Cursor } from "./cursor.ts";
import type { Metric, MetricForm, Subject } from "./subject.ts";

/** What a sentence says: of which metric, and what. */
export interface Claim {
  readonly metric: string;
  readonly relation: CheckRelation;
}

/** The word between target and relation. */
export interface MetricWord {
  readonly text: string;
  readonly span: Span;
}

const OPERATORS: readonly CheckOperator[] = ["==", "!=", "<", "<=", ">", ">="];

/**
 * Reads what is said of the subject.
 *
 * @returns A claim, none when something in it was wrong and has been reported; undefined when there is no relation at all, so that
 * nothing more can be read.
 */
export function parseRelation(
  cursor: Cursor,
  subject: Subject,
  word: MetricWord | undefined,
  texts: CheckText[],
): { readonly claim: Claim | undefined } | undefined {
  if (cursor.isOperator(...OPERATORS)) return { claim: parseComparison(cursor, subject, word) };
  if (cursor.isWord("is")) return { claim: parseState(cursor, subject, word) };
  if (cursor.isWord("exists")) return { claim: parseExists(cursor, subject, word) };
  if (cursor.isWord("contains", "matches")) return { claim: parseSearch(cursor, subject, word, texts) };
  if (word !== undefined && !subject.metrics.some((metric) => metric.word === word.text)) unknownMetric(cursor, subject, word);
  else cursor.expected(`what is said of ${describe(subject, word)}`, sayings(subject));
  cursor.skip();
  return undefined;
}

function parseComparison(cursor: Cursor, subject: Subject, word: MetricWord | undefined): Claim | undefined {
  const at = cursor.span;
  const operator = cursor.text as CheckOperator;
  const metric = metricFor(subject, "compare", word);
  cursor.next();
  const value = parseQuantity(cursor, metric);
  if (metric === undefined) {
    refuse(cursor, subject, word, at, "compare");
    return undefined;
  }
  return value === undefined ? undefined : { metric: metric.name, relation: { kind: "compare", operator, value } };
}

function parseState(cursor: Cursor, subject: Subject, word: MetricWord | undefined): Claim | undefined {
  const at = cursor.span;
  cursor.next();
  const negated = cursor.take("not");
  const states = subject.metrics.filter(({ form }) => form === "is");
  if (word !== undefined || states.length === 0) {
    if (cursor.isWord()) cursor.next();
    refuse(cursor, subject, word, at, "is");
    return undefined;
  }
  const names = states.map((metric) => metric.word);
  if (!cursor.isWord()) {
    cursor.expected(`what "${subject.name}" is`, `One of ${names.join(", ")}`);
    cursor.skip();
    return undefined;
  }
  const { text, span } = cursor;
  cursor.next();
  const metric = states.find((one) => one.word === text);
  if (metric !== undefined) return { metric: metric.name, relation: { kind: "state", negated } };
  const close = nearest(text, names) ?? SYNONYMS[text];
  const hint = close !== undefined && names.includes(close) ? `Did you mean "${close}"?` : `One of ${names.join(", ")}`;
  cursor.report("check_metric", span, `"${subject.name}" cannot be "${text.slice(0, 40)}"`, hint);
  return undefined;
}

/** What people call the states. */
const SYNONYMS: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  active: "running",
  up: "running",
  alive: "running",
  started: "running",
  listening: "open",
  used: "open",
  synced: "synchronized",
  synchronised: "synchronized",
});

function parseExists(cursor: Cursor, subject: Subject, word: MetricWord | undefined): Claim | undefined {
  const metric = metricFor(subject, "exists", word);
  const at = cursor.span;
  cursor.next();
  if (metric !== undefined) return { metric: metric.name, relation: { kind: "state", negated: false } };
  refuse(cursor, subject, word, at, "exists");
  return undefined;
}

function parseSearch(cursor: Cursor, subject: Subject, word: MetricWord | undefined, texts: CheckText[]): Claim | undefined {
  const metric = metricFor(subject, "text", word);
  const kind = cursor.text === "matches" ? "matches" : "contains";
  const at = cursor.span;
  cursor.next();
  if (metric === undefined) refuse(cursor, subject, word, at, "text");
  if (!cursor.isText()) {
    cursor.expected(kind === "matches" ? "a pattern in quotes" : "a text in quotes", `For example: ${kind} "error"`);
    if (!cursor.isAtEnd && !cursor.isWord("of", "for", "then", "else")) cursor.next();
    return undefined;
  }
  const { text, span } = cursor;
  cursor.next();
  if (text === "") cursor.report("check_syntax", span, "The text that is looked for is empty");
  texts.push({ role: kind === "matches" ? "pattern" : "text", value: text, span });
  return metric === undefined ? undefined : { metric: metric.name, relation: { kind, text } };
}

function metricFor(subject: Subject, form: MetricForm, word: MetricWord | undefined): Metric | undefined {
  return subject.metrics.find((metric) => metric.form === form && metric.word === (word?.text ?? ""));
}

/** Says why a subject or metric cannot be spoken of so: no such metric, none named, or not in this way. */
function refuse(cursor: Cursor, subject: Subject, word: MetricWord | undefined, at: Span, form: MetricForm): void {
  if (word !== undefined && !subject.metrics.some((metric) => metric.word === word.text)) unknownMetric(cursor, subject, word);
  else if (word === undefined && form === "compare" && compared(subject).length > 0) {
    const [first] = compared(subject);
    const hint = `One of ${compared(subject).join(", ")}: ${subject.metrics.find((metric) => metric.word === first)?.example}`;
    cursor.report("check_metric", at, `"${subject.name}" does not say what of it is compared`, hint);
  } else cursor.report("check_relation", at, `${capital(describe(subject, word))} cannot be ${FORM_PHRASES[form]}`, sayings(subject));
}

/** What cannot be said of something that has no metric of a form. */
const FORM_PHRASES: Readonly<Record<MetricForm, string>> = {
  compare: "compared",
  is: 'said to be anything by "is"',
  exists: "said to exist",
  text: "searched for a text",
};

/** The words by which a metric's form is spoken of. */
const FORM_WORDS: Readonly<Record<MetricForm, readonly string[]>> = {
  compare: [],
  is: ["is"],
  exists: ["exists"],
  text: ["contains", "matches"],
};

function unknownMetric(cursor: Cursor, subject: Subject, word: MetricWord): void {
  const names = subject.metrics.flatMap((metric) => metric.word === "" ? [] : [metric.word]);
  const forms = new Set(subject.metrics.flatMap(({ form }) => FORM_WORDS[form]));
  const close = nearest(word.text, [...names, ...forms]);
  const hint = close !== undefined ? `Did you mean "${close}"?` : names.length === 0 ? sayings(subject) : `One of ${names.join(", ")}`;
  cursor.report("check_metric", word.span, `"${subject.name}" has no "${word.text.slice(0, 40)}"`, hint);
}

function compared(subject: Subject): string[] {
  return subject.metrics.filter(({ form }) => form === "compare").map(({ word }) => word);
}

function describe(subject: Subject, word: MetricWord | undefined): string {
  return word === undefined ? `"${subject.name}"` : `"${word.text}"`;
}

/** What can be said of a subject, by examples. */
function sayings(subject: Subject): string {
  return `For example: ${subject.metrics.slice(0, 3).map(({ example }) => example).join("; ")}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
