import { closingParentheses } from "./closing_parentheses.ts";
import { ShellCursor } from "./shell_cursor.ts";
import { type CommandFrame, commandFrame, type Frame, HOLE, type ShellWord } from "./shell_frame.ts";
import { type Refusal, REFUSALS, type SlotForm } from "./slot.ts";

const MAX_DEPTH = 200;

/** Shell text while it is read: the place in it, and what is open around that place. */
export class PosixReading {
  readonly cursor: ShellCursor;
  /** Outermost first. */
  readonly frames: Frame[];
  /** The innermost frame. */
  top: Frame;
  #closings: Int32Array | undefined;

  constructor(text: string) {
    this.cursor = new ShellCursor(text);
    this.top = commandFrame("", undefined);
    this.frames = [this.top];
  }

  /** Opens a frame. */
  push(frame: Frame): void {
    if (this.frames.length >= MAX_DEPTH) return this.#giveUp();
    this.frames.push(frame);
    this.top = frame;
  }

  /** Too deep to go on: every expression from here is refused. */
  #giveUp(): void {
    this.frames.length = 1;
    this.top = this.frames[0] ?? this.top;
    this.cursor.limit = this.cursor.text.length;
    this.refuseWithin(this.cursor.limit, REFUSALS.depth);
    this.cursor.at = this.cursor.limit;
  }

  /** Closes the innermost frame. */
  pop(): void {
    this.frames.pop();
    this.top = this.frames.at(-1) ?? commandFrame("", undefined);
  }

  /** Whether the `((` before `start` is closed by `))`, as arithmetic is and two subshells need not be. */
  isArithmetic(start: number): boolean {
    const close = (this.#closings ??= closingParentheses(this.cursor.text))[start - 1] ?? 0;
    return close > 0 && close + 1 < this.cursor.limit && this.cursor.text[close + 1] === ")";
  }

  /** Takes the expression at the current place. */
  slot(form: SlotForm, refusal: Refusal | undefined): void {
    const slot = this.cursor.take(form);
    if (slot === undefined) return;
    const top = this.top;
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

  /** Takes every expression up to a place, refused, and goes behind the last of them. */
  refuseWithin(end: number, refusal: Refusal): void {
    const limit = this.cursor.limit;
    this.cursor.limit = end;
    for (;;) {
      const open = this.cursor.text.indexOf("{{", this.cursor.at);
      if (open < 0 || open >= end || this.cursor.isBroken) break;
      this.cursor.at = open;
      this.slot("inside", refusal);
    }
    this.cursor.limit = limit;
  }
}

/** The word that is being read; a new one when there is none. */
export function wordOf(frame: CommandFrame): ShellWord {
  frame.isEmpty = false;
  return frame.word ??= { text: "", isQuoted: false, slots: [] };
}
