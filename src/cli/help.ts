import type { ArgumentRow, OptionRow, Verb } from "./verb.ts";

/** The help of the whole program. */
export function helpForAll(verbs: readonly Verb[]): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length));
  return [
    "Runs pipelines: executor run pipeline.yaml",
    "",
    "Usage: executor VERB [ARGUMENTS]",
    "",
    ...verbs.map((verb) => `  ${verb.name.padEnd(width)}  ${verb.summary}`),
    "",
    "executor VERB --help shows a verb's flags. Exit codes: 0 done, 1 the pipeline failed, 2 wrong input or flags,",
    "3 cancelled or timed out, 4 the environment lacks something, 70 a defect of Executor.",
    "",
  ].join("\n");
}

/** The help of one verb: real examples first. */
export function helpFor(verb: Verb): string {
  const options = [...verb.options, { flag: "--help", short: "-h", summary: "show this" }];
  const width = Math.max(...options.map((row) => synopsis(row).length));
  const words = verb.arguments.map(argument);
  const isBefore = (word: string) => !word.startsWith("[-- ");
  return [
    `${verb.summary}`,
    "",
    ...verb.examples.map((example) => `  ${example}`),
    "",
    `Usage: executor ${[verb.name, ...words.filter(isBefore), "[OPTIONS]", ...words.filter((word) => !isBefore(word))].join(" ")}`,
    "",
    ...options.map((row) => `  ${synopsis(row).padEnd(width)}  ${row.summary}`),
    "",
  ].join("\n");
}

function synopsis(row: OptionRow): string {
  const names = row.short === undefined ? `    ${row.flag}` : `${row.short}, ${row.flag}`;
  const value = row.choices === undefined ? row.value : row.choices.join("|");
  if (row.optional) return `${names}[=${value}]`;
  return `${names}${value === undefined ? "" : ` ${value}`}${row.repeat ? "…" : ""}`;
}

function argument(row: ArgumentRow): string {
  const name = row.variadic ? `${row.name}…` : row.name;
  if (row.behindDashes) return `[-- ${name}]`;
  return row.optional ? `[${name}]` : name;
}
