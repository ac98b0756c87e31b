import type { Span } from "../../src/core/mod.ts";
import { CelDouble, parseExprAt } from "../expr/mod.ts";
import { BINARY, KEYWORDS, RESERVED } from "../expr/tokens.ts";
import { readBlockText } from "./block_text.ts";
import type { Cursor } from "./cursor.ts";
import { parseList, parseMap } from "./parse_collection.ts";
import { stringPieces } from "./string_pieces.ts";
import type { TextValue, Value } from "./tree.ts";

/**
 * Reads a value: what stands alone is itself, everything else an expression.
 *
 * @param isInside Whether it stands within brackets, where newlines mean nothing.
 */
export function parseValue(cursor: Cursor, isInside = false): Value {
  const { lexer } = cursor;
  const { start } = lexer;
  if (!isInside && cursor.isAtEnd) return missing(cursor, "a value");
  switch (lexer.kind) {
    case "duration":
    case "size":
      lexer.next();
      return { kind: "quantity", span: cursor.since(start) };
    case "bad":
      return missing(cursor, "a value");
    case "text":
      return parseText(cursor, true);
    case "string": {
      const text = parseText(cursor, true);
      return goesOn(cursor, isInside) ? parseExpression(cursor, isInside, start) : text;
    }
    case "number": {
      const value = plainNumber(lexer.text);
      if (value === undefined) break;
      lexer.next();
      return goesOn(cursor, isInside) ? parseExpression(cursor, isInside, start) : { kind: "literal", value, span: cursor.since(start) };
    }
    case "word": {
      const { text } = lexer;
      if (RESERVED.has(text) || text === "in") break;
      lexer.next();
      if (goesOn(cursor, isInside) || isCall(cursor)) return parseExpression(cursor, isInside, start);
      const span = cursor.since(start);
      return KEYWORDS.has(text) ? { kind: "literal", value: constantOf(text), span } : { kind: "word", name: text, span };
    }
    case "op": {
      if (lexer.text !== "[" && lexer.text !== "{") break;
      const value = lexer.text === "[" ? parseList(cursor) : parseMap(cursor);
      return !value.isPartial && goesOn(cursor, isInside) ? parseExpression(cursor, isInside, start) : value;
    }
    default:
  }
  return parseExpression(cursor, isInside);
}

/** Reads an expression that has to be one: a text here is no template. */
export function parseCondition(cursor: Cursor): Value {
  if (cursor.isAtEnd) return missing(cursor, "a condition");
  const known = cursor.problems.length;
  const value = parseExpression(cursor, false);
  if (value.kind !== "bad" || !cursor.isOp("{") || cursor.problems.length !== known + 1) return value;
  // Where an operand was due these braces were read as a map's: they are the block's.
  cursor.problems.pop();
  return missing(cursor, "an operand");
}

/** Reads a word of a command line or a URL: a text, or an expression in parentheses. */
export function parseWord(cursor: Cursor): Value {
  const { lexer } = cursor;
  if (lexer.kind === "string" && !lexer.isNewLine) return parseText(cursor);
  if (cursor.isAtEnd || !cursor.isOp("(")) {
    return missing(cursor, "a text", 'Write words in quotes, "a", and expressions in parentheses, (params.a)');
  }
  lexer.next();
  const value = parseExpression(cursor, true);
  if (value.kind === "bad") return value;
  if (!cursor.accept(")")) return missing(cursor, "')'");
  return value;
}

/**
 * Reads a text in quotes.
 *
 * @param isInside Whether it may stand on a new line.
 */
export function parseText(cursor: Cursor, isInside = false): TextValue | Extract<Value, { kind: "bad" }> {
  const { lexer, source } = cursor;
  const { start, end, kind } = lexer;
  if (!isInside && cursor.isAtEnd || kind !== "string" && kind !== "text") return missing(cursor, "a text in quotes");
  const span = { start, end };
  if (kind === "string") {
    const value = lexer.text;
    lexer.next();
    return { kind: "text", span, value, pieces: stringPieces(source, start, end, value.length) };
  }
  lexer.next();
  const { value, pieces, badIndent } = readBlockText(source, start, end);
  if (badIndent !== undefined) {
    cursor.report({
      code: "flow_indent",
      message: 'This line is indented less than the """ that ends its text',
      span: badIndent,
      hint: 'The indentation of the last """ is taken off every line',
    });
  }
  return { kind: "text", span, value, pieces };
}

/** Reports what should stand here. */
function missing(cursor: Cursor, what: string, hint?: string): { kind: "bad"; span: Span } {
  cursor.expected(what, hint);
  return { kind: "bad", span: cursor.since(cursor.lexer.previousEnd) };
}

function parseExpression(cursor: Cursor, isInside: boolean, start: number = cursor.lexer.start): Value {
  const { lexer, source } = cursor;
  const { expr, problems, end } = parseExprAt(source, start, { layout: { endsAtLine: !isInside, comments: lexer.comments } });
  for (const problem of problems) {
    const isComment = source.startsWith("//", problem.span.start - 1);
    cursor.report(isComment ? { ...problem, hint: "A comment begins with #" } : problem);
  }
  lexer.seek(end);
  if (expr === undefined) return { kind: "bad", span: { start, end } };
  const span = { start, end };
  if (expr.kind === "ident" && expr.span.start === start && expr.span.end === end && !expr.absolute) {
    return { kind: "word", name: expr.name, span };
  }
  const value = expr.kind === "literal" ? expr.value : undefined;
  if (value instanceof CelDouble) return { kind: "literal", value: value.value, span: expr.span };
  const isPlain = value === null || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
  return isPlain ? { kind: "literal", value, span: expr.span } : { kind: "expr", span, expr };
}

/** Whether the current token goes on with the operand before it. */
function goesOn(cursor: Cursor, isInside: boolean): boolean {
  const { kind, text, isNewLine } = cursor.lexer;
  if (kind === "word") return text === "in" && (isInside || !isNewLine);
  if (kind !== "op") return false;
  if (isNewLine && !isInside) return text === "." || text === "&&" || text === "||" || text === "?";
  return text === "." || text === "[" || text === "?" || BINARY.has(text);
}

/** Whether the word before the current token is called. */
function isCall(cursor: Cursor): boolean {
  return cursor.isOp("(") && cursor.lexer.start === cursor.lexer.previousEnd;
}

function constantOf(word: string): boolean | null {
  return word === "null" ? null : word === "true";
}

/** A number that needs no closer look: whole and safe, or with a fraction. */
function plainNumber(text: string): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(text) && (text.length < 16 || text.includes(".")) ? Number(text) : undefined;
}
