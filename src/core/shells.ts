import type { ShellFamily } from "./ports.ts";

/** How an interpreter takes the text of a `run` task. */
export interface Shell {
  /** Program and arguments that stand before the flag: `["bash", "-eu"]`. */
  readonly argv: readonly string[];
  /** The argument after which the text stands, such as `-c`. */
  readonly flag: string;
  /** Arguments that make a script file run instead of a text; mostly none. */
  readonly fileFlags: readonly string[];
  /** Quoting rules for expressions in the text. */
  readonly family: ShellFamily;
  /** Extension of a script file, with its dot. */
  readonly extension: string;
}

interface ShellRow {
  readonly flag: string;
  readonly family: ShellFamily;
  readonly extension: string;
  /** Arguments used when `shell` names none itself. */
  readonly defaults?: readonly string[];
  readonly fileFlags?: readonly string[];
}

/** `-e`: a text of several lines stops at the first command that fails, as the peers' do. */
const POSIX: ShellRow = { flag: "-c", family: "posix", extension: ".sh", defaults: ["-e"] };
const POWERSHELL: ShellRow = {
  flag: "-Command",
  family: "powershell",
  extension: ".ps1",
  defaults: ["-NoLogo", "-NoProfile", "-NonInteractive"],
  fileFlags: ["-File"],
};
const PYTHON: ShellRow = { flag: "-c", family: "other", extension: ".py" };

const SHELLS: ReadonlyMap<string, ShellRow> = new Map<string, ShellRow>([
  ["sh", POSIX],
  ["bash", POSIX],
  ["dash", POSIX],
  ["zsh", POSIX],
  ["ash", POSIX],
  ["ksh", POSIX],
  ["mksh", POSIX],
  ["pwsh", POWERSHELL],
  ["powershell", POWERSHELL],
  ["cmd", { flag: "/c", family: "other", extension: ".cmd", defaults: ["/d", "/s"] }],
  ["fish", { flag: "-c", family: "other", extension: ".fish" }],
  ["nu", { flag: "-c", family: "other", extension: ".nu" }],
  ["python", PYTHON],
  ["python3", PYTHON],
  ["pypy3", PYTHON],
  ["node", { flag: "-e", family: "other", extension: ".cjs" }],
  ["bun", { flag: "-e", family: "other", extension: ".ts" }],
  ["deno", { flag: "eval", family: "other", extension: ".ts", fileFlags: ["run", "-A"] }],
  ["perl", { flag: "-e", family: "other", extension: ".pl" }],
  ["ruby", { flag: "-e", family: "other", extension: ".rb" }],
  ["php", { flag: "-r", family: "other", extension: ".php" }],
  ["lua", { flag: "-e", family: "other", extension: ".lua" }],
  ["Rscript", { flag: "-e", family: "other", extension: ".R" }],
]);

/** The interpreters whose rules are known, the usual ones first. */
export const SHELL_NAMES: readonly string[] = [...SHELLS.keys()];

/** What a program is taken for that the table does not know: it gets `-c`, and its quoting rules are unknown. */
const UNKNOWN: ShellRow = { flag: "-c", family: "other", extension: "" };

/** Programs whose first plain argument is the interpreter: `env bash`, `busybox sh`. */
const LAUNCHERS: ReadonlySet<string> = new Set(["env", "busybox"]);

/**
 * Reads a `shell:` field: a program, by name or path, and its arguments between blanks (a quoted one may hold blanks).
 *
 * A POSIX shell named without arguments gets `-e`, so that the text ends at its first failing command; with arguments it gets exactly
 * those (`sh +e` is the plain shell). A program that is not known gets the text after `-c`.
 *
 * @example
 * ```ts
 * console.assert(parseShell("bash -eu").argv.join(" ") === "bash -eu");
 * console.assert(parseShell("python3").family === "other");
 * ```
 */
export function parseShell(shell: string): Shell {
  const argv = splitWords(shell);
  const row = rowFor(argv);
  const bare = argv.length === 1 || (argv.length === 2 && LAUNCHERS.has(baseName(argv[0] ?? "")));
  return {
    argv: bare && row.defaults !== undefined ? [...argv, ...row.defaults] : argv,
    flag: row.flag,
    fileFlags: row.fileFlags ?? [],
    family: row.family,
    extension: row.extension,
  };
}

function rowFor(argv: readonly string[]): ShellRow {
  const name = baseName(argv[0] ?? "");
  if (!LAUNCHERS.has(name)) return SHELLS.get(name) ?? UNKNOWN;
  const program = argv.slice(1).find((word) => !word.startsWith("-") && !word.includes("="));
  return program === undefined ? UNKNOWN : SHELLS.get(baseName(program)) ?? UNKNOWN;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).replace(/\.exe$/i, "");
}

function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) words.push(match[0].replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
  return words;
}
