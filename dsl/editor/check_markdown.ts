import { Lexer } from "../expr/lexer.ts";
import { type Metric, type Subject, subjectOf } from "../check/mod.ts";

/** What is said about a word of a check's sentence: its subject, or a metric of that; undefined for all others. */
export function checkMarkdown(
  sentence: string,
  at: number,
): { readonly markdown: string; readonly start: number; readonly end: number } | undefined {
  const lexer = new Lexer(sentence);
  const subject = lexer.kind === "ident" ? subjectOf(lexer.text) : undefined;
  if (subject === undefined) return undefined;
  if (at <= lexer.end) return { markdown: subjectMarkdown(subject), start: lexer.start, end: lexer.end };
  while (lexer.kind !== "end" && lexer.end < at) lexer.next();
  const { text, kind, start, end } = lexer;
  const metric = start <= at && kind === "ident" ? metricOf(subject, text) : undefined;
  return metric === undefined ? undefined : { markdown: metricMarkdown(subject, metric), start, end };
}

function metricOf(subject: Subject, word: string): Metric | undefined {
  const isText = word === "contains" || word === "matches";
  return subject.metrics.find((metric) => metric.word === word || metric.name === word) ??
    (isText ? subject.metrics.find(({ form, word: own }) => form === "text" && own === "") : undefined);
}

/** A subject with everything that can be said of it. */
export function subjectMarkdown(subject: Subject): string {
  const rows = subject.metrics.map(({ doc, example }) => `- \`${example}\`: ${doc}`).join("\n");
  return `**${subject.name}** · ${subject.doc}\n\n${rows}`;
}

/** A metric with its example. */
export function metricMarkdown(subject: Subject, metric: Metric): string {
  return `**${subject.name} ${metric.name}** · ${metric.doc}\n\n\`${metric.example}\``;
}
