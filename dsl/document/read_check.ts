import { type Check, rowOf } from "../../src/core/mod.ts";
import type { CheckProblem, CheckRun } from "../check/mod.ts";
import type { Field } from "../schema/mod.ts";
import { shellText } from "../schema/field_type.ts";
import type { DocNode } from "../tree.ts";
import { offsetInNode } from "./offset_in_node.ts";
import { placeInSource } from "./place_in_source.ts";
import { hasExpression, isText, type Reading } from "./reading.ts";
import type { Report } from "./report.ts";
import { wrongType } from "./wrong_type.ts";

let language: typeof import("../check/mod.ts") | undefined;

/** Loads the language of checks. It is only paid for by documents that have one, so whoever reads one awaits this first. */
export async function prepareChecks(): Promise<void> {
  language ??= await import("../check/mod.ts");
}

function loaded(): NonNullable<typeof language> {
  if (language === undefined) throw new TypeError("prepareChecks() has to be awaited before a check is read");
  return language;
}

/**
 * Reads a check's sentence: its problems stand at their place within the text, its texts are noted as expressions and patterns, and the
 * tasks that it starts as the task's own.
 */
export function readCheck(reading: Reading, field: Field, node: DocNode): Check | undefined {
  if (!isText(node)) return wrongType(reading, field.type, field, node);
  const { report, task } = reading;
  const { parseCheck, offsetInCheckText } = loaded();
  const known = node.parsed?.kind === "check" ? node.parsed.sentence : undefined;
  // What the reader has read has its places in the document already.
  const offsetOf = (offset: number): number => known === undefined ? offsetInNode(report.text, node, offset) : offset;
  const source = known === undefined ? node.value : report.text;
  const { check, problems, texts, runs } = known ?? parseCheck(node.value);
  for (const problem of problems) report.add(atPlace(problem, report, offsetOf));
  for (const text of texts) {
    if (!hasExpression(text.value) || field.options.template === undefined) continue;
    reading.templates.push({
      node: { kind: "scalar", span: placeInSource(text.span, offsetOf), value: text.value, style: node.style, source: text.value },
      field,
      type: text.role === "shell" ? shellText : field.type,
      scope: field.options.template,
      task,
      offsetOf: (offset) => offsetOf(offsetInCheckText(source, text, offset)),
    });
  }
  if (texts.some(({ role }) => role === "pattern")) reading.patterns.push({ texts, offsetOf });
  if (task !== undefined) task.runs = runs.map((run): CheckRun => ({ ...run, span: placeInSource(run.span, offsetOf) }));
  return check;
}

/** Checks the patterns of all sentences. Loads the library for it, so it is only called where a document has any. */
export async function checkSentencePatterns(reading: Reading): Promise<void> {
  for (const { texts, offsetOf } of reading.patterns) {
    for (const problem of await loaded().checkPatterns(texts)) reading.report.add(atPlace(problem, reading.report, offsetOf));
  }
}

function atPlace(problem: CheckProblem, { file }: Report, offsetOf: (offset: number) => number) {
  const hint = problem.hint ?? rowOf(problem.code).hint;
  return { ...problem, file, span: placeInSource(problem.span, offsetOf), ...(hint === undefined ? {} : { hint }) };
}
