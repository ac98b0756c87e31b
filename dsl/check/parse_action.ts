import { type CheckAction, nearest, type Span } from "../../src/core/mod.ts";
import type { CheckText } from "./check_text.ts";
import type { Cursor } from "./cursor.ts";

const ACTIONS = ["alert", "fail", "run"];

/** A task that a sentence starts, and where it names it. */
export interface CheckRun {
  readonly branch: "then" | "else";
  readonly task: string;
  readonly span: Span;
}

/** What is read behind `then` or `else`. */
export interface ParsedAction {
  readonly action: CheckAction;
  readonly run?: CheckRun;
}

/** Reads what follows from a verdict; undefined when it was wrong, which has been reported. */
export function parseAction(cursor: Cursor, branch: "then" | "else", texts: CheckText[]): ParsedAction | undefined {
  const { text } = cursor;
  if (!cursor.isWord(...ACTIONS)) {
    const close = cursor.isWord() ? nearest(text, ACTIONS) : undefined;
    const hint = close === undefined
      ? `For example: ${branch} alert "text", ${branch} fail "text" or ${branch} run TASK`
      : `Did you mean "${close}"?`;
    cursor.expected("alert, fail or run", hint);
    if (!cursor.isAtEnd && !cursor.isWord("else")) cursor.next();
    if (cursor.isText()) cursor.next();
    return undefined;
  }
  cursor.next();
  if (text === "run") return parseRun(cursor, branch);
  const kind = text === "fail" ? "fail" : "alert";
  if (!cursor.isText()) {
    if (!cursor.isAtEnd && !cursor.isWord("else")) {
      cursor.expected(`the text of "${kind}" in quotes`, `For example: ${kind} "the disk is nearly full"`);
    }
    if (!cursor.isAtEnd && !cursor.isWord("else")) cursor.skip();
    return { action: Object.freeze({ kind }) };
  }
  const message = { role: "text" as const, value: cursor.text, span: cursor.span };
  cursor.next();
  if (message.value.trim() === "") {
    cursor.report("check_syntax", message.span, `The text of "${kind}" is empty`, "Leave it out, or say something");
  }
  texts.push(message);
  return { action: Object.freeze({ kind, text: message.value }) };
}

function parseRun(cursor: Cursor, branch: "then" | "else"): ParsedAction | undefined {
  if (!cursor.isText() && !cursor.isWord() || cursor.isWord("then", "else")) {
    cursor.expected("the id of a task", "For example: run tidy");
    return undefined;
  }
  const { text: task, span } = cursor;
  cursor.next();
  if (cursor.isOperator("-") && cursor.span.start === span.end) {
    cursor.report("check_syntax", cursor.span, "An id with - in it stands in quotes", 'For example: run "build-image"');
    cursor.skip();
    return undefined;
  }
  return { action: Object.freeze({ kind: "run", task }), run: { branch, task, span } };
}
