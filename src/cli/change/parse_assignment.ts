import { documentOf } from "../../../dsl/edit/mod.ts";
import { readYaml } from "../../../dsl/mod.ts";
import { AppError, type Json } from "../../core/mod.ts";

/** `--set PATH=VALUE`. */
export interface Assignment {
  /** Keys from the document's root; `[…]` and `.…` mean the same. */
  readonly path: readonly string[];
  readonly value: Json;
  /** As it was given, for messages. */
  readonly text: string;
}

const HINT = "Write it as --set 'tasks[fetch].timeout=10s'; null removes a field";
const PLAIN_KEY = /[^.[\]="]+/y;
const QUOTED_KEY = /"(?:[^"\\]|\\.)*"/y;

/**
 * Reads a `--set`: `tasks[fetch].timeout=10s`, `tasks[0].env["A.B"]=x`, `tasks[-]={id: new, run: ls}`. The value is YAML: `10s` is text, `3` a
 * number, `[a, b]` a list, `null` removes what is there; nothing after the `=` is an empty text.
 *
 * @throws AppError `usage`.
 */
export async function parseAssignment(text: string): Promise<Assignment> {
  const refuse = (why: string) => new AppError("usage", `--set "${text}" ${why}`, { hint: HINT });
  const path: string[] = [];
  let at = 0;
  const key = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (true) {
    const isBracket = text[at] === "[";
    if (isBracket) at++;
    else if (path.length > 0 && text[at] === ".") at++;
    else if (path.length > 0) break;
    const found = text[at] === '"' ? unquoted(key(QUOTED_KEY)) : isBracket ? key(/[^\]]+/y) : key(PLAIN_KEY);
    if (found === undefined) {
      throw refuse(at >= text.length ? "ends in the middle of its path" : `has no name at "${text.slice(at, at + 10)}"`);
    }
    path.push(found);
    if (isBracket && text[at++] !== "]") throw refuse("has a [ without its ]");
  }
  if (text[at] !== "=") throw refuse(at >= text.length ? "has no value" : `has no "=" where "${text.slice(at, at + 10)}" stands`);
  return { path, value: await valueOf(text.slice(at + 1), refuse), text };
}

function unquoted(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function valueOf(text: string, refuse: (why: string) => AppError): Promise<Json> {
  // An expression needs no quotes here, where nothing else begins so; nor does what no plain value of YAML begins with, as `* * * * *`.
  if (text === "" || text.startsWith("{{") || /^[*&!|>%@`]/.test(text)) return text;
  const { root, diagnostics: [problem] } = await readYaml(text, "--set");
  if (root === undefined || problem !== undefined) throw refuse(`has a value that is no YAML: ${problem?.message ?? "it is empty"}`);
  return documentOf(root);
}
