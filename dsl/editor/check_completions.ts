import { type Subject, subjectOf, SUBJECTS, unitsOf } from "../check/mod.ts";
import { Lexer } from "../expr/lexer.ts";
import type { MapNode } from "../tree.ts";
import { metricMarkdown, subjectMarkdown } from "./check_markdown.ts";
import type { Completion, Completions } from "./completion.ts";
import type { EditorDocument } from "./editor_document.ts";
import { taskCompletions } from "./task_completions.ts";

/**
 * The words and quantities that may go on with a check's sentence.
 *
 * @param before As much of it as stands before the place.
 */
export function checkCompletions(document: EditorDocument, before: string, task: MapNode | undefined): Completions {
  const words = wordsOf(before);
  const partial = /(?:\d+\.)?[\p{L}\p{N}_]*$/u.exec(before)?.[0] ?? "";
  if (/["'][^"']*$/.test(before) && words.at(-1)?.startsWith("bad:")) return { items: [], written: 0 };
  const done = partial === "" ? words : words.slice(0, -1);
  const items = done.at(-1) === "run" ? taskCompletions(document, task) : quantities(done, partial) ?? following(done);
  return { items, written: partial.length };
}

/** The quantities that the number written so far may become, or an example where there is none; undefined where none stands. */
function quantities(done: readonly string[], partial: string): readonly Completion[] | undefined {
  const subject = subjectOf(done[0] ?? "");
  const last = done.at(-1) ?? "";
  if (subject === undefined || last !== "for" && !OPERATOR.test(last)) return undefined;
  const name = done.at(-2) ?? "";
  const metric = last === "for"
    ? undefined
    : subject.metrics.find(({ form, word }) => form === "compare" && (word === name || word === ""));
  if (last !== "for" && metric?.quantity === undefined) return [];
  const number = /^\d+(?:\.\d+)?/.exec(partial)?.[0];
  if (number !== undefined) return unitsOf(metric?.quantity ?? "duration").map((unit) => quantity(`${number}${unit}`));
  if (partial !== "") return [];
  const example = metric === undefined ? "1m" : /[<>=!]=? (\S+)/.exec(metric.example)?.[1];
  return example === undefined ? [] : [quantity(example)];
}

const OPERATOR = /^[<>=!]=?$/;

function quantity(text: string): Completion {
  return { label: text, kind: "value", insert: text };
}

/** The sentence's tokens; texts and numbers as what they are. */
function wordsOf(sentence: string): readonly string[] {
  const words: string[] = [];
  for (const lexer = new Lexer(sentence); lexer.kind !== "end"; lexer.next()) {
    const { kind, text } = lexer;
    words.push(kind === "ident" || kind === "op" || kind === "keyword" ? text : `${kind}:`);
  }
  return words;
}

function following(done: readonly string[]): readonly Completion[] {
  const [name] = done;
  if (name === undefined) return SUBJECTS.map((row) => ({ ...word(row.name), detail: row.doc, markdown: subjectMarkdown(row) }));
  const subject = subjectOf(name);
  if (subject === undefined) return [];
  const last = done.at(-1);
  if (last === "then" || last === "else") return ["alert", "fail", "run"].map(word);
  const start = subject.target === "none" ? 1 : 2;
  if (done.length < start) return [];
  if (done.length === start) return relations(subject);
  const isWords = subject.metrics.filter(({ form }) => form === "is");
  if (last === "is" || last === "not") {
    return [
      ...isWords.map((metric) => ({ ...word(metric.word), markdown: metricMarkdown(subject, metric) })),
      ...last === "is" ? [word("not")] : [],
    ];
  }
  const metric = done.length === start + 1 ? subject.metrics.find((row) => row.word === last) : undefined;
  if (metric?.form === "compare") return [">", "<", ">=", "<=", "==", "!="].map(word);
  if (metric?.form === "text") return ["contains", "matches"].map(word);
  if (last === "contains" || last === "matches" || last === "of" || last === "for" || OPERATOR.test(last ?? "")) return [];
  const clauses = [...subject.ofDefault === undefined ? [] : ["of"], "for", "then", "else"];
  return clauses.filter((clause) => !done.includes(clause)).map(word);
}

function relations(subject: Subject): readonly Completion[] {
  const found = subject.metrics.flatMap((metric): Completion[] => {
    const markdown = metricMarkdown(subject, metric);
    if (metric.word !== "" && metric.form !== "is") return [{ ...word(metric.word), markdown }];
    switch (metric.form) {
      case "is":
        return [{ ...word(`is ${metric.word}`), markdown }];
      case "exists":
        return [{ ...word("exists"), markdown }];
      case "text":
        return ["contains", "matches"].map((name) => ({ ...word(name), markdown }));
      case "compare":
        return [">", "<", ">=", "<="].map((name) => ({ ...word(name), markdown }));
    }
  });
  return found;
}

function word(text: string): Completion {
  return { label: text, kind: "keyword", insert: text };
}
