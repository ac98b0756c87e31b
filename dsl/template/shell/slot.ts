import type { Code, Span } from "../../../src/core/mod.ts";

/** Why an expression cannot stand where it stands in shell text. */
export interface Refusal {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

/**
 * How an expression's variable is written at its place:
 * - `word`: between quotes of its own, so that the value stays one word
 * - `inside`: bare, because the text around it is quoted already
 * - `number`: in parentheses, inside arithmetic
 * - `literal`: not a variable but the two braces that the author asked for with `{{ '{{' }}`
 */
export type SlotForm = "word" | "inside" | "number" | "literal";

/** What a value has to be where a shell would read text as code: a number, or a number or bool. */
export type SlotNeed = "number" | "inert";

/** One `{{ }}` of shell text with what the shell does at its place. */
export interface ShellSlot {
  /** With the braces. */
  readonly span: Span;
  /** The expression as written, with its blanks. */
  readonly source: string;
  /** Where `source` begins in the text. */
  readonly offset: number;
  readonly form: SlotForm;
  /** Set when text would become code here; `by` names what would run it. */
  readonly need: { readonly kind: SlotNeed; readonly by: string } | undefined;
  /** Set when no value can be handed over here; only `| raw` is possible. */
  readonly refusal: Refusal | undefined;
}

/** Shell text with its expressions found; what is in comments is not among them. */
export interface ScannedShell {
  readonly slots: readonly ShellSlot[];
  /** Offset of a `{{` that nothing closes; slots end before it. */
  readonly unclosed: number | undefined;
}

/** A slot while its surroundings are still being read. */
export type OpenSlot = { -readonly [K in keyof ShellSlot]: ShellSlot[K] };

/** The expressions that are braces for the text and nothing else. */
export const LITERAL_BRACES = /^\s*(['"])(\{\{|\}\})\1\s*$/;

const WITH_RAW = "`{{ x | raw }}` pastes the text of a trusted value";

/** The refusals of shell text, by the place. */
export const REFUSALS = {
  single: {
    code: "template_shell_quoted",
    message: "An expression inside single quotes would not be replaced",
    hint: `Use double quotes or none; ${WITH_RAW}`,
  },
  ansi: {
    code: "template_shell_quoted",
    message: "An expression inside $'…' would not be replaced",
    hint: `Use double quotes or none; ${WITH_RAW}`,
  },
  document: {
    code: "template_shell_quoted",
    message: "An expression inside a here-document with a quoted delimiter would not be replaced",
    hint: `Write the delimiter without quotes; ${WITH_RAW}`,
  },
  delimiter: {
    code: "template_shell_place",
    message: "The delimiter of a here-document cannot be an expression",
    hint: "Write a fixed word",
  },
  backslash: {
    code: "template_shell_place",
    message: "A backslash before an expression would escape its quotes",
    hint: "Remove the backslash, or write two inside double quotes",
  },
  dollar: {
    code: "template_shell_place",
    message: "A dollar sign before an expression would change its meaning",
    hint: "Write `{{ x }}` without the dollar sign; a literal one is `\\$`",
  },
  parameter: {
    code: "template_shell_place",
    message: "Inside ${…} an expression can only follow `:-`, `-`, `:+`, `+`, `:?` or `?`",
    hint: "Assign it to a variable first: `value={{ x }}`",
  },
  backticks: {
    code: "template_shell_place",
    message: "Inside nested backticks an expression cannot be quoted",
    hint: "Use `$(…)` instead of backticks",
  },
  command: {
    code: "template_shell_command",
    message: "An expression cannot be the command itself: its value would be executed",
    hint: `Write the program's name, or use the task kind \`command\`; ${WITH_RAW}`,
  },
  vanishing: {
    code: "template_shell_command",
    message: "The word before this expression may be empty, and then the value would be executed",
    hint: 'Quote the command: "$CC" {{ x }}',
  },
  condition: {
    code: "template_shell_command",
    message: "A shell that does not know [[ ]] would run this expression as a command",
    hint: "Put the fixed side first (`[[ a == {{ x }} ]]`), or write two tests: `[ … ] || [ … ]`",
  },
  depth: {
    code: "template_shell_place",
    message: "The shell text nests too deeply to tell how this expression is quoted",
    hint: "Move the inner part to a script file",
  },
  adjacent: {
    code: "template_shell_place",
    message: "In PowerShell an expression beside other text has to stand in double quotes",
    hint: 'Quote the whole word: "a-{{ x }}.txt"',
  },
} as const satisfies Record<string, Refusal>;
