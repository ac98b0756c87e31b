import { AppError } from "../../src/core/mod.ts";

/** One step of a path such as `tasks[fetch].timeout`. */
export interface PathPart {
  /** The key, id or index. */
  readonly name: string;
  /** The path before it, as written. */
  readonly before: string;
  /** The part as written, with its dot or brackets. */
  readonly text: string;
  readonly isBracket: boolean;
  /** Whether it is a place in a list: digits in brackets, without quotes. */
  readonly isIndex: boolean;
}

/** A step: a key with the dot before it, or brackets with a key, an id or an index, in quotes or without. */
const STEP = /(\.?)([^.[\]="'\s][^.[\]=]*)|\[(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\]"']+))\]/y;

/**
 * Takes an assignment such as `tasks[fetch].timeout=10s` apart at its first `=` outside brackets.
 *
 * @throws AppError `usage` when there is none, or no path before it.
 */
export function readPath(assignment: string): { readonly path: readonly PathPart[]; readonly value: string } {
  const path: PathPart[] = [];
  let at = 0;
  while (at < assignment.length && assignment[at] !== "=") {
    STEP.lastIndex = at;
    const match = STEP.exec(assignment);
    const [text = "", dot, key, double, single, bare] = match ?? [];
    const isWrong = match === null || key !== undefined && (dot === "") !== (at === 0);
    if (isWrong) {
      throw malformed(
        `${JSON.stringify(assignment)} has no path that can be read: it breaks off at ${JSON.stringify(assignment.slice(at, at + 20))}`,
      );
    }
    const name = key?.trimEnd() ??
      (double === undefined ? single?.replaceAll("''", "'") ?? bare?.trim() ?? "" : unescaped(double, assignment));
    path.push({
      name,
      before: assignment.slice(0, at),
      text,
      isBracket: key === undefined,
      isIndex: bare !== undefined && /^(?:0|[1-9][0-9]*)$/.test(name),
    });
    at += text.length;
  }
  if (at === assignment.length) throw malformed(`${JSON.stringify(assignment)} sets nothing: it has no =`);
  if (path.length === 0) throw malformed(`${JSON.stringify(assignment)} names nothing before its =`);
  return { path, value: assignment.slice(at + 1) };
}

function unescaped(text: string, assignment: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    throw malformed(`${JSON.stringify(assignment)} has a bad escape in ["${text}"]`);
  }
}

function malformed(message: string): AppError {
  return new AppError("usage", message, { hint: "Write it as in tasks[fetch].timeout=10s" });
}
