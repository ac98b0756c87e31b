import { endCommand } from "./end_word.ts";
import { type PosixReading, wordOf } from "./posix_reading.ts";
import { ARITHMETIC, type CommandFrame, commandFrame, type Frame, HOLE, textFrame } from "./shell_frame.ts";
import { type Refusal, REFUSALS, type SlotForm } from "./slot.ts";

/** Reads what is special both in commands and in text: escapes, expressions, `$…` and backticks; false for an ordinary character. */
export function readExpansion(reading: PosixReading, frame: Frame): boolean {
  const command = frame.kind === "command" ? frame : frame.command;
  switch (reading.cursor.char) {
    case "\\":
      return backslash(reading, command);
    case "{":
      if (!reading.cursor.startsWith("{{")) return false;
      reading.slot(formIn(frame), undefined);
      return true;
    case "`":
      backtick(reading, frame, command);
      return true;
    case "$":
      return dollar(reading, frame, command);
  }
  return false;
}

function backslash(reading: PosixReading, command: CommandFrame): boolean {
  if (reading.cursor.startsWith("{{", reading.cursor.at + 1)) {
    reading.cursor.at++;
    reading.slot("word", REFUSALS.backslash);
    return true;
  }
  if (command.close === "`" && reading.cursor.text[reading.cursor.at + 1] === "`") command.hasNestedBacktick = !command.hasNestedBacktick;
  if (reading.cursor.text[reading.cursor.at + 1] !== "\n") {
    const word = wordOf(command);
    word.isQuoted = true;
    word.text += reading.cursor.text[reading.cursor.at + 1] ?? "";
  }
  reading.cursor.at += 2;
  return true;
}

function backtick(reading: PosixReading, frame: Frame, command: CommandFrame): void {
  reading.cursor.at++;
  if (frame === command && command.close === "`") {
    endCommand(command);
    return reading.pop();
  }
  wordOf(command).text += HOLE;
  reading.push(commandFrame("`", frame));
}

function dollar(reading: PosixReading, frame: Frame, command: CommandFrame): boolean {
  if (reading.cursor.startsWith("{{", reading.cursor.at + 1) && !reading.cursor.isLiteralAt(reading.cursor.at + 1)) {
    reading.cursor.at++;
    reading.slot(formIn(frame), REFUSALS.dollar);
    return true;
  }
  const next = reading.cursor.text[reading.cursor.at + 1] ?? "";
  if (frame.kind === "command" && next === "'") {
    readSingleQuoted(reading, frame, reading.cursor.at + 2, true, REFUSALS.ansi);
    return true;
  }
  if (frame.kind === "command" && next === '"') {
    reading.cursor.at++;
    return true;
  }
  if (next !== "(" && next !== "{" && next !== "[") return false;
  wordOf(command).text += HOLE;
  if (reading.cursor.startsWith("((", reading.cursor.at + 1) && reading.isArithmetic(reading.cursor.at + 3)) {
    reading.cursor.at += 3;
    reading.push(textFrame("arithmetic", frame, { close: "))", need: ARITHMETIC }));
  } else if (next === "[") {
    reading.cursor.at += 2;
    reading.push(textFrame("arithmetic", frame, { close: "]", need: ARITHMETIC }));
  } else if (next === "(") {
    reading.cursor.at += 2;
    reading.push(commandFrame(")", frame));
  } else {
    const header = /\$\{[#!]?(?:[A-Za-z_]\w*|\d+|[@*#?$!-])?(:?[-+?])?/y;
    header.lastIndex = reading.cursor.at;
    const found = header.exec(reading.cursor.text);
    reading.cursor.at += found?.[0].length ?? 2;
    const refusal = found?.[1] === undefined ? REFUSALS.parameter : frame.refusal;
    reading.push(textFrame("parameter", frame, { refusal }));
  }
  return true;
}

/** Reads up to the closing single quote; expressions on the way are refused. */
export function readSingleQuoted(reading: PosixReading, frame: CommandFrame, start: number, hasEscapes: boolean, refusal: Refusal): void {
  const word = wordOf(frame);
  word.isQuoted = true;
  reading.cursor.at = start;
  while (reading.cursor.at < reading.cursor.limit && !reading.cursor.isBroken) {
    const char = reading.cursor.char;
    if (reading.cursor.startsWith("{{")) reading.slot("inside", refusal);
    else if (char === "'") break;
    else {
      word.text += char;
      reading.cursor.at += hasEscapes && char === "\\" ? 2 : 1;
    }
  }
  reading.cursor.at++;
}

function formIn(frame: Frame): SlotForm {
  if (frame.kind === "command") return "word";
  if (frame.kind === "arithmetic") return "number";
  return frame.isQuoted ? "inside" : "word";
}
