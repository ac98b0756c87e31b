import { codeReaderOf, codeVariableOf, inputReaderOf, VANISHES } from "./code_words.ts";
import { type CommandFrame, HOLE, type ShellTest, type ShellWord } from "./shell_frame.ts";
import { type OpenSlot, REFUSALS } from "./slot.ts";

/** Of a command with more words only the first and the last are remembered. */
const MAX_WORDS = 64;
/** Reserved words after which a command is still to come. */
const BEFORE_COMMAND: ReadonlySet<string> = new Set("if then else elif do while until ! time { coproc".split(" "));
/** Builtins that run what follows. */
const RUNS_REST: ReadonlySet<string> = new Set("exec command builtin noglob nocorrect".split(" "));
/** Programs that run what follows at once. */
const WRAPPERS: ReadonlySet<string> = new Set("sudo doas env nohup nice setsid xargs".split(" "));
/** A word that an expression or a substitution begins, or would begin if expansions before it are empty. */
const BEGINS_OPEN = /^(?:\$[A-Za-z_]\w*|\$[@*#?$!\d-])*\0/;
/** Words that end a compound command, or start one whose next word is no command. */
const NO_COMMAND_NEXT: ReadonlySet<string> = new Set("fi done esac } for select case function [[".split(" "));

/** Ends the word that is being read, if any, and learns what it says about what follows. */
export function endWord(frame: CommandFrame): void {
  const word = frame.word;
  if (word === undefined) return;
  frame.word = undefined;
  if (frame.isList) {
    if (/^\[/.test(word.text)) needFor(word.slots, "number", "the index of an array");
  } else if (frame.expectsTarget !== undefined) {
    // bash expands a descriptor that is no number a second time, as the name of a file.
    if (frame.expectsTarget === "descriptor") needFor(word.slots, "number", "the redirection to a descriptor");
    if (frame.expectsTarget === "input") frame.inputs.push(...word.slots);
    frame.expectsTarget = undefined;
    frame.hasPrefix = true;
  } else if (frame.cases.at(-1) === "subject" || frame.cases.at(-1) === "pattern") caseWord(frame, word);
  else if (frame.test !== undefined) testWord(frame, frame.test, word);
  else if (frame.expectsCommand) commandWord(frame, word);
  else {
    const reader = word.slots.length === 0 ? undefined : codeReaderOf(frame.words) ?? codeVariableOf(word.text);
    if (reader !== undefined) needFor(word.slots, "inert", reader);
    const [first] = word.slots;
    const isWrapped = frame.words.length === 1 && WRAPPERS.has(frame.words[0] ?? "");
    if (isWrapped && first !== undefined && BEGINS_OPEN.test(word.text)) first.refusal ??= REFUSALS.command;
    frame.words.push(word.text);
    if (frame.words.length > MAX_WORDS) frame.words.splice(MAX_WORDS / 2, 1);
    if (word.text === "{" && frame.words[0] === "function") frame.expectsCommand = true;
  }
}

function caseWord(frame: CommandFrame, word: ShellWord): void {
  if (frame.cases.at(-1) === "subject") {
    if (word.text === "in" && frame.words.length > 1) frame.cases[frame.cases.length - 1] = "pattern";
    frame.words.push(word.text);
  } else if (word.text === "esac" && !word.isQuoted) frame.cases.pop();
}

function testWord(frame: CommandFrame, test: ShellTest, word: ShellWord): void {
  test.slots.push(...word.slots);
  const [first] = word.slots;
  if (test.mayRun && BEGINS_OPEN.test(word.text) && first !== undefined) first.refusal ??= REFUSALS.condition;
  test.mayRun = false;
  if (word.isQuoted) return;
  if (/^-(eq|ne|lt|le|gt|ge|v|R)$/.test(word.text)) test.isArithmetic = true;
  if (word.text !== "]]") return;
  endCondition(frame);
  frame.test = undefined;
  frame.expectsCommand = false;
}

/** Ends a condition within `[[ ]]`. */
export function endCondition(frame: CommandFrame): void {
  if (frame.test === undefined) return;
  if (frame.test.isArithmetic) needFor(frame.test.slots, "number", "the comparison of numbers in [[ ]]");
  frame.test = { slots: [], isArithmetic: false, mayRun: false };
}

function commandWord(frame: CommandFrame, word: ShellWord): void {
  const assignment = /^[A-Za-z_]\w*(\[[^=]*\])?\+?=/.exec(word.text);
  if (assignment !== null) {
    if (assignment[1] !== undefined) {
      const inIndex = [...assignment[1]].filter((char) => char === HOLE).length;
      needFor(word.slots.slice(0, inIndex), "number", "the index of an array");
    }
    const variable = codeVariableOf(word.text);
    if (variable !== undefined) needFor(word.slots, "inert", variable);
    frame.hasPrefix = true;
    return;
  }
  if (!word.isQuoted && staysCommand(frame, word.text)) return;
  const mayVanish = !word.isQuoted && word.slots.length === 0 && VANISHES.test(word.text);
  if (mayVanish) {
    frame.mayVanish = frame.hasPrefix = true;
    frame.words = [word.text];
    return;
  }
  frame.expectsCommand = false;
  // Not replaced when it is empty: a here-document before the command holds on to it.
  if (frame.words.length > 0 && !frame.mayVanish) frame.words = [];
  frame.words.push(word.text);
  if (!word.isQuoted && !frame.hasPrefix && NO_COMMAND_NEXT.has(word.text)) {
    if (word.text === "case") frame.cases.push("subject");
    if (word.text === "[[") frame.test = { slots: [], isArithmetic: false, mayRun: false };
    if (word.text === "esac") frame.cases.pop();
    return;
  }
  const [first] = word.slots;
  if (BEGINS_OPEN.test(word.text) && first !== undefined) first.refusal ??= frame.mayVanish ? REFUSALS.vanishing : REFUSALS.command;
}

/** Whether the command is still to come after a word that stands where one is expected. */
function staysCommand(frame: CommandFrame, word: string): boolean {
  if (RUNS_REST.has(word)) {
    frame.hasPrefix = true;
    frame.words = [word];
    return true;
  }
  if (/^(-[pcl]+|--)$/.test(word) && RUNS_REST.has(frame.words[0] ?? "")) return true;
  return !frame.hasPrefix && BEFORE_COMMAND.has(word);
}

/** Ends a simple command. */
export function endCommand(frame: CommandFrame): void {
  endWord(frame);
  endCondition(frame);
  const reader = frame.inputs.length === 0 ? undefined : inputReaderOf(frame.words);
  if (reader !== undefined) needFor(frame.inputs, "inert", reader);
  frame.inputs = [];
  frame.test = undefined;
  frame.words = [];
  frame.expectsTarget = undefined;
  frame.hasPrefix = false;
  frame.mayVanish = false;
}

function needFor(slots: readonly OpenSlot[], kind: "number" | "inert", by: string): void {
  for (const slot of slots) if (slot.form !== "literal") slot.need ??= { kind, by };
}
