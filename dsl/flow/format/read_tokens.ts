import { sentenceTokens } from "../../check/mod.ts";
import { Lexer } from "../../expr/lexer.ts";
import { readBlockText } from "../block_text.ts";
import { FlowLexer } from "../lexer.ts";
import type { FlowFile } from "../tree.ts";
import type { FormatToken, Role } from "./format_token.ts";
import { type Marks, marksOf } from "./marks.ts";
import { requote } from "./requote.ts";

/** The tokens of a file that was read without a mistake, comments among them; separators of statements are left out. */
export function readTokens(file: FlowFile): readonly FormatToken[] {
  const reader = new TokenReader(file);
  reader.read();
  return reader.tokens;
}

const ROLES = { text: "plain", percent: "suffix", minus: "unary", plain: "plain" } as const;

class TokenReader {
  readonly tokens: FormatToken[] = [];
  readonly #file: FlowFile;
  readonly #marks: Marks;
  readonly #source: string;
  #end = 0;
  #comment = 0;

  constructor(file: FlowFile) {
    this.#file = file;
    this.#source = file.source;
    this.#marks = marksOf(file);
  }

  read(): void {
    const lexer = new FlowLexer(this.#source);
    while (lexer.kind !== "end") {
      const { start, end, kind, text } = lexer;
      const expression = this.#marks.expressions.get(start);
      const type = this.#marks.types.get(start);
      const sentence = this.#marks.sentences.get(start);
      if (sentence !== undefined) this.#sentence(start, sentence);
      else if (expression !== undefined) this.#expression(start, expression);
      else if (type !== undefined) this.#push(start, type, typeText(this.#source.slice(start, type)), "plain");
      else if (kind === "op" && text === ";") this.#separator(start, end);
      else {this.#push(
          start,
          end,
          kind === "string" ? requote(this.#source.slice(start, end)) : this.#source.slice(start, end),
          this.#role(lexer),
        );}
      const read = sentence ?? expression ?? type;
      if (read === undefined) lexer.next();
      else lexer.seek(read);
    }
    this.#comments(this.#source.length);
  }

  #role({ kind, text, start }: FlowLexer): Role {
    if (kind === "text") return "text";
    if (kind !== "op") return "plain";
    switch (text) {
      case "{":
        return this.#marks.blocks.has(start) ? "block" : "plain";
      case "-":
        return "unary";
      case "..":
        return "tight";
      case ":":
        return "suffix";
      case "(":
        // env("NAME") and file("path"), in contrast to a word of a command.
        return start === this.#end && /^(?:env|file)$/.test(this.tokens.at(-1)?.text ?? "") ? "call" : "plain";
      default:
        return "plain";
    }
  }

  /** The tokens of an expression, which has a syntax of its own. */
  #expression(from: number, to: number): void {
    const lexer = new Lexer(this.#source, from, { endsAtLine: false });
    let isOperand = false;
    /** For each open bracket, how many conditionals wait for their colon. */
    const waiting = [0];
    for (; lexer.kind !== "end" && lexer.start < to; lexer.next()) {
      const { kind, text, start, end } = lexer;
      const written = this.#source.slice(start, end);
      let role: Role = "plain";
      if (kind === "op") {
        const level = waiting.length - 1;
        if ("([{".includes(text)) waiting.push(0);
        else if (")]}".includes(text)) waiting.pop();
        if (text === "?") waiting[level] = (waiting[level] ?? 0) + 1;
        if (text === "." && isOperand) role = "tight";
        else if (text === "." || text === "!" || text === "-" && !isOperand) role = "unary";
        else if ((text === "(" || text === "[") && isOperand) role = "call";
        else if (text === ":" && (waiting[level] ?? 0) > 0) {
          role = "ternary";
          waiting[level] = (waiting[level] ?? 0) - 1;
        } else if (text === ":") role = "suffix";
      }
      isOperand = kind === "op" ? ")]}".includes(text) : kind !== "keyword" || text !== "in";
      this.#push(start, end, kind === "string" || kind === "bytes" ? requote(written) : written, role);
    }
  }

  /** The tokens of a check's sentence, which are those of its own language. */
  #sentence(start: number, end: number): void {
    for (const { kind, span } of sentenceTokens(this.#source, { start, end })) {
      const written = this.#source.slice(span.start, span.end);
      this.#push(span.start, span.end, kind === "text" ? requote(written) : written, ROLES[kind]);
    }
  }

  #push(start: number, end: number, text: string, role: Role): void {
    this.#comments(start);
    const block = this.#marks.blocks.get(start);
    this.tokens.push({
      text,
      role,
      newLines: this.#newLines(start),
      isStatement: this.#marks.statements.has(start),
      isShort: block?.isShort === true,
      lines: role === "text" ? linesOf(this.#source, start, end) : [],
    });
    this.#end = end;
  }

  /** A `;` is not printed, but the lines before it count. */
  #separator(start: number, end: number): void {
    this.#comments(start);
    if (this.#newLines(start) === 0) this.#end = end;
  }

  /** Puts the comments that stand before an offset. */
  #comments(until: number): void {
    for (let comment = this.#file.comments[this.#comment]; comment !== undefined && comment.start < until;) {
      const text = this.#source.slice(comment.start, comment.end).trimEnd();
      this.tokens.push({
        text,
        role: "comment",
        newLines: this.#newLines(comment.start),
        isStatement: false,
        isShort: false,
        lines: [],
      });
      this.#end = comment.end;
      comment = this.#file.comments[++this.#comment];
    }
  }

  #newLines(start: number): number {
    let count = 0;
    for (let at = this.#end; at < start; at++) if (this.#source.charCodeAt(at) === 10) count++;
    return count;
  }
}

function linesOf(source: string, start: number, end: number): readonly string[] {
  const { value } = readBlockText(source, start, end);
  return value === "" ? [] : value.split("\n");
}

function typeText(written: string): string {
  return written.replaceAll(/\s/g, "").replaceAll(",", ", ");
}
