import { nearest } from "../../src/core/mod.ts";
import type { RecordSpec } from "../schema/mod.ts";
import type { Cursor } from "./cursor.ts";
import { type ClauseForm, type Form, METHODS, type Takes } from "./forms.ts";
import { parseOptions } from "./parse_collection.ts";
import { parseCondition, parseText, parseValue, parseWord } from "./parse_value.ts";
import type { Clause, Name, Statement, Value } from "./tree.ts";

/**
 * Reads a kind, policy, source or setting; the cursor stands at its word.
 *
 * @param spec The record that its field is one of: a field that it does not have is told later, and nothing more is said about it.
 */
export function parseStatement(cursor: Cursor, form: Form, spec: RecordSpec): Statement {
  const { lexer } = cursor;
  const known = cursor.problems.length;
  const word = cursor.take();
  const leads: Value[] = [];
  const clauses: Clause[] = [];
  let method: Name | undefined;
  const finish = (isBroken = cursor.problems.length > known): Statement => {
    return { kind: "statement", form, word, method, leads, clauses, isBroken, span: cursor.since(word.span.start) };
  };
  if (!spec.byName.has(form.field)) {
    if (!cursor.isAtEnd) leads.push(parseValue(cursor));
    const isBroken = cursor.problems.length > known || !cursor.isAtEnd;
    cursor.problems.length = known;
    cursor.skip();
    return finish(isBroken);
  }
  const isRecord = form.lead?.field !== undefined || form.clauses.some((clause) => clause.isBeside !== true) ||
    form.lead?.takes === "options";
  if (isRecord && !form.isList && cursor.isOp("{") && !lexer.isNewLine) {
    leads.push(parseValue(cursor));
    return finish();
  }
  if (form.isList && (cursor.isOp("{") || cursor.isOp("[")) && form.lead?.takes === "text" && !lexer.isNewLine) {
    leads.push(parseValue(cursor));
    return finish();
  }
  if (form.hasMethod && cursor.isWord() && METHODS.has(lexer.text) && !cursor.isAtEnd) method = cursor.take();
  parseLead(cursor, form, leads);
  while (!cursor.isAtEnd && cursor.problems.length === known) {
    const clause = parseClause(cursor, form, clauses);
    if (clause === undefined) break;
    clauses.push(clause);
  }
  return finish();
}

function parseLead(cursor: Cursor, form: Form, leads: Value[]): void {
  const { lead } = form;
  if (lead === undefined) return;
  const isClause = cursor.isWord() && form.clauses.some(({ word }) => word === cursor.lexer.text);
  if (lead.isOptional && (cursor.isAtEnd || isClause)) return;
  if (isClause && lead.takes === "value") {
    cursor.expected(`a value behind "${form.word}"`);
    return;
  }
  const isMany = lead.takes === "words" || lead.takes === "texts";
  do leads.push(parseTaken(cursor, lead.takes)); while (isMany && leads.at(-1)?.kind !== "bad" && startsWord(cursor));
}

function startsWord(cursor: Cursor): boolean {
  return !cursor.isAtEnd && (cursor.lexer.kind === "string" || cursor.isOp("("));
}

function parseTaken(cursor: Cursor, takes: Takes): Value {
  switch (takes) {
    case "condition":
      return parseCondition(cursor);
    case "text":
    case "texts":
      return parseText(cursor);
    case "word":
    case "words":
      return parseWord(cursor);
    case "options":
      return parseOptions(cursor);
    default:
      return parseValue(cursor);
  }
}

function parseClause(cursor: Cursor, form: Form, before: readonly Clause[]): Clause | undefined {
  const { lexer } = cursor;
  const row = clauseForm(cursor, form);
  if (row === undefined) {
    const words = form.clauses.map(({ word }) => word);
    const close = lexer.kind === "word" ? nearest(lexer.text, words) : undefined;
    cursor.expected(
      "the end of the line",
      close !== undefined
        ? `Did you mean "${close}"?`
        : words.length > 0 && !cursor.isOp("|")
        ? `It can be followed by ${words.join(", ")}`
        : undefined,
    );
    return undefined;
  }
  const word = cursor.take();
  const same = before.find((clause) => clause.word.text === word.text);
  if (same !== undefined) {
    cursor.report({
      code: "flow_duplicate",
      message: `"${word.text}" stands twice`,
      span: word.span,
      related: { message: "It first stands here", span: same.word.span },
    });
  }
  if (row.takes === "flag") return { form: row, word, value: undefined };
  return { form: row, word, value: parseTaken(cursor, row.takes) };
}

function clauseForm(cursor: Cursor, form: Form): ClauseForm | undefined {
  if (!cursor.isWord()) return undefined;
  const { text } = cursor.lexer;
  return form.clauses.find(({ word }) => word === text) ?? (form.hasFields ? { word: text, field: text, takes: "value" } : undefined);
}
