import type { Span } from "../../src/core/mod.ts";
import type { Cursor } from "./cursor.ts";
import { parseList } from "./parse_collection.ts";
import { takeName } from "./parse_names.ts";
import { parseText, parseValue } from "./parse_value.ts";
import type { DeclareNode, Value } from "./tree.ts";

/** Reads `config` or `param`; the cursor stands at that word. */
export function parseDeclare(cursor: Cursor): DeclareNode | "none" {
  const known = cursor.problems.length;
  const word = cursor.take();
  const name = takeName(cursor, "a name");
  if (name === undefined) return "none";
  const isTyped = cursor.accept(":");
  if (!isTyped) cursor.expected("':' and a type", `For example: ${word.text} ${name.text}: string`);
  const type = isTyped ? parseType(cursor) : undefined;
  const domain = type === undefined ? undefined : parseDomain(cursor);
  let env: DeclareNode["env"];
  let fallback: Value | undefined;
  if (cursor.problems.length === known && cursor.accept("=")) {
    env = parseEnv(cursor);
    if (env === undefined) fallback = parseValue(cursor);
    else {
      if (cursor.accept(",")) fallback = parseValue(cursor, true);
      if (!cursor.accept(")")) cursor.expected("')'");
    }
  }
  let more: Value | undefined;
  if (cursor.problems.length === known && !cursor.isAtEnd && cursor.isWord("with")) {
    cursor.lexer.next();
    more = parseValue(cursor);
  }
  const isBroken = cursor.problems.length > known;
  return { kind: "declare", word, name, type, domain, env, fallback, more, isBroken, span: cursor.since(word.span.start) };
}

/** `string`, `list<int>`, `map<string, int>`. */
function parseType(cursor: Cursor): Span | undefined {
  const { lexer } = cursor;
  const { start } = lexer;
  if (cursor.isAtEnd || !cursor.isWord()) {
    cursor.expected("a type", "For example: string, int, bool, duration, list<string>");
    return undefined;
  }
  let depth = 0;
  do {
    if (cursor.isAtEnd || !cursor.isWord()) break;
    lexer.next();
    while (!cursor.isAtEnd && cursor.isOp("<")) {
      depth++;
      lexer.next();
      if (!cursor.isAtEnd && cursor.isWord()) lexer.next();
    }
    for (; depth > 0 && !cursor.isAtEnd; depth--) {
      if (cursor.isOp(">=")) lexer.split();
      if (!cursor.accept(">")) break;
    }
  } while (depth > 0 && !cursor.isAtEnd && cursor.accept(","));
  if (depth > 0) cursor.expected("'>'");
  return cursor.since(start);
}

function parseDomain(cursor: Cursor): DeclareNode["domain"] {
  if (cursor.isAtEnd || !cursor.isWord("in")) return undefined;
  cursor.lexer.next();
  if (cursor.isOp("[")) return parseList(cursor);
  const { start } = cursor.lexer;
  const low = parseBound(cursor);
  if (low === undefined) return undefined;
  if (!cursor.accept("..")) {
    cursor.expected("'..'", "A range is written 1..9");
    return undefined;
  }
  const high = parseBound(cursor);
  return high === undefined ? undefined : { kind: "range", low, high, span: cursor.since(start) };
}

function parseBound(cursor: Cursor): Value | undefined {
  const { lexer } = cursor;
  const { start } = lexer;
  const isNegative = !cursor.isAtEnd && cursor.accept("-");
  const { kind, text } = lexer;
  if (cursor.isAtEnd || kind !== "number" && (isNegative || kind !== "duration" && kind !== "size")) {
    cursor.expected("a number, duration or size", 'A range is written 1..9, a choice ["a", "b"]');
    return undefined;
  }
  lexer.next();
  const span = cursor.since(start);
  if (kind !== "number") return { kind: "quantity", span };
  return { kind: "literal", value: isNegative ? -Number(text) : Number(text), span };
}

/** `env("NAME"`; undefined when something else stands here. */
function parseEnv(cursor: Cursor): DeclareNode["env"] {
  const { lexer, source } = cursor;
  if (!cursor.isWord("env") || source[lexer.end] !== "(") return undefined;
  const word = cursor.take().span;
  lexer.next();
  return { word, variable: parseText(cursor) };
}
