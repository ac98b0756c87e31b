import { type CST, Lexer, Parser } from "yaml";
import { MAX_DEPTH } from "./limits.ts";
import { type Problem, snippet } from "./problem.ts";

/** The syntax tree of a text and what could be told from its tokens alone. */
export interface CstScan {
  readonly tokens: readonly CST.Token[];
  /** Quotes and brackets that are not closed, with their places exact; better than what the composer says about them. */
  readonly problems: readonly Problem[];
  /** Where more collections than allowed were open; then the tokens end there, and composing them would overflow the stack. */
  readonly tooDeepAt: number | undefined;
}

/** What the lexer emits besides pieces of the text. */
const DOCUMENT = "\x02";
const FLOW_END = "\x18";
const SCALAR = "\x1f";

/** Entries that the parser's stack has besides open collections. */
const STACK_SLACK = 10;

/** Where composing comes near the end of the call stack. */
const MAX_STACK = 1000;

/** Lexes and parses a text, and watches the tokens go by. */
export function scanCst(text: string): CstScan {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const watch = new Watch(text);
  for (const lexeme of new Lexer().lex(text)) {
    watch.next(lexeme);
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_DEPTH + STACK_SLACK) {
      const tooDeepAt = findTooDeep(parser.stack);
      if (tooDeepAt !== undefined) return { tokens: [], problems: watch.problems, tooDeepAt };
      // Hundreds of mistakes like `a: b: c`: what has been read of them will do.
      if (parser.stack.length > MAX_STACK) break;
    }
  }
  watch.end();
  for (const token of parser.end()) tokens.push(token);
  return { tokens, problems: watch.problems, tooDeepAt: undefined };
}

/** Where one collection too many is open; mappings that only a mistake (`a: b: c`) put into one of the same column do not count. */
function findTooDeep(stack: readonly CST.Token[]): number | undefined {
  let depth = 0;
  let column = -1;
  for (const token of stack) {
    if (token.type === "block-map") {
      if (token.indent !== column) depth++;
      column = token.indent;
    } else if (token.type === "block-seq" || token.type === "flow-collection") {
      depth++;
      column = -1;
    }
    if (depth > MAX_DEPTH) return token.offset;
  }
  return undefined;
}

/** Follows quotes and brackets through the tokens. */
class Watch {
  offset = 0;
  readonly problems: Problem[] = [];
  readonly #text: string;
  /** Offsets of the brackets that are open. */
  #open: number[] = [];
  #isScalarNext = false;

  constructor(text: string) {
    this.#text = text;
  }

  next(lexeme: string): void {
    if (lexeme === DOCUMENT) return;
    if (lexeme === FLOW_END) return this.#unclosed(this.offset);
    if (lexeme === SCALAR) {
      this.#isScalarNext = true;
      return;
    }
    if (this.#isScalarNext) this.#isScalarNext = false;
    else this.#look(lexeme);
    this.offset += lexeme.length;
  }

  end(): void {
    this.#unclosed(this.#text.length);
  }

  #look(lexeme: string): void {
    const start = this.offset;
    if (lexeme === "[" || lexeme === "{") this.#open.push(start);
    else if (lexeme === "]" || lexeme === "}") this.#close(lexeme, start);
    else if ((lexeme[0] === '"' || lexeme[0] === "'") && !isClosed(lexeme)) this.#unclosedQuote(lexeme, start);
  }

  #close(bracket: string, at: number): void {
    const opened = this.#open.pop();
    if (opened === undefined) {
      this.problems.push({
        code: "yaml_unclosed_bracket",
        message: `${bracket} closes nothing`,
        start: at,
        end: at + 1,
        structural: true,
      });
      return;
    }
    const wanted = this.#text[opened] === "[" ? "]" : "}";
    if (bracket === wanted) return;
    this.problems.push({
      code: "yaml_unclosed_bracket",
      message: `${this.#text[opened]} is closed by ${bracket}`,
      start: at,
      end: at + 1,
      hint: `Close it with ${wanted}`,
      related: { message: "It was opened here", start: opened, end: opened + 1 },
      structural: true,
    });
    // What the other brackets close is anybody's guess now.
    this.#open = [];
  }

  #unclosed(givenUpAt: number): void {
    const opened = this.#open.pop();
    this.#open = [];
    if (opened === undefined) return;
    const bracket = this.#text[opened] ?? "";
    const atEnd = this.#text.slice(givenUpAt).trim() === "";
    this.problems.push({
      code: "yaml_unclosed_bracket",
      message: atEnd ? `${bracket} is not closed` : `${bracket} is not closed before a line that is not indented under it`,
      start: opened,
      end: opened + 1,
      hint: `Close it with ${bracket === "[" ? "]" : "}"}${atEnd ? "" : ", or indent its lines more than what it belongs to"}`,
      structural: true,
    });
  }

  #unclosedQuote(lexeme: string, start: number): void {
    const quote = lexeme[0] ?? "";
    const rest = this.#text.slice(start + lexeme.length).trim();
    this.problems.push({
      code: "yaml_unclosed_quote",
      message: `The quote before ${snippet(lexeme.slice(1))} is not closed`,
      start,
      end: start + 1,
      hint: rest === "" ? `Close it with ${quote}` : `Close it with ${quote}, or indent the lines of the text`,
      structural: true,
    });
  }
}

/** Whether a quoted token has its last quote; the composer only looks whether it ends in one, which may be an escaped one. */
function isClosed(lexeme: string): boolean {
  if (lexeme.length < 2) return false;
  if (lexeme[0] === '"') {
    if (!lexeme.endsWith('"')) return false;
    let backslashes = 0;
    while (lexeme[lexeme.length - 2 - backslashes] === "\\") backslashes++;
    return backslashes % 2 === 0;
  }
  let quotes = 0;
  while (quotes < lexeme.length - 1 && lexeme[lexeme.length - 1 - quotes] === "'") quotes++;
  return quotes % 2 === 1;
}
