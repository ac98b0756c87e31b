import { usageError } from "./report_failure.ts";
import type { Completes, OptionRow, Verb, VerbMain } from "./verb.ts";
import { VERBS } from "./verbs.ts";

const SHELLS: Readonly<Record<string, (verbs: readonly Verb[]) => string>> = { bash, zsh, fish };

/** `executor completions SHELL`: a completion script made from the table of verbs. */
export const completionsVerb: VerbMain = (args, io) => {
  const name = args.positional[0] ?? "";
  const script = Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
  if (script === undefined) {
    throw usageError(
      `No completions for "${name}"; there are bash, zsh and fish`,
      name,
      Object.keys(SHELLS),
      "executor completions --help",
    );
  }
  if (io.json) io.out.line(JSON.stringify({ type: "completions", shell: name, script: script(VERBS) }));
  else io.out.write(script(VERBS));
  return Promise.resolve(0);
};

const RUN_IDS = 'executor runs --json --limit 20 2>/dev/null | sed -n \'s/^{"run":"\\([^"]*\\)".*/\\1/p\'';

const MODULE_NAMES = 'executor status --json 2>/dev/null | sed -n \'s/^{"type":"module","module":"pipelines\\/\\([^"]*\\)".*/\\1/p\'';

function bash(verbs: readonly Verb[]): string {
  const cases = verbs.map((verb) =>
    `    ${verb.name}) flags="${flagsOf(verb).join(" ")}"; kind=${kindOf(verb)}; words="${choicesOf(verb).join(" ")}" ;;`
  );
  const values = verbs.flatMap((verb) =>
    verb.options.flatMap((row) => {
      if (row.value === undefined || row.optional) return [];
      const names = row.short === undefined ? row.flag : `${row.flag}|${verb.name}:${row.short}`;
      return [`    ${verb.name}:${names}) kind=${row.completes ?? "none"}; words="${row.choices?.join(" ") ?? ""}" ;;`];
    })
  );
  return `# bash completion for executor
_executor() {
  local word="\${COMP_WORDS[COMP_CWORD]}" flags="" words="" kind=none
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${verbs.map((verb) => verb.name).join(" ")} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  case "\${COMP_WORDS[1]}:\${COMP_WORDS[COMP_CWORD-1]}" in
${values.join("\n")}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")); return ;;
  esac
  case "$kind" in
    file) COMPREPLY=($(compgen -f -- "$word")) ;;
    folder) COMPREPLY=($(compgen -d -- "$word")) ;;
    run) COMPREPLY=($(compgen -W "last $(${RUN_IDS})" -- "$word")) ;;
    module) COMPREPLY=($(compgen -W "settings $(${MODULE_NAMES})" -- "$word")) ;;
    none) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
  esac
}
complete -o filenames -F _executor executor
`;
}

function zsh(verbs: readonly Verb[]): string {
  const actions: Readonly<Record<Completes, string>> = {
    file: "_files",
    folder: "_files -/",
    run: `compadd last $(${RUN_IDS})`,
    module: `compadd settings $(${MODULE_NAMES})`,
    none: ":",
  };
  const cases = verbs.map((verb) =>
    `    ${verb.name}) _arguments ${
      [...verb.options.map((row) => zshOption(row, actions)), zshRest(verb, actions)].map(zshQuote).join(" ")
    } ;;`
  );
  return `#compdef executor
_executor() {
  if (( CURRENT == 2 )); then
    local -a verbs=(${verbs.map((verb) => zshQuote(`${verb.name}:${verb.summary}`)).join(" ")})
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
${cases.join("\n")}
  esac
}
compdef _executor executor
`;
}

type ZshActions = Readonly<Record<Completes, string>>;

function zshOption({ flag, summary, value, optional, choices, repeat, completes }: OptionRow, actions: ZshActions): string {
  const shown = `${repeat === undefined ? "" : "*"}${flag}[${summary.replaceAll(/[\[\]\\]/g, "\\$&")}]`;
  if (value === undefined || optional) return shown;
  // A blank action offers nothing and shows only what is wanted.
  const action = choices !== undefined ? `(${choices.join(" ")})` : completes === undefined ? " " : actions[completes];
  return `${shown}:${value}:${action}`;
}

function zshRest(verb: Verb, actions: ZshActions): string {
  const choices = choicesOf(verb);
  return choices.length > 0 ? `*: :(${choices.join(" ")})` : `*: :{ ${actions[kindOf(verb)]} }`;
}

function fish(verbs: readonly Verb[]): string {
  const lines = ["# fish completion for executor", "complete -c executor -f"];
  for (const verb of verbs) {
    lines.push(`complete -c executor -n __fish_use_subcommand -a ${verb.name} -d ${fishQuote(verb.summary)}`);
    const seen = `-n '__fish_seen_subcommand_from ${verb.name}'`;
    for (const row of verb.options) {
      const value = row.value === undefined || row.optional
        ? ""
        : row.choices === undefined
        ? " -r"
        : ` -x -a ${fishQuote(row.choices.join(" "))}`;
      lines.push(
        `complete -c executor ${seen} -l ${row.flag.slice(2)}${row.short === undefined ? "" : ` -s ${row.short.slice(1)}`}${value} -d ${
          fishQuote(row.summary)
        }`,
      );
    }
    const kind = kindOf(verb);
    if (kind === "file") lines.push(`complete -c executor ${seen} -F`);
    if (kind === "folder") lines.push(`complete -c executor ${seen} -a '(__fish_complete_directories)'`);
    if (choicesOf(verb).length > 0) lines.push(`complete -c executor ${seen} -a ${fishQuote(choicesOf(verb).join(" "))}`);
    if (kind === "module") lines.push(`complete -c executor ${seen} -a ${fishQuote(`settings (${MODULE_NAMES})`)}`);
    if (kind === "run") lines.push(`complete -c executor ${seen} -a ${fishQuote(`last (${RUN_IDS})`)}`);
  }
  return `${lines.join("\n")}\n`;
}

function flagsOf(verb: Verb): string[] {
  return [...verb.options.flatMap((row) => row.short === undefined ? [row.flag] : [row.flag, row.short]), "--help"];
}

function kindOf(verb: Verb): Completes {
  return verb.arguments[0]?.completes ?? "none";
}

function choicesOf(verb: Verb): readonly string[] {
  return verb.arguments[0]?.choices ?? [];
}

function zshQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function fishQuote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
