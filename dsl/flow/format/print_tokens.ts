import type { FormatToken } from "./format_token.ts";

/** Most columns of a line that holds a block. */
const MAX_COLUMNS = 120;

/** Prints tokens in the one form. */
export function printTokens(tokens: readonly FormatToken[]): string {
  const expanded = new Set<FormatToken>();
  for (;;) {
    const printer = new Printer(tokens, expanded);
    const text = printer.print();
    if (printer.tooLong.length === 0) return text;
    for (const token of printer.tooLong) expanded.add(token);
  }
}

/** A bracket that is open. */
interface Frame {
  readonly isBlock: boolean;
  /** Of a block: that it stays on its line. Of another bracket: that the author did not begin a line behind it. */
  readonly isShort: boolean;
  /** The level of lines in it. */
  readonly inner: number;
  /** The level of a line that closes it. */
  readonly outer: number;
}

class Printer {
  /** For each token, whether a comment in its place would stand between statements. */
  readonly #isBetween: readonly boolean[];
  /** The outermost short blocks of lines that are too long. */
  readonly tooLong: FormatToken[] = [];
  readonly #tokens: readonly FormatToken[];
  readonly #expanded: ReadonlySet<FormatToken>;
  readonly #lines: string[] = [];
  readonly #frames: Frame[] = [];
  #line = "";
  /** The last token that is no comment. */
  #last: FormatToken | undefined;
  /** The level of the current line. */
  #level = 0;
  /** The short blocks that the current line opened, with their depth. */
  #shorts: { readonly token: FormatToken; readonly depth: number }[] = [];

  constructor(tokens: readonly FormatToken[], expanded: ReadonlySet<FormatToken>) {
    this.#tokens = tokens;
    this.#isBetween = betweenStatements(tokens);
    this.#expanded = expanded;
  }

  print(): string {
    for (const [index, token] of this.#tokens.entries()) this.#put(token, this.#tokens[index - 1], index);
    this.#endLine();
    return `${this.#lines.join("\n")}\n`;
  }

  #put(token: FormatToken, previous: FormatToken | undefined, index: number): void {
    const next = this.#tokens[index + 1];
    // A comma behind the last item stays only where the bracket closes on a line of its own.
    if (token.text === "," && next !== undefined && isCloser(next) && this.#frames.at(-1)?.isShort === true) return;
    const closes = isCloser(token) ? this.#frames.pop() : undefined;
    const frame = closes ?? this.#frames.at(-1);
    if (previous !== undefined && this.#beginsLine(token, previous, frame, closes !== undefined)) {
      this.#endLine();
      const isFirst = isOpener(previous);
      if (token.newLines > 1 && !isFirst && closes === undefined) this.#lines.push("");
      this.#level = this.#levelOf(token, frame, closes, index);
      this.#line = "  ".repeat(this.#level);
    } else if (previous !== undefined && hasSpace(previous, token)) this.#line += " ";
    if (token.role === "text") this.#putText(token);
    else this.#line += token.text;
    if (isOpener(token)) this.#open(token, index);
    if (token.role !== "comment") this.#last = token;
  }

  #open(token: FormatToken, index: number): void {
    const isBlock = token.role === "block";
    const next = this.#tokens[index + 1];
    const isShort = isBlock
      ? token.isShort && !this.#expanded.has(token)
      : next === undefined || next.newLines === 0 && next.role !== "comment";
    if (isBlock && isShort) this.#shorts.push({ token, depth: this.#frames.length });
    const around = this.#frames.at(-1);
    // A block belongs to its statement, however many lines that has. The line of another bracket may have begun within brackets closed since.
    const outer = isBlock
      ? this.#frames.findLast((frame) => frame.isBlock && !frame.isShort)?.inner ?? 0
      : Math.min(this.#level, around === undefined || !around.isBlock ? around?.inner ?? 0 : around.inner + 1);
    this.#frames.push({ isBlock, isShort, outer, inner: outer + 1 });
  }

  #beginsLine(token: FormatToken, previous: FormatToken, frame: Frame | undefined, isClosing: boolean): boolean {
    if (previous.role === "comment") return true;
    if (token.role === "comment") return token.newLines > 0;
    if (frame === undefined) return token.isStatement || token.newLines > 0;
    if (isClosing) return !frame.isShort && !isEmpty(previous, token);
    if (frame.isBlock && token.isStatement) return !frame.isShort;
    return token.newLines > 0;
  }

  #levelOf(token: FormatToken, frame: Frame | undefined, closes: Frame | undefined, index: number): number {
    if (closes !== undefined) return closes.outer;
    if (frame === undefined) return 0;
    const isItem = this.#last !== undefined && (this.#last.text === "," || isOpener(this.#last));
    if (!frame.isBlock) return isItem ? frame.inner : frame.inner + 1;
    return token.isStatement || token.role === "comment" && this.#isBetween[index] === true ? frame.inner : frame.inner + 1;
  }

  #putText({ lines }: FormatToken): void {
    const blanks = "  ".repeat(this.#level + 1);
    this.#line += '"""';
    for (const line of lines) {
      this.#endLine();
      this.#line = line === "" ? "" : blanks + line;
    }
    this.#endLine(true);
    this.#line = `${blanks}"""`;
  }

  #endLine(isText = false): void {
    if (!isText && [...this.#line].length > MAX_COLUMNS && this.#shorts.length > 0) {
      const outermost = Math.min(...this.#shorts.map(({ depth }) => depth));
      for (const { token, depth } of this.#shorts) if (depth === outermost) this.tooLong.push(token);
    }
    this.#shorts = [];
    this.#lines.push(this.#line);
    this.#line = "";
  }
}

/** Whether a statement or the end of its block is the next that is no comment. */
function betweenStatements(tokens: readonly FormatToken[]): readonly boolean[] {
  const between: boolean[] = [];
  let isBetween = true;
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index];
    if (token !== undefined && token.role !== "comment") isBetween = token.isStatement || token.text === "}";
    between[index] = isBetween;
  }
  return between;
}

function isOpener({ text, role }: FormatToken): boolean {
  return role !== "comment" && (text === "{" || text === "(" || text === "[");
}

function isCloser({ text, role }: FormatToken): boolean {
  return role !== "comment" && (text === "}" || text === ")" || text === "]");
}

function isEmpty(previous: FormatToken, token: FormatToken): boolean {
  return isOpener(previous) && isCloser(token);
}

/** Whether a blank stands between two tokens of a line. */
function hasSpace(previous: FormatToken, token: FormatToken): boolean {
  if (token.role === "comment") return true;
  if (isEmpty(previous, token) || previous.text === "(" || previous.text === "[" || token.text === ")" || token.text === "]") return false;
  if (previous.role === "unary" || previous.role === "tight") return false;
  return token.role !== "tight" && token.role !== "suffix" && token.role !== "call" && token.text !== ",";
}
