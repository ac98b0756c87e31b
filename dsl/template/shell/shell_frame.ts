import type { OpenSlot, Refusal, SlotNeed } from "./slot.ts";

/** A word that is being read. */
export interface ShellWord {
  /** Its literal text without quotes; an expression or a substitution is {@link HOLE}. */
  text: string;
  isQuoted: boolean;
  readonly slots: OpenSlot[];
}

/** What arithmetic needs of every value within it. */
export const ARITHMETIC = { kind: "number", by: "arithmetic" } as const;

/** Stands for what is only known when the shell runs. */
export const HOLE = "\0";

/** A here-document whose body begins behind the next line break. */
export interface HereDocument {
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
  /** The words of its command, complete by the time the body is read. */
  readonly words: readonly string[];
}

/** Where in `case x in a) … ;; esac` the text is. */
export type CasePart = "subject" | "pattern" | "body";

interface FrameBase {
  /** What a value has to be anywhere inside, because the surroundings evaluate the result. */
  readonly need: { readonly kind: SlotNeed; readonly by: string } | undefined;
  /** Set where nothing inside can be handed over. */
  readonly refusal: Refusal | undefined;
}

/** The inside of `[[ ]]`. */
export interface ShellTest {
  /** The expressions since `[[`, `&&` or `||`. */
  slots: OpenSlot[];
  /** Whether the condition compares numbers. */
  isArithmetic: boolean;
  /** Whether a shell that does not know `[[` would run the next word as a command. */
  mayRun: boolean;
}

/** Commands: the whole text, `$(…)`, `(…)`, backticks, or (with `isList`) the words of an array or a pattern. */
export interface CommandFrame extends FrameBase {
  readonly kind: "command";
  readonly close: ")" | "`" | "";
  readonly isList: boolean;
  readonly outer: CommandFrame | undefined;
  expectsCommand: boolean;
  /** An assignment, a redirection or a word that may vanish came before the command: reserved words are none any more. */
  hasPrefix: boolean;
  /** The word before is an unquoted expansion: when that is empty, the next word is the command. */
  mayVanish: boolean;
  isEmpty: boolean;
  word: ShellWord | undefined;
  words: string[];
  /** The next word is the target of a redirection: a file, (`>&`) a descriptor, or (`<<<`) the input itself. */
  expectsTarget: "file" | "descriptor" | "input" | undefined;
  /** Expressions that the command reads as its input. */
  inputs: OpenSlot[];
  readonly cases: CasePart[];
  readonly documents: HereDocument[];
  test: ShellTest | undefined;
  hasNestedBacktick: boolean;
}

/** Text within which only expansions work: `"…"`, `${…}`, `$((…))`, the body of a here-document. */
export interface TextFrame extends FrameBase {
  readonly kind: "double" | "parameter" | "arithmetic" | "document";
  readonly command: CommandFrame;
  /** Whether it stands in double quotes or is quoted itself. */
  readonly isQuoted: boolean;
  /** Arithmetic: `))` or `]`. */
  readonly close: string;
  /** Open parentheses of arithmetic. */
  depth: number;
  /** A body of a here-document: where it ends and where the text goes on. */
  readonly end: number;
  readonly resume: number;
}

export type Frame = CommandFrame | TextFrame;

/** Makes a frame of commands below another one. */
export function commandFrame(close: CommandFrame["close"], above: Frame | undefined, isList = false): CommandFrame {
  return {
    kind: "command",
    close,
    isList,
    outer: above === undefined || above.kind === "command" ? above : above.command,
    // What a substitution prints is evaluated by the arithmetic around it.
    need: above?.need,
    refusal: undefined,
    expectsCommand: !isList,
    hasPrefix: false,
    mayVanish: false,
    isEmpty: true,
    word: undefined,
    words: [],
    expectsTarget: undefined,
    inputs: [],
    cases: [],
    documents: [],
    test: undefined,
    hasNestedBacktick: false,
  };
}

/** Makes a frame of text below another one; what is not given is taken over from there. */
export function textFrame(kind: TextFrame["kind"], above: Frame, own: Partial<Omit<TextFrame, "kind">> = {}): TextFrame {
  return {
    kind,
    command: above.kind === "command" ? above : above.command,
    isQuoted: above.kind !== "command" && above.isQuoted,
    need: above.need,
    refusal: above.refusal,
    close: "",
    depth: 0,
    end: 0,
    resume: 0,
    ...own,
  };
}
