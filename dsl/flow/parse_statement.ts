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
  const known = cursor.problems.length;
  const word = cursor.take();
  const leads: Value[] = [];
  let clauses = NO_CLAUSES;
  let method: Name | undefined;
  let isBroken = false;
  if (!spec.byName.has(form.field)) isBroken = passUnknown(cursor, leads);
  else if (isWrittenOut(cursor, form)) leads.push(parseValue(cursor));
  else {
    if (form.hasMethod && cursor.isWord() && METHODS.has(cursor.lexer.text) && !cursor.isAtEnd) method = cursor.take();
    parseLead(cursor, form, leads);
    if (!cursor.isAtEnd && cursor.problems.length === known) clauses = parseClauses(cursor, form);
  }
  isBroken ||= cursor.problems.length > known;
  return { kind: "statement", form, word, method, leads, clauses, isBroken, span: cursor.since(word.span.start) };
}

const NO_CLAUSES: readonly Clause[] = [];

/** Reads what follows the name of a field that there is not, without a word about it; answers whether it could not be read. */
function passUnknown(cursor: Cursor, leads: Value[]): boolean {
  const known = cursor.problems.length;
  if (!cursor.isAtEnd) leads.push(parseValue(cursor));
  const isBroken = cursor.problems.length > known || !cursor.isAtEnd;
  cursor.problems.length = known;
  cursor.skip();
  return isBroken;
}

/** Whether the statement stands here as the map, or the list, that its field takes in YAML. */
function isWrittenOut(cursor: Cursor, form: Form): boolean {
  if (cursor.lexer.isNewLine || !cursor.isOp("{") && !cursor.isOp("[")) return false;
  const takes = form.lead?.takes;
  if (form.isList) return takes === "text";
  return cursor.isOp("{") && (form.lead?.field !== undefined || takes === "options" || form.clauses.some((clause) => !clause.isBeside));
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

function parseClauses(cursor: Cursor, form: Form): readonly Clause[] {
  const known = cursor.problems.length;
  const clauses: Clause[] = [];
  const words = new Map<string, Name>();
  while (!cursor.isAtEnd && cursor.problems.length === known) {
    const clause = parseClause(cursor, form, words);
    if (clause === undefined) break;
    clauses.push(clause);
  }
  return clauses;
}

function parseClause(cursor: Cursor, form: Form, before: Map<string, Name>): Clause | undefined {
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
  const same = before.get(word.text);
  if (same !== undefined) {
    cursor.report({
      code: "flow_duplicate",
      message: `"${word.text}" stands twice`,
      span: word.span,
      related: { message: "It first stands here", span: same.span },
    });
  } else before.set(word.text, word);
  if (row.takes === "flag") return { form: row, word, value: undefined };
  return { form: row, word, value: parseTaken(cursor, row.takes) };
}

function clauseForm(cursor: Cursor, form: Form): ClauseForm | undefined {
  if (!cursor.isWord()) return undefined;
  const { text } = cursor.lexer;
  return form.clauses.find(({ word }) => word === text) ?? (form.hasFields ? { word: text, field: text, takes: "value" } : undefined);
}
