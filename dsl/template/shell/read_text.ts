import { type PosixReading, wordOf } from "./posix_reading.ts";
import { readExpansion, readSingleQuoted } from "./read_expansion.ts";
import { type TextFrame, textFrame } from "./shell_frame.ts";
import { REFUSALS } from "./slot.ts";

/** Reads on by a step within a text in which expansions work: double quotes, `${…}`, arithmetic, the body of a here-document. */
export function stepText(reading: PosixReading, frame: TextFrame): void {
  const char = reading.cursor.char;
  const closes = frame.kind === "double" ? '"' : frame.kind === "parameter" ? "}" : "";
  if (char === closes) {
    reading.cursor.at++;
    return reading.pop();
  }
  if (frame.kind === "arithmetic") {
    if (frame.close === "]" && char === "]" || frame.depth === 0 && char === ")" && frame.close === "))") {
      reading.cursor.at += reading.cursor.startsWith(frame.close) ? frame.close.length : 1;
      return reading.pop();
    }
    if (char === "(") frame.depth++;
    if (char === ")") frame.depth--;
  }
  if (frame.kind === "parameter" && char === '"') {
    reading.cursor.at++;
    // What quotes inside a quoted ${…} mean differs between shells.
    const refusal = frame.isQuoted ? REFUSALS.parameter : frame.refusal;
    return reading.push(textFrame("double", frame, { isQuoted: true, refusal }));
  }
  if (frame.kind === "parameter" && char === "'" && !frame.isQuoted) {
    return readSingleQuoted(reading, frame.command, reading.cursor.at + 1, false, REFUSALS.single);
  }
  if (char === "`" && frame.kind === "double" && frame.command.close === "`") {
    // A backtick inside backticks closes them, even from within quotes.
    while (reading.top !== frame.command) reading.pop();
    return;
  }
  if (readExpansion(reading, frame)) return;
  wordOf(frame.command).text += char;
  reading.cursor.at++;
}
