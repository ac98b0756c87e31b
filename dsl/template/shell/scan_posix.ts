import { findExpressionEnd, MAX_RECOVERIES } from "../find_expression_end.ts";
import { codeReaderOf, inputReaderOf } from "./code_words.ts";
import { type CommandFrame, commandFrame, type Frame, HOLE, type ShellWord, type TextFrame, textFrame } from "./shell_frame.ts";
import { LITERAL_BRACES, type OpenSlot, type Refusal, REFUSALS, type ScannedShell, type SlotForm } from "./slot.ts";

/**
 * Finds the `{{ }}` of a text in the shell command language (POSIX, with what bash and zsh add) and how each stands there: bare, in double
 * quotes, in a here-document, in arithmetic, or where no value can be handed over. What is in a comment is left alone.
 *
 * It reads as the shell does, but decides on the careful side: a text that a shell would refuse anyway may get a refusal here too.
 */
export function scanPosix(text: string): ScannedShell {
  return new PosixScanner(text).scan();
}

const MAX_DEPTH = 200;
/** Of a command with more words only the first and the last are remembered. */
const MAX_WORDS = 64;
const ARITHMETIC = { kind: "number", by: "arithmetic" } as const;

/** Words after which a command is still to come. */
const STAYS_COMMAND: ReadonlySet<string> = new Set(
  "if then else elif do while until ! time { exec command builtin coproc noglob nocorrect".split(" "),
);
/** Words that end a compound command, or start one whose next word is no command. */
const NO_COMMAND_NEXT: ReadonlySet<string> = new Set("fi done esac } for select case function [[".split(" "));

class PosixScanner {
  readonly #text: string;
  readonly #slots: OpenSlot[] = [];
  readonly #frames: Frame[];
  #top: Frame;
  #limit: number;
  #at = 0;
  #recoveries = 0;
  #closings: Int32Array | undefined;
  #unclosed: number | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#limit = text.length;
    this.#top = commandFrame("", undefined);
    this.#frames = [this.#top];
  }

  scan(): ScannedShell {
    while (this.#unclosed === undefined) {
      if (this.#at >= this.#limit) {
        if (!this.#leaveDocument()) break;
      } else if (this.#top.kind === "command") this.#stepCommand(this.#top);
      else this.#stepText(this.#top);
    }
    for (const frame of this.#frames) if (frame.kind === "command") this.#endCommand(frame);
    return { slots: this.#slots, unclosed: this.#unclosed };
  }

  #startsWith(what: string, at = this.#at): boolean {
    return at + what.length <= this.#limit && this.#text.startsWith(what, at);
  }

  #push(frame: Frame): void {
    if (this.#frames.length >= MAX_DEPTH) return this.#giveUp();
    this.#frames.push(frame);
    this.#top = frame;
  }

  /** Too deep to go on: every expression from here is refused. */
  #giveUp(): void {
    this.#frames.length = 1;
    this.#top = this.#frames[0] ?? this.#top;
    this.#limit = this.#text.length;
    this.#refuseWithin(this.#limit, REFUSALS.depth);
    this.#at = this.#limit;
  }

  #pop(): void {
    this.#frames.pop();
    this.#top = this.#frames.at(-1) ?? commandFrame("", undefined);
  }

  // Commands

  #stepCommand(frame: CommandFrame): void {
    const char = this.#text[this.#at] ?? "";
    switch (char) {
      case "\n":
        return this.#lineBreak(frame);
      case " ":
      case "\t":
      case "\r":
        this.#endWord(frame);
        this.#at++;
        return;
      case "#":
        if (frame.word === undefined) return this.#skipComment();
        return this.#literal(frame, 1);
      case "'":
        return this.#single(frame, this.#at + 1, false, REFUSALS.single);
      case '"':
        this.#wordOf(frame).isQuoted = true;
        this.#at++;
        return this.#push(textFrame("double", frame, { isQuoted: true }));
      case "(":
        return this.#openParenthesis(frame);
      case ")":
        return this.#closeParenthesis(frame);
      case ";":
        return this.#semicolon(frame);
      case "&":
      case "|":
        return this.#ampersandOrBar(frame);
      case "<":
      case ">":
        return this.#redirection(frame);
    }
    if (!this.#expansion(frame)) this.#literal(frame, 1);
  }

  #wordOf(frame: CommandFrame): ShellWord {
    frame.isEmpty = false;
    return frame.word ??= { text: "", isQuoted: false, slots: [] };
  }

  #literal(frame: CommandFrame, length: number): void {
    this.#wordOf(frame).text += this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
  }

  #lineBreak(frame: CommandFrame): void {
    this.#separate(frame);
    this.#at++;
    const documents = frame.documents.splice(0);
    for (const document of documents) {
      const body = this.#bodyOf(document.delimiter, document.stripsTabs);
      if (document.isQuoted) this.#refuseWithin(body.end, REFUSALS.document);
      else if (body.end > this.#at) return this.#enterDocument(frame, documents, document, body);
      this.#at = body.resume;
    }
  }

  /** Ends a command at a separator: what follows is a command again, but for lists and the subject and patterns of `case`. */
  #separate(frame: CommandFrame): void {
    if (frame.test !== undefined || frame.cases.at(-1) === "subject") {
      this.#endWord(frame);
      return;
    }
    this.#endCommand(frame);
    frame.expectsCommand = !frame.isList && frame.cases.at(-1) !== "pattern";
  }

  #endCommand(frame: CommandFrame): void {
    this.#endWord(frame);
    this.#endCondition(frame);
    frame.test = undefined;
    frame.words = [];
    frame.expectsTarget = false;
  }

  #skipComment(): void {
    const isInBackticks = this.#frames.some((frame) => frame.kind === "command" && frame.close === "`");
    while (this.#at < this.#limit && this.#text[this.#at] !== "\n" && !(isInBackticks && this.#text[this.#at] === "`")) this.#at++;
  }

  #openParenthesis(frame: CommandFrame): void {
    if (frame.test !== undefined || frame.cases.at(-1) === "pattern" && frame.word === undefined) {
      this.#endWord(frame);
      this.#at++;
      return;
    }
    const word = frame.word?.text ?? "";
    const isArray = word.endsWith("=");
    const isNegation = word === "!" && frame.expectsCommand;
    if (isArray || /[@!?*+]$/.test(word) && !isNegation && frame.word?.isQuoted === false) {
      this.#at++;
      return this.#push(commandFrame(")", frame, true));
    }
    const wasFor = frame.words[0] === "for";
    if (this.#startsWith("((") && (frame.expectsCommand && frame.word === undefined || wasFor) && this.#isArithmetic(this.#at + 2)) {
      this.#endWord(frame);
      this.#at += 2;
      return this.#push(textFrame("arithmetic", frame, { close: "))", need: ARITHMETIC }));
    }
    this.#endWord(frame);
    this.#at++;
    frame.isEmpty = false;
    this.#push(commandFrame(")", frame));
  }

  /** Whether the `((` before `start` is closed by `))`, as arithmetic is and two subshells need not be. */
  #isArithmetic(start: number): boolean {
    const close = (this.#closings ??= closingParentheses(this.#text))[start - 1] ?? 0;
    return close > 0 && close + 1 < this.#limit && this.#text[close + 1] === ")";
  }

  #closeParenthesis(frame: CommandFrame): void {
    const part = frame.cases.at(-1);
    if (frame.test !== undefined) {
      this.#endWord(frame);
    } else if (part === "pattern") {
      this.#endCommand(frame);
      frame.cases[frame.cases.length - 1] = "body";
      frame.expectsCommand = true;
    } else if (frame.close === ")") {
      this.#endCommand(frame);
      this.#pop();
      const above = this.#top;
      if (above.kind !== "command") above.command.documents.push(...frame.documents);
      else {
        above.documents.push(...frame.documents);
        // `name()` is followed by the function's body; a subshell by a separator.
        if (above.word === undefined && !frame.isList) above.expectsCommand = frame.isEmpty;
      }
    }
    this.#at++;
  }

  #semicolon(frame: CommandFrame): void {
    const mark = [";;&", ";;", ";&"].find((each) => this.#startsWith(each));
    this.#separate(frame);
    if (mark !== undefined && frame.cases.at(-1) === "body") {
      frame.cases[frame.cases.length - 1] = "pattern";
      frame.expectsCommand = false;
    }
    this.#at += mark?.length ?? 1;
  }

  #ampersandOrBar(frame: CommandFrame): void {
    if (this.#startsWith("&>")) {
      this.#endWord(frame);
      this.#at += this.#startsWith("&>>") ? 3 : 2;
      frame.expectsTarget = true;
      return;
    }
    const mark = ["&&", "||", "|&"].find((each) => this.#startsWith(each));
    if (frame.test !== undefined) {
      this.#endWord(frame);
      this.#endCondition(frame);
    } else this.#separate(frame);
    this.#at += mark?.length ?? 1;
  }

  #redirection(frame: CommandFrame): void {
    if (frame.test !== undefined) {
      this.#endWord(frame);
      this.#at++;
      return;
    }
    if (this.#text[this.#at + 1] === "(") {
      this.#wordOf(frame).text += HOLE;
      this.#at += 2;
      return this.#push(commandFrame(")", frame));
    }
    if (frame.word !== undefined && /^\d+$/.test(frame.word.text) && !frame.word.isQuoted) frame.word = undefined;
    this.#endWord(frame);
    const mark = ["<<<", "<<-", "<<", "<&", "<>", ">>", ">|", ">&"].find((each) => this.#startsWith(each)) ?? ">";
    this.#at += mark.length;
    if (mark === "<<" || mark === "<<-") this.#readDelimiter(frame, mark === "<<-");
    else frame.expectsTarget = true;
  }

  // Words

  #endWord(frame: CommandFrame): void {
    const word = frame.word;
    if (word === undefined) return;
    frame.word = undefined;
    if (frame.isList) {
      if (/^\[/.test(word.text)) needFor(word.slots, ARITHMETIC.kind, "the index of an array");
    } else if (frame.expectsTarget) frame.expectsTarget = false;
    else if (frame.cases.at(-1) === "subject" || frame.cases.at(-1) === "pattern") this.#caseWord(frame, word);
    else if (frame.test !== undefined) this.#testWord(frame, frame.test, word);
    else if (frame.expectsCommand) this.#commandWord(frame, word);
    else {
      const reader = word.slots.length === 0 ? undefined : codeReaderOf(frame.words);
      if (reader !== undefined) needFor(word.slots, "inert", reader);
      frame.words.push(word.text);
      if (frame.words.length > MAX_WORDS) frame.words.splice(MAX_WORDS / 2, 1);
      if (word.text === "{" && frame.words[0] === "function") frame.expectsCommand = true;
    }
  }

  #caseWord(frame: CommandFrame, word: ShellWord): void {
    if (frame.cases.at(-1) === "subject") {
      if (word.text === "in" && frame.words.length > 1) frame.cases[frame.cases.length - 1] = "pattern";
      frame.words.push(word.text);
    } else if (word.text === "esac" && !word.isQuoted) frame.cases.pop();
  }

  #testWord(frame: CommandFrame, test: NonNullable<CommandFrame["test"]>, word: ShellWord): void {
    test.slots.push(...word.slots);
    if (word.isQuoted) return;
    if (/^-(eq|ne|lt|le|gt|ge|v|R)$/.test(word.text)) test.isArithmetic = true;
    if (word.text !== "]]") return;
    this.#endCondition(frame);
    frame.test = undefined;
    frame.expectsCommand = false;
  }

  #endCondition(frame: CommandFrame): void {
    if (frame.test === undefined) return;
    if (frame.test.isArithmetic) needFor(frame.test.slots, "number", "the comparison of numbers in [[ ]]");
    frame.test = { slots: [], isArithmetic: false };
  }

  #commandWord(frame: CommandFrame, word: ShellWord): void {
    const assignment = /^[A-Za-z_]\w*(\[[^=]*\])?\+?=/.exec(word.text);
    if (assignment !== null) {
      if (assignment[1] !== undefined) {
        const inIndex = [...assignment[1]].filter((char) => char === HOLE).length;
        needFor(word.slots.slice(0, inIndex), "number", "the index of an array");
      }
      return;
    }
    if (!word.isQuoted && STAYS_COMMAND.has(word.text)) return;
    frame.expectsCommand = false;
    frame.words = [word.text];
    if (!word.isQuoted && NO_COMMAND_NEXT.has(word.text)) {
      if (word.text === "case") frame.cases.push("subject");
      if (word.text === "[[") frame.test = { slots: [], isArithmetic: false };
      if (word.text === "esac") frame.cases.pop();
      return;
    }
    const [first] = word.slots;
    if (word.text.startsWith(HOLE) && first !== undefined) first.refusal ??= REFUSALS.command;
  }

  // Here-documents

  #readDelimiter(frame: CommandFrame, stripsTabs: boolean): void {
    while (this.#text[this.#at] === " " || this.#text[this.#at] === "\t") this.#at++;
    let delimiter = "";
    let isQuoted = false;
    while (this.#at < this.#limit && !/[\s;&|<>()]/.test(this.#text[this.#at] ?? "")) {
      const char = this.#text[this.#at] ?? "";
      if (this.#startsWith("{{")) {
        this.#slot("word", REFUSALS.delimiter);
        continue;
      }
      this.#at++;
      if (char === "\\") {
        isQuoted = true;
        delimiter += this.#text[this.#at] ?? "";
        this.#at++;
      } else if (char === "'" || char === '"') {
        isQuoted = true;
        const end = this.#text.indexOf(char, this.#at);
        delimiter += this.#text.slice(this.#at, end < 0 ? this.#limit : end);
        this.#at = end < 0 ? this.#limit : end + 1;
      } else delimiter += char;
    }
    frame.documents.push({ delimiter, isQuoted, stripsTabs, words: frame.words });
  }

  /** Where a body ends, and where the line after its delimiter begins. */
  #bodyOf(delimiter: string, stripsTabs: boolean): { readonly end: number; readonly resume: number } {
    let start = this.#at;
    while (start < this.#limit) {
      const feed = this.#text.indexOf("\n", start);
      const end = feed < 0 || feed > this.#limit ? this.#limit : feed;
      const line = this.#text.slice(start, end);
      if ((stripsTabs ? line.replace(/^\t+/, "") : line) === delimiter) return { end: start, resume: Math.min(end + 1, this.#limit) };
      start = end + 1;
    }
    return { end: this.#limit, resume: this.#limit };
  }

  #enterDocument(
    frame: CommandFrame,
    pending: CommandFrame["documents"],
    document: CommandFrame["documents"][number],
    body: { readonly end: number; readonly resume: number },
  ): void {
    const reader = inputReaderOf(document.words);
    // The documents that follow this one on the same line are read when its body is done.
    frame.documents.push(...pending.slice(pending.indexOf(document) + 1));
    this.#push(textFrame("document", frame, {
      // The body is no part of the command's words.
      command: commandFrame("", frame, true),
      isQuoted: true,
      need: reader === undefined ? frame.need : { kind: "inert", by: reader },
      end: this.#limit,
      resume: body.resume,
    }));
    this.#limit = body.end;
  }

  /** At the limit: goes on behind the innermost here-document; false when the whole text is read. */
  #leaveDocument(): boolean {
    const index = this.#frames.findLastIndex((frame) => frame.kind === "document");
    const document = this.#frames[index];
    if (document === undefined || document.kind !== "document") return false;
    for (const frame of this.#frames.slice(index)) if (frame.kind === "command") this.#endCommand(frame);
    this.#frames.length = index;
    this.#top = this.#frames[index - 1] ?? this.#top;
    this.#limit = document.end;
    this.#at = document.resume;
    // Back onto the line break, so that the next body is read.
    if (this.#top.kind === "command" && this.#top.documents.length > 0 && this.#text[this.#at - 1] === "\n") this.#at--;
    return true;
  }

  #refuseWithin(end: number, refusal: Refusal): void {
    const limit = this.#limit;
    this.#limit = end;
    for (;;) {
      const open = this.#text.indexOf("{{", this.#at);
      if (open < 0 || open >= end || this.#unclosed !== undefined) break;
      this.#at = open;
      this.#slot("inside", refusal);
    }
    this.#limit = limit;
  }

  // Text in which expansions work

  #stepText(frame: TextFrame): void {
    const char = this.#text[this.#at] ?? "";
    const closes = frame.kind === "double" ? '"' : frame.kind === "parameter" ? "}" : "";
    if (char === closes) {
      this.#at++;
      return this.#pop();
    }
    if (frame.kind === "arithmetic") {
      if (frame.close === "]" && char === "]" || frame.depth === 0 && char === ")" && frame.close === "))") {
        this.#at += this.#startsWith(frame.close) ? frame.close.length : 1;
        return this.#pop();
      }
      if (char === "(") frame.depth++;
      if (char === ")") frame.depth--;
    }
    if (frame.kind === "parameter" && char === '"') {
      this.#at++;
      // What quotes inside a quoted ${…} mean differs between shells.
      const refusal = frame.isQuoted ? REFUSALS.parameter : frame.refusal;
      return this.#push(textFrame("double", frame, { isQuoted: true, refusal }));
    }
    if (frame.kind === "parameter" && char === "'" && !frame.isQuoted) {
      return this.#single(frame.command, this.#at + 1, false, REFUSALS.single);
    }
    if (char === "`" && frame.kind === "double" && frame.command.close === "`") {
      // A backtick inside backticks closes them, even from within quotes.
      while (this.#top !== frame.command) this.#pop();
      return;
    }
    if (this.#expansion(frame)) return;
    this.#wordOf(frame.command).text += char;
    this.#at++;
  }

  /** Reads what is special both in commands and in text: escapes, expressions, `$…` and backticks; false for an ordinary character. */
  #expansion(frame: Frame): boolean {
    const command = frame.kind === "command" ? frame : frame.command;
    switch (this.#text[this.#at]) {
      case "\\":
        return this.#backslash(command);
      case "{":
        if (!this.#startsWith("{{")) return false;
        this.#slot(formIn(frame), undefined);
        return true;
      case "`":
        this.#backtick(frame, command);
        return true;
      case "$":
        return this.#dollar(frame, command);
    }
    return false;
  }

  #backslash(command: CommandFrame): boolean {
    if (this.#startsWith("{{", this.#at + 1)) {
      this.#at++;
      this.#slot("word", REFUSALS.backslash);
      return true;
    }
    if (command.close === "`" && this.#text[this.#at + 1] === "`") command.hasNestedBacktick = !command.hasNestedBacktick;
    if (this.#text[this.#at + 1] !== "\n") {
      const word = this.#wordOf(command);
      word.isQuoted = true;
      word.text += this.#text[this.#at + 1] ?? "";
    }
    this.#at += 2;
    return true;
  }

  #backtick(frame: Frame, command: CommandFrame): void {
    this.#at++;
    if (frame === command && command.close === "`") {
      this.#endCommand(command);
      return this.#pop();
    }
    this.#wordOf(command).text += HOLE;
    this.#push(commandFrame("`", frame));
  }

  #dollar(frame: Frame, command: CommandFrame): boolean {
    if (this.#startsWith("{{", this.#at + 1) && !LITERAL_BRACES.test(this.#sourceAt(this.#at + 1))) {
      this.#at++;
      this.#slot(formIn(frame), REFUSALS.dollar);
      return true;
    }
    const next = this.#text[this.#at + 1] ?? "";
    if (frame.kind === "command" && next === "'") {
      this.#single(frame, this.#at + 2, true, REFUSALS.ansi);
      return true;
    }
    if (frame.kind === "command" && next === '"') {
      this.#at++;
      return true;
    }
    if (next !== "(" && next !== "{" && next !== "[") return false;
    this.#wordOf(command).text += HOLE;
    if (this.#startsWith("((", this.#at + 1) && this.#isArithmetic(this.#at + 3)) {
      this.#at += 3;
      this.#push(textFrame("arithmetic", frame, { close: "))", need: ARITHMETIC }));
    } else if (next === "[") {
      this.#at += 2;
      this.#push(textFrame("arithmetic", frame, { close: "]", need: ARITHMETIC }));
    } else if (next === "(") {
      this.#at += 2;
      this.#push(commandFrame(")", frame));
    } else {
      const header = /\$\{[#!]?(?:[A-Za-z_]\w*|\d+|[@*#?$!-])?(:?[-+?])?/y;
      header.lastIndex = this.#at;
      const found = header.exec(this.#text);
      this.#at += found?.[0].length ?? 2;
      const refusal = found?.[1] === undefined ? REFUSALS.parameter : frame.refusal;
      this.#push(textFrame("parameter", frame, { refusal }));
    }
    return true;
  }

  /** Reads up to the closing single quote; expressions on the way are refused. */
  #single(frame: CommandFrame, start: number, hasEscapes: boolean, refusal: Refusal): void {
    const word = this.#wordOf(frame);
    word.isQuoted = true;
    this.#at = start;
    while (this.#at < this.#limit && this.#unclosed === undefined) {
      const char = this.#text[this.#at] ?? "";
      if (this.#startsWith("{{")) this.#slot("inside", refusal);
      else if (char === "'") break;
      else {
        word.text += char;
        this.#at += hasEscapes && char === "\\" ? 2 : 1;
      }
    }
    this.#at++;
  }

  // Expressions

  #sourceAt(open: number): string {
    return this.#text.slice(open + 2, Math.max(open + 2, this.#endAt(open).end - 2));
  }

  #endAt(open: number) {
    return findExpressionEnd(this.#text, open + 2, this.#limit, this.#recoveries >= MAX_RECOVERIES);
  }

  /** Takes the expression at the current place. */
  #slot(form: SlotForm, refusal: Refusal | undefined): void {
    const start = this.#at;
    const { end, closed, isRecovered } = this.#endAt(start);
    if (isRecovered) this.#recoveries++;
    this.#at = end;
    if (!closed) {
      this.#unclosed = start;
      return;
    }
    const source = this.#text.slice(start + 2, end - 2);
    const top = this.#top;
    const command = top.kind === "command" ? top : top.command;
    const isLiteral = LITERAL_BRACES.test(source);
    const slot: OpenSlot = {
      span: { start, end },
      source,
      offset: start + 2,
      form: isLiteral ? "literal" : form,
      need: isLiteral ? undefined : top.need,
      refusal: isLiteral ? undefined : refusal ?? top.refusal ?? (command.hasNestedBacktick ? REFUSALS.backticks : undefined),
    };
    this.#slots.push(slot);
    const word = this.#wordOf(command);
    word.text += isLiteral ? source.trim().slice(1, -1) : HOLE;
    if (isLiteral) return;
    word.slots.push(slot);
    // A substitution inside a word that is read as code brings its values there too.
    for (let outer = command.outer; outer !== undefined; outer = outer.outer) outer.word?.slots.push(slot);
  }
}

/** For each opening parenthesis the place of its closing one, quotes disregarded; 0 for one that stays open. */
function closingParentheses(text: string): Int32Array {
  const closings = new Int32Array(text.length);
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") open.push(at);
    else if (text[at] === ")") {
      const start = open.pop();
      if (start !== undefined) closings[start] = at;
    }
  }
  return closings;
}

function formIn(frame: Frame): SlotForm {
  if (frame.kind === "command") return "word";
  if (frame.kind === "arithmetic") return "number";
  return frame.isQuoted ? "inside" : "word";
}

function needFor(slots: readonly OpenSlot[], kind: "number" | "inert", by: string): void {
  for (const slot of slots) if (slot.form !== "literal") slot.need ??= { kind, by };
}
