import type { Piece } from "../../../dsl/mod.ts";
import type { SyntaxNode } from "../../sandbox/mod.ts";
import { isNode, nodesOf } from "./syntax_names.ts";

/**
 * Where the characters of a text stand in the literal that it was written as: a string, a template without `${}`, or several of them put
 * together with `+`.
 *
 * @param text The module.
 * @returns Undefined when the expression is no such literal of this very value.
 */
export function literalText(node: SyntaxNode, value: string, text: string): readonly Piece[] | undefined {
  const parts = partsOf(node);
  if (parts === undefined) return undefined;
  const pieces: Piece[] = [];
  let at = 0;
  for (const part of parts) {
    const isTemplate = part.type === "TemplateLiteral";
    at = readRaw({ text, start: part.start + 1, end: part.end - 1, isTemplate }, at, value, pieces);
    if (at < 0) return undefined;
  }
  return at === value.length ? pieces : undefined;
}

/** The literals of a `+`, in order; undefined when there is anything else in it. */
function partsOf(node: SyntaxNode): readonly SyntaxNode[] | undefined {
  const parts: SyntaxNode[] = [];
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.type === "BinaryExpression" && next["operator"] === "+") stack.push(...nodesOf([next["left"], next["right"]]));
    else if (next.type === "ParenthesizedExpression" && isNode(next["expression"])) stack.push(next["expression"]);
    else if (next.type === "Literal" && typeof next["value"] === "string") parts.push(next);
    else if (next.type === "TemplateLiteral" && nodesOf(next["expressions"]).length === 0) parts.push(next);
    else return undefined;
  }
  return parts.reverse();
}

const ESCAPE = /\\(?:\r\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,8}\}|[^])/y;
const NAMED: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", v: "\v", f: "\f", 0: "\0" };

/** Reads what stands between the quotes and adds its pieces; answers where the value goes on, -1 when it is another. */
function readRaw(
  { text, start, end, isTemplate }: { readonly text: string; readonly start: number; readonly end: number; readonly isTemplate: boolean },
  begin: number,
  value: string,
  pieces: Piece[],
): number {
  let at = begin;
  let run = start;
  const endRun = (until: number): boolean => {
    const length = until - run;
    if (length === 0) return true;
    if (value.slice(at, at + length) !== text.slice(run, until)) return false;
    pieces.push({ at, start: run, length });
    at += length;
    return true;
  };
  for (let p = start; p < end;) {
    const c = text[p];
    const isBreak = isTemplate && c === "\r";
    if (c !== "\\" && !isBreak) {
      p++;
      continue;
    }
    if (!endRun(p)) return -1;
    ESCAPE.lastIndex = p;
    const written = isBreak ? (text[p + 1] === "\n" ? "\r\n" : "\r") : ESCAPE.exec(text)?.[0] ?? "\\";
    const meant = isBreak ? "\n" : unescaped(written);
    if (!value.startsWith(meant, at)) return -1;
    if (meant !== "") pieces.push({ at, start: p, length: meant.length });
    at += meant.length;
    p += written.length;
    run = p;
  }
  return endRun(end) ? at : -1;
}

function unescaped(written: string): string {
  const rest = written.slice(1);
  const code = /^(?:x|u\{?)([0-9a-fA-F]+)/.exec(rest)?.[1];
  if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
  if (/^[\r\n\u2028\u2029]/.test(rest)) return "";
  return NAMED[rest] ?? rest;
}
