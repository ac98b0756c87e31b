/** A word of expansions alone: nothing is left of it when they are empty. */
export const VANISHES = /^(?:\0|\$[A-Za-z_]\w*|\$[@*#?$!\d-])+$/;

/** The same, of variables alone. */
const MAY_BE_NOTHING = /^(?:\$[A-Za-z_]\w*|\$[@*#?$!\d-])+$/;

/** What runs text as code: the word that says so, or undefined. */
type CodeRule = (before: readonly string[]) => string | undefined;

const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish", "$SHELL", "$BASH"]);
/** Programs that hand the argument of `-c` to a shell. */
const TAKES_COMMAND: ReadonlySet<string> = new Set(["su", "runuser", "flock", "script"]);
/** Builtins that read any of their arguments as code, or as a name whose subscript they evaluate. */
const EVALUATES: ReadonlySet<string> = new Set(["eval", "alias", "let", "trap", "unset", "read", "mapfile", "readarray", "iex"]);
/** Variables whose value a shell reads as code by itself, or as the name of a file to run. */
const READ_AS_CODE = /^(PS[0-4]|PROMPT_COMMAND|BASH_ENV|ENV)\+?=/;
const DECLARES: ReadonlySet<string> = new Set(["declare", "typeset", "local", "readonly", "export", "integer"]);
/** Interpreters with the option whose argument is a program. */
const INTERPRETERS: readonly { readonly name: RegExp; readonly flag: RegExp }[] = [
  { name: /^(python|pypy)[\d.]*$/, flag: /^-[A-Za-z]*c$/ },
  { name: /^(perl|ruby)$/, flag: /^-[A-Za-z0]*[eE]$/ },
  { name: /^(node|nodejs|bun)$/, flag: /^(-[a-z]*[ep]|--eval|--print)$/ },
  { name: /^php$/, flag: /^-r$/ },
  { name: /^(pwsh|powershell)$/, flag: /^-(c|command|e)$/i },
];
/** Options of ssh that take the next word as their value. */
const SSH_VALUE = /^-[A-Za-z]*[bcDEeFIiJLlmOopQRSWw]$/;

const RULES: readonly CodeRule[] = [
  (before) => EVALUATES.has(before[0] ?? "") ? before[0] : undefined,
  shellOf,
  (before) => {
    const last = before.at(-1) ?? "";
    const words = before.slice(0, -1).map(nameOf);
    return words.find((word) => INTERPRETERS.some((row) => row.name.test(word) && row.flag.test(last)));
  },
  (before) => before[0] === "printf" && before.at(-1) === "-v" ? "printf -v" : undefined,
  (before) => (before[0] === "[" || before[0] === "test") && before.at(-1) === "-v" ? "test -v" : undefined,
  (before) => DECLARES.has(before[0] ?? "") && before.some((word) => /^-[A-Za-z]*i/.test(word)) ? `${before[0]} -i` : undefined,
  (before) => isRemoteCommand(before) ? "ssh" : undefined,
];

/**
 * Whether the next argument of a simple command is read as code by the program: the text behind `sh -c`, the arguments of `eval`, the
 * command that ssh runs.
 *
 * @param before The command's words up to that argument.
 * @returns Who reads it as code.
 */
export function codeReaderOf(before: readonly string[]): string | undefined {
  // What may be empty may also not be there, and then the words behind it are read in its place.
  for (const words of [before, before.filter((word) => !MAY_BE_NOTHING.test(word))]) {
    for (const rule of RULES) {
      const reader = rule(words);
      if (reader !== undefined) return reader;
    }
  }
  return undefined;
}

/** The variable that an assignment sets and that a shell reads as code; undefined for others. */
export function codeVariableOf(assignment: string): string | undefined {
  return READ_AS_CODE.exec(assignment)?.[1];
}

/** Whether a command reads its standard input as code, as `bash <<EOF` does and `bash -c '…' <<EOF` does not. */
export function inputReaderOf(words: readonly string[]): string | undefined {
  const shells = words.map(nameOf).filter((word) => SHELLS.has(word) || word === "ssh");
  const hasText = shells.length === 1 && words.some((word) => /^-[A-Za-z]*c$/.test(word));
  return hasText ? undefined : shells[0];
}

/** The shell whose `-c` waits for its text: other options may stand between the two. */
function shellOf(before: readonly string[]): string | undefined {
  const start = before.findIndex((word) => SHELLS.has(nameOf(word)) || TAKES_COMMAND.has(nameOf(word)));
  if (start < 0) return undefined;
  let isWaiting = false;
  let isValue = false;
  for (const word of before.slice(start + 1)) {
    if (isValue) isValue = false;
    else if (/^-[A-Za-z]*c$/.test(word) || word === "--command") isWaiting = true;
    else if (/^[-+]/.test(word)) isValue = /^[-+][A-Za-z]*[oO]$/.test(word);
    else if (isWaiting) return undefined;
  }
  return isWaiting ? before.slice(start).map(nameOf).find((word) => SHELLS.has(word) || TAKES_COMMAND.has(word)) : undefined;
}

/** Whether a host was named already, so that what follows is run over there. */
function isRemoteCommand(before: readonly string[]): boolean {
  const start = before.findIndex((word) => nameOf(word) === "ssh");
  if (start < 0) return false;
  let isValue = false;
  for (const word of before.slice(start + 1)) {
    if (isValue) isValue = false;
    else if (word.startsWith("-")) isValue = SSH_VALUE.test(word);
    else return true;
  }
  return false;
}

function nameOf(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}
