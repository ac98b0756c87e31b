import { closingParentheses } from "./closing_parentheses.ts";
import { inputReaderOf } from "./code_words.ts";
import { endCommand, endCondition, endWord } from "./end_word.ts";
import { type BodyRange, bodyRange, readDelimiter } from "./here_document.ts";
import { ShellCursor } from "./shell_cursor.ts";
import { type CommandFrame, commandFrame, type Frame, HOLE, type ShellWord, type TextFrame, textFrame } from "./shell_frame.ts";
import { type Refusal, REFUSALS, type ScannedShell, type SlotForm } from "./slot.ts";

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
const ARITHMETIC = { kind: "number", by: "arithmetic" } as const;

class PosixScanner {
  readonly #cursor: ShellCursor;
  readonly #frames: Frame[];
  #top: Frame;
  #closings: Int32Array | undefined;

  constructor(text: string) {
    this.#cursor = new ShellCursor(text);
    this.#top = commandFrame("", undefined);
    this.#frames = [this.#top];
  }

  scan(): ScannedShell {
    while (!this.#cursor.isBroken) {
      if (this.#cursor.at >= this.#cursor.limit) {
        if (!this.#leaveDocument()) break;
      } else if (this.#top.kind === "command") this.#stepCommand(this.#top);
      else this.#stepText(this.#top);
    }
    for (const frame of this.#frames) if (frame.kind === "command") endCommand(frame);
    return this.#cursor.result();
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
    this.#cursor.limit = this.#cursor.text.length;
    this.#refuseWithin(this.#cursor.limit, REFUSALS.depth);
    this.#cursor.at = this.#cursor.limit;
  }

  #pop(): void {
    this.#frames.pop();
    this.#top = this.#frames.at(-1) ?? commandFrame("", undefined);
  }

  // Commands

  #stepCommand(frame: CommandFrame): void {
    const char = this.#cursor.char;
    switch (char) {
      case "\n":
        return this.#lineBreak(frame);
      case " ":
      case "\t":
      case "\r":
        endWord(frame);
        this.#cursor.at++;
        return;
      case "#":
        if (frame.word === undefined) return this.#skipComment();
        return this.#literal(frame, 1);
      case "'":
        return this.#single(frame, this.#cursor.at + 1, false, REFUSALS.single);
      case '"':
        wordOf(frame).isQuoted = true;
        this.#cursor.at++;
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

  #literal(frame: CommandFrame, length: number): void {
    wordOf(frame).text += this.#cursor.text.slice(this.#cursor.at, this.#cursor.at + length);
    this.#cursor.at += length;
  }

  #lineBreak(frame: CommandFrame): void {
    if (frame.test === undefined) this.#separate(frame);
    else this.#nextCondition(frame, true);
    this.#cursor.at++;
    const documents = frame.documents.splice(0);
    for (const document of documents) {
      const body = bodyRange(this.#cursor, document);
      if (document.isQuoted) {
        this.#refuseWithin(body.end, REFUSALS.document);
        // The body is no beginning of the next command, also when what stands in it is pasted.
        frame.word = undefined;
      } else if (body.end > this.#cursor.at) return this.#enterDocument(frame, documents, document, body);
      this.#cursor.at = body.resume;
    }
  }

  /** Ends a command at a separator: what follows is a command again, but for lists and the subject and patterns of `case`. */
  #separate(frame: CommandFrame): void {
    if (frame.cases.at(-1) === "subject") {
      endWord(frame);
      return;
    }
    endCommand(frame);
    frame.expectsCommand = !frame.isList && frame.cases.at(-1) !== "pattern";
  }

  #skipComment(): void {
    const isInBackticks = this.#frames.some((frame) => frame.kind === "command" && frame.close === "`");
    while (this.#cursor.at < this.#cursor.limit && this.#cursor.char !== "\n" && !(isInBackticks && this.#cursor.char === "`")) {
      this.#cursor.at++;
    }
  }

  #openParenthesis(frame: CommandFrame): void {
    if (frame.test !== undefined || frame.cases.at(-1) === "pattern" && frame.word === undefined) {
      endWord(frame);
      this.#cursor.at++;
      return;
    }
    const word = frame.word?.text ?? "";
    const isArray = word.endsWith("=");
    const isNegation = word === "!" && frame.expectsCommand;
    if (isArray || /[@!?*+]$/.test(word) && !isNegation && frame.word?.isQuoted === false) {
      this.#cursor.at++;
      return this.#push(commandFrame(")", frame, true));
    }
    const wasFor = frame.words[0] === "for";
    if (
      this.#cursor.startsWith("((") && (frame.expectsCommand && frame.word === undefined || wasFor) &&
      this.#isArithmetic(this.#cursor.at + 2)
    ) {
      endWord(frame);
      this.#cursor.at += 2;
      return this.#push(textFrame("arithmetic", frame, { close: "))", need: ARITHMETIC }));
    }
    endWord(frame);
    this.#cursor.at++;
    frame.isEmpty = false;
    this.#push(commandFrame(")", frame));
  }

  /** Whether the `((` before `start` is closed by `))`, as arithmetic is and two subshells need not be. */
  #isArithmetic(start: number): boolean {
    const close = (this.#closings ??= closingParentheses(this.#cursor.text))[start - 1] ?? 0;
    return close > 0 && close + 1 < this.#cursor.limit && this.#cursor.text[close + 1] === ")";
  }

  #closeParenthesis(frame: CommandFrame): void {
    const part = frame.cases.at(-1);
    if (frame.test !== undefined) {
      endWord(frame);
    } else if (part === "pattern") {
      endCommand(frame);
      frame.cases[frame.cases.length - 1] = "body";
      frame.expectsCommand = true;
    } else if (frame.close === ")") {
      endCommand(frame);
      this.#pop();
      const above = this.#top;
      if (above.kind !== "command") above.command.documents.push(...frame.documents);
      else {
        above.documents.push(...frame.documents);
        // `name()` is followed by the function's body; a subshell by a separator.
        if (above.word === undefined && !frame.isList) above.expectsCommand = frame.isEmpty;
      }
    }
    this.#cursor.at++;
  }

  #semicolon(frame: CommandFrame): void {
    const mark = [";;&", ";;", ";&"].find((each) => this.#cursor.startsWith(each));
    this.#separate(frame);
    if (mark !== undefined && frame.cases.at(-1) === "body") {
      frame.cases[frame.cases.length - 1] = "pattern";
      frame.expectsCommand = false;
    }
    this.#cursor.at += mark?.length ?? 1;
  }

  #ampersandOrBar(frame: CommandFrame): void {
    if (this.#cursor.startsWith("&>")) {
      endWord(frame);
      this.#cursor.at += this.#cursor.startsWith("&>>") ? 3 : 2;
      frame.expectsTarget = "file";
      return;
    }
    const mark = ["&&", "||", "|&"].find((each) => this.#cursor.startsWith(each));
    if (frame.test !== undefined && (mark === "&&" || mark === "||")) this.#nextCondition(frame, mark === "||");
    else this.#separate(frame);
    this.#cursor.at += mark?.length ?? 1;
  }

  /**
   * Goes on to the next condition within `[[ ]]`.
   *
   * @param mayRun Whether a shell that does not know `[[` would run what follows as a command.
   */
  #nextCondition(frame: CommandFrame, mayRun: boolean): void {
    endWord(frame);
    endCondition(frame);
    if (frame.test !== undefined) frame.test.mayRun = mayRun;
  }

  #redirection(frame: CommandFrame): void {
    if (frame.test !== undefined) {
      endWord(frame);
      this.#cursor.at++;
      return;
    }
    if (this.#cursor.text[this.#cursor.at + 1] === "(") {
      wordOf(frame).text += HOLE;
      this.#cursor.at += 2;
      return this.#push(commandFrame(")", frame));
    }
    if (frame.word !== undefined && /^\d+$/.test(frame.word.text) && !frame.word.isQuoted) frame.word = undefined;
    endWord(frame);
    const mark = ["<<<", "<<-", "<<", "<&", "<>", ">>", ">|", ">&"].find((each) => this.#cursor.startsWith(each)) ?? ">";
    this.#cursor.at += mark.length;
    if (mark === "<<" || mark === "<<-") {
      const read = readDelimiter(this.#cursor, () => this.#slot("word", REFUSALS.delimiter));
      frame.documents.push({ ...read, stripsTabs: mark === "<<-", words: frame.words });
    } else frame.expectsTarget = mark === "<<<" ? "input" : mark.endsWith("&") ? "descriptor" : "file";
  }

  // Here-documents

  #enterDocument(
    frame: CommandFrame,
    pending: CommandFrame["documents"],
    document: CommandFrame["documents"][number],
    body: BodyRange,
  ): void {
    const reader = inputReaderOf(document.words);
    // The documents that follow this one on the same line are read when its body is done.
    frame.documents.push(...pending.slice(pending.indexOf(document) + 1));
    this.#push(textFrame("document", frame, {
      // The body is no part of the command's words.
      command: commandFrame("", frame, true),
      isQuoted: true,
      need: reader === undefined ? frame.need : { kind: "inert", by: reader },
      end: this.#cursor.limit,
      resume: body.resume,
    }));
    this.#cursor.limit = body.end;
  }

  /** At the limit: goes on behind the innermost here-document; false when the whole text is read. */
  #leaveDocument(): boolean {
    const index = this.#frames.findLastIndex((frame) => frame.kind === "document");
    const document = this.#frames[index];
    if (document === undefined || document.kind !== "document") return false;
    for (const frame of this.#frames.slice(index)) if (frame.kind === "command") endCommand(frame);
    this.#frames.length = index;
    this.#top = this.#frames[index - 1] ?? this.#top;
    this.#cursor.limit = document.end;
    this.#cursor.at = document.resume;
    // Back onto the line break, so that the next body is read.
    if (this.#top.kind === "command" && this.#top.documents.length > 0 && this.#cursor.text[this.#cursor.at - 1] === "\n") {
      this.#cursor.at--;
    }
    return true;
  }

  #refuseWithin(end: number, refusal: Refusal): void {
    const limit = this.#cursor.limit;
    this.#cursor.limit = end;
    for (;;) {
      const open = this.#cursor.text.indexOf("{{", this.#cursor.at);
      if (open < 0 || open >= end || this.#cursor.isBroken) break;
      this.#cursor.at = open;
      this.#slot("inside", refusal);
    }
    this.#cursor.limit = limit;
  }

  // Text in which expansions work

  #stepText(frame: TextFrame): void {
    const char = this.#cursor.char;
    const closes = frame.kind === "double" ? '"' : frame.kind === "parameter" ? "}" : "";
    if (char === closes) {
      this.#cursor.at++;
      return this.#pop();
    }
    if (frame.kind === "arithmetic") {
      if (frame.close === "]" && char === "]" || frame.depth === 0 && char === ")" && frame.close === "))") {
        this.#cursor.at += this.#cursor.startsWith(frame.close) ? frame.close.length : 1;
        return this.#pop();
      }
      if (char === "(") frame.depth++;
      if (char === ")") frame.depth--;
    }
    if (frame.kind === "parameter" && char === '"') {
      this.#cursor.at++;
      // What quotes inside a quoted ${…} mean differs between shells.
      const refusal = frame.isQuoted ? REFUSALS.parameter : frame.refusal;
      return this.#push(textFrame("double", frame, { isQuoted: true, refusal }));
    }
    if (frame.kind === "parameter" && char === "'" && !frame.isQuoted) {
      return this.#single(frame.command, this.#cursor.at + 1, false, REFUSALS.single);
    }
    if (char === "`" && frame.kind === "double" && frame.command.close === "`") {
      // A backtick inside backticks closes them, even from within quotes.
      while (this.#top !== frame.command) this.#pop();
      return;
    }
    if (this.#expansion(frame)) return;
    wordOf(frame.command).text += char;
    this.#cursor.at++;
  }

  /** Reads what is special both in commands and in text: escapes, expressions, `$…` and backticks; false for an ordinary character. */
  #expansion(frame: Frame): boolean {
    const command = frame.kind === "command" ? frame : frame.command;
    switch (this.#cursor.char) {
      case "\\":
        return this.#backslash(command);
      case "{":
        if (!this.#cursor.startsWith("{{")) return false;
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
    if (this.#cursor.startsWith("{{", this.#cursor.at + 1)) {
      this.#cursor.at++;
      this.#slot("word", REFUSALS.backslash);
      return true;
    }
    if (command.close === "`" && this.#cursor.text[this.#cursor.at + 1] === "`") command.hasNestedBacktick = !command.hasNestedBacktick;
    if (this.#cursor.text[this.#cursor.at + 1] !== "\n") {
      const word = wordOf(command);
      word.isQuoted = true;
      word.text += this.#cursor.text[this.#cursor.at + 1] ?? "";
    }
    this.#cursor.at += 2;
    return true;
  }

  #backtick(frame: Frame, command: CommandFrame): void {
    this.#cursor.at++;
    if (frame === command && command.close === "`") {
      endCommand(command);
      return this.#pop();
    }
    wordOf(command).text += HOLE;
    this.#push(commandFrame("`", frame));
  }

  #dollar(frame: Frame, command: CommandFrame): boolean {
    if (this.#cursor.startsWith("{{", this.#cursor.at + 1) && !this.#cursor.isLiteralAt(this.#cursor.at + 1)) {
      this.#cursor.at++;
      this.#slot(formIn(frame), REFUSALS.dollar);
      return true;
    }
    const next = this.#cursor.text[this.#cursor.at + 1] ?? "";
    if (frame.kind === "command" && next === "'") {
      this.#single(frame, this.#cursor.at + 2, true, REFUSALS.ansi);
      return true;
    }
    if (frame.kind === "command" && next === '"') {
      this.#cursor.at++;
      return true;
    }
    if (next !== "(" && next !== "{" && next !== "[") return false;
    wordOf(command).text += HOLE;
    if (this.#cursor.startsWith("((", this.#cursor.at + 1) && this.#isArithmetic(this.#cursor.at + 3)) {
      this.#cursor.at += 3;
      this.#push(textFrame("arithmetic", frame, { close: "))", need: ARITHMETIC }));
    } else if (next === "[") {
      this.#cursor.at += 2;
      this.#push(textFrame("arithmetic", frame, { close: "]", need: ARITHMETIC }));
    } else if (next === "(") {
      this.#cursor.at += 2;
      this.#push(commandFrame(")", frame));
    } else {
      const header = /\$\{[#!]?(?:[A-Za-z_]\w*|\d+|[@*#?$!-])?(:?[-+?])?/y;
      header.lastIndex = this.#cursor.at;
      const found = header.exec(this.#cursor.text);
      this.#cursor.at += found?.[0].length ?? 2;
      const refusal = found?.[1] === undefined ? REFUSALS.parameter : frame.refusal;
      this.#push(textFrame("parameter", frame, { refusal }));
    }
    return true;
  }

  /** Reads up to the closing single quote; expressions on the way are refused. */
  #single(frame: CommandFrame, start: number, hasEscapes: boolean, refusal: Refusal): void {
    const word = wordOf(frame);
    word.isQuoted = true;
    this.#cursor.at = start;
    while (this.#cursor.at < this.#cursor.limit && !this.#cursor.isBroken) {
      const char = this.#cursor.char;
      if (this.#cursor.startsWith("{{")) this.#slot("inside", refusal);
      else if (char === "'") break;
      else {
        word.text += char;
        this.#cursor.at += hasEscapes && char === "\\" ? 2 : 1;
      }
    }
    this.#cursor.at++;
  }

  /** Takes the expression at the current place. */
  #slot(form: SlotForm, refusal: Refusal | undefined): void {
    const slot = this.#cursor.take(form);
    if (slot === undefined) return;
    const top = this.#top;
    const command = top.kind === "command" ? top : top.command;
    const word = wordOf(command);
    if (slot.form === "literal") {
      word.text += slot.source.trim().slice(1, -1);
      return;
    }
    slot.need = top.need;
    slot.refusal = refusal ?? top.refusal ?? (command.hasNestedBacktick ? REFUSALS.backticks : undefined);
    word.text += HOLE;
    word.slots.push(slot);
    // A substitution inside a word that is read as code brings its values there too.
    for (let outer = command.outer; outer !== undefined; outer = outer.outer) outer.word?.slots.push(slot);
  }
}

function formIn(frame: Frame): SlotForm {
  if (frame.kind === "command") return "word";
  if (frame.kind === "arithmetic") return "number";
  return frame.isQuoted ? "inside" : "word";
}

/** The word that is being read; a new one when there is none. */
function wordOf(frame: CommandFrame): ShellWord {
  frame.isEmpty = false;
  return frame.word ??= { text: "", isQuoted: false, slots: [] };
}
