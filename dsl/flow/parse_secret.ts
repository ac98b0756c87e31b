import { nearest } from "../../src/core/mod.ts";
import type { Cursor } from "./cursor.ts";
import { takeName } from "./parse_names.ts";
import { parseText } from "./parse_value.ts";
import type { Name, SecretNode, Value } from "./tree.ts";

/** Reads `secret name = env("NAME")`; the cursor stands at the word `secret`. */
export function parseSecret(cursor: Cursor): SecretNode | "none" {
  const word = cursor.take();
  const name = takeName(cursor, "the secret's name");
  if (name === undefined) return "none";
  const { from, value } = parseFrom(cursor);
  return { kind: "secret", word, name, from, value, span: cursor.since(word.span.start) };
}

function parseFrom(cursor: Cursor): { from: Name | undefined; value: Value } {
  const bad = (what: string, hint = 'For example: secret token = env("API_TOKEN")'): { from: undefined; value: Value } => {
    cursor.expected(what, hint);
    return { from: undefined, value: { kind: "bad", span: cursor.here } };
  };
  if (!cursor.accept("=")) return bad("'='");
  if (!cursor.isWord("env") && !cursor.isWord("file")) {
    const close = cursor.isWord() ? nearest(cursor.lexer.text, ["env", "file"]) : undefined;
    return bad('env("…") or file("…")', close && `Did you mean "${close}"?`);
  }
  const from = cursor.take();
  if (!cursor.accept("(")) return bad("'('");
  const value = parseText(cursor);
  if (value.kind !== "bad" && !cursor.accept(")")) cursor.expected("')'");
  return { from, value };
}
