import { endCommand, endCondition, endWord } from "./end_word.ts";
import { bodyRange, enterDocument, readDelimiter } from "./here_document.ts";
import { type PosixReading, wordOf } from "./posix_reading.ts";
import { readExpansion, readSingleQuoted } from "./read_expansion.ts";
import { ARITHMETIC, type CommandFrame, commandFrame, HOLE, textFrame } from "./shell_frame.ts";
import { REFUSALS } from "./slot.ts";

/** Reads on by a step where commands stand: a word, an operator, a separator, a comment, or the beginning of something within. */
export function stepCommand(reading: PosixReading, frame: CommandFrame): void {
  const char = reading.cursor.char;
  switch (char) {
    case "\n":
      return lineBreak(reading, frame);
    case " ":
    case "\t":
    case "\r":
      endWord(frame);
      reading.cursor.at++;
      return;
    case "#":
      if (frame.word === undefined) return skipComment(reading);
      return literal(reading, frame);
    case "'":
      return readSingleQuoted(reading, frame, reading.cursor.at + 1, false, REFUSALS.single);
    case '"':
      wordOf(frame).isQuoted = true;
      reading.cursor.at++;
      return reading.push(textFrame("double", frame, { isQuoted: true }));
    case "(":
      return openParenthesis(reading, frame);
    case ")":
      return closeParenthesis(reading, frame);
    case ";":
      return semicolon(reading, frame);
    case "&":
    case "|":
      return ampersandOrBar(reading, frame);
    case "<":
    case ">":
      return redirection(reading, frame);
  }
  if (!readExpansion(reading, frame)) literal(reading, frame);
}

function literal(reading: PosixReading, frame: CommandFrame): void {
  wordOf(frame).text += reading.cursor.char;
  reading.cursor.at++;
}

function lineBreak(reading: PosixReading, frame: CommandFrame): void {
  if (frame.test === undefined) separate(frame);
  else nextCondition(frame, true);
  reading.cursor.at++;
  const documents = frame.documents.splice(0);
  for (const document of documents) {
    const body = bodyRange(reading.cursor, document);
    if (document.isQuoted) {
      reading.refuseWithin(body.end, REFUSALS.document);
      // The body is no beginning of the next command, also when what stands in it is pasted.
      frame.word = undefined;
    } else if (body.end > reading.cursor.at) return enterDocument(reading, frame, documents, document, body);
    reading.cursor.at = body.resume;
  }
}

/** Ends a command at a separator: what follows is a command again, but for lists and the subject and patterns of `case`. */
function separate(frame: CommandFrame): void {
  if (frame.cases.at(-1) === "subject") {
    endWord(frame);
    return;
  }
  endCommand(frame);
  frame.expectsCommand = !frame.isList && frame.cases.at(-1) !== "pattern";
}

function skipComment(reading: PosixReading): void {
  const isInBackticks = reading.frames.some((frame) => frame.kind === "command" && frame.close === "`");
  while (reading.cursor.at < reading.cursor.limit && reading.cursor.char !== "\n" && !(isInBackticks && reading.cursor.char === "`")) {
    reading.cursor.at++;
  }
}

function openParenthesis(reading: PosixReading, frame: CommandFrame): void {
  if (frame.test !== undefined || frame.cases.at(-1) === "pattern" && frame.word === undefined) {
    endWord(frame);
    reading.cursor.at++;
    return;
  }
  const word = frame.word?.text ?? "";
  const isArray = word.endsWith("=");
  const isNegation = word === "!" && frame.expectsCommand;
  if (isArray || /[@!?*+]$/.test(word) && !isNegation && frame.word?.isQuoted === false) {
    reading.cursor.at++;
    return reading.push(commandFrame(")", frame, true));
  }
  const wasFor = frame.words[0] === "for";
  if (
    reading.cursor.startsWith("((") && (frame.expectsCommand && frame.word === undefined || wasFor) &&
    reading.isArithmetic(reading.cursor.at + 2)
  ) {
    endWord(frame);
    reading.cursor.at += 2;
    return reading.push(textFrame("arithmetic", frame, { close: "))", need: ARITHMETIC }));
  }
  endWord(frame);
  reading.cursor.at++;
  frame.isEmpty = false;
  reading.push(commandFrame(")", frame));
}

function closeParenthesis(reading: PosixReading, frame: CommandFrame): void {
  const part = frame.cases.at(-1);
  if (frame.test !== undefined) {
    endWord(frame);
  } else if (part === "pattern") {
    endCommand(frame);
    frame.cases[frame.cases.length - 1] = "body";
    frame.expectsCommand = true;
  } else if (frame.close === ")") {
    endCommand(frame);
    reading.pop();
    const above = reading.top;
    if (above.kind !== "command") above.command.documents.push(...frame.documents);
    else {
      above.documents.push(...frame.documents);
      // `name()` is followed by the function's body; a subshell by a separator.
      if (above.word === undefined && !frame.isList) above.expectsCommand = frame.isEmpty;
    }
  }
  reading.cursor.at++;
}

function semicolon(reading: PosixReading, frame: CommandFrame): void {
  const mark = [";;&", ";;", ";&"].find((each) => reading.cursor.startsWith(each));
  separate(frame);
  if (mark !== undefined && frame.cases.at(-1) === "body") {
    frame.cases[frame.cases.length - 1] = "pattern";
    frame.expectsCommand = false;
  }
  reading.cursor.at += mark?.length ?? 1;
}

function ampersandOrBar(reading: PosixReading, frame: CommandFrame): void {
  if (reading.cursor.startsWith("&>")) {
    endWord(frame);
    reading.cursor.at += reading.cursor.startsWith("&>>") ? 3 : 2;
    frame.expectsTarget = "file";
    return;
  }
  const mark = ["&&", "||", "|&"].find((each) => reading.cursor.startsWith(each));
  if (frame.test !== undefined && (mark === "&&" || mark === "||")) nextCondition(frame, mark === "||");
  else separate(frame);
  reading.cursor.at += mark?.length ?? 1;
}

/**
 * Goes on to the next condition within `[[ ]]`.
 *
 * @param mayRun Whether a shell that does not know `[[` would run what follows as a command.
 */
function nextCondition(frame: CommandFrame, mayRun: boolean): void {
  endWord(frame);
  endCondition(frame);
  if (frame.test !== undefined) frame.test.mayRun = mayRun;
}

function redirection(reading: PosixReading, frame: CommandFrame): void {
  if (frame.test !== undefined) {
    endWord(frame);
    reading.cursor.at++;
    return;
  }
  if (reading.cursor.text[reading.cursor.at + 1] === "(") {
    wordOf(frame).text += HOLE;
    reading.cursor.at += 2;
    return reading.push(commandFrame(")", frame));
  }
  if (frame.word !== undefined && /^\d+$/.test(frame.word.text) && !frame.word.isQuoted) frame.word = undefined;
  endWord(frame);
  const mark = ["<<<", "<<-", "<<", "<&", "<>", ">>", ">|", ">&"].find((each) => reading.cursor.startsWith(each)) ?? ">";
  reading.cursor.at += mark.length;
  if (mark === "<<" || mark === "<<-") {
    const read = readDelimiter(reading.cursor, () => reading.slot("word", REFUSALS.delimiter));
    frame.documents.push({ ...read, stripsTabs: mark === "<<-", words: frame.words });
  } else frame.expectsTarget = mark === "<<<" ? "input" : mark.endsWith("&") ? "descriptor" : "file";
}
