import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { usageError } from "./report_failure.ts";
import type { OptionRow, Verb, VerbArgs } from "./verb.ts";

/**
 * Parses the arguments after a verb's name.
 *
 * @throws AppError `usage` naming what is wrong, with the nearest flag.
 */
export function parseVerbArgs(verb: Verb, args: readonly string[]): VerbArgs {
  const command = new Command(verb.name).exitOverride().helpOption(false).configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const row of verb.arguments) {
    const name = row.name.toLowerCase() + (row.variadic ? "..." : "");
    command.argument(row.optional ? `[${name}]` : `<${name}>`);
  }
  for (const row of verb.options) command.addOption(optionOf(row));
  try {
    command.parse(withDashesBehind(verb, withAllMarked(verb, args)), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw usageOf(error, verb);
  }
  const values: Record<string, unknown> = command.opts();
  // Of `--no-x` the parser makes an x that is true until it is denied.
  const valueOf = (flag: string) => flag.startsWith("--no-") ? values[camelCase(`--${flag.slice(5)}`)] === false : values[camelCase(flag)];
  for (const row of verb.options) {
    // What an unset variable leaves behind (`--state "$DIR"`) must not silently mean the default.
    if (row.value !== undefined && valueOf(row.flag) === "") throw valueMissing(row, verb);
  }
  return {
    positional: command.args,
    text: (flag) => asText(valueOf(flag)),
    texts: (flag) => valueOf(flag) as readonly string[] | undefined ?? [],
    count: (flag) => valueOf(flag) as number | undefined,
    grant(flag) {
      const values = valueOf(flag) as readonly string[] | undefined;
      return values?.includes(ALL) ? true : values;
    },
    has: (flag) => valueOf(flag) === true,
  };
}

/** Stands for the value of a flag that was given without one. */
const ALL = "\0";

/** A flag with an optional value never takes the next argument for it. */
function withAllMarked(verb: Verb, args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.map((arg, at) => {
    const isBare = (end < 0 || at < end) && verb.options.some((row) => row.optional && row.flag === arg);
    return isBare ? `${arg}=${ALL}` : arg;
  });
}

/** Puts arguments such as `-x + 1`, which are no options, where they are not taken for one: behind `--`. */
function withDashesBehind(verb: Verb, args: readonly string[]): string[] {
  const end = args.indexOf("--");
  const open = end < 0 ? args : args.slice(0, end);
  const isDashed = (arg: string, at: number) => {
    if (!arg.startsWith("-") || arg === "-" || /^--[A-Za-z]/.test(arg)) return false;
    const isValue = at > 0 && verb.options.some((row) => row.value !== undefined && [row.flag, row.short].includes(open[at - 1]));
    return !isValue && !verb.options.some((row) => row.short === arg);
  };
  if (!verb.arguments.some((row) => row.dashed) || !open.some(isDashed)) return [...args];
  return [...open.filter((arg, at) => !isDashed(arg, at)), "--", ...open.filter(isDashed), ...args.slice(open.length + 1)];
}

function optionOf(row: OptionRow): Option {
  const names = row.short === undefined ? row.flag : `${row.short}, ${row.flag}`;
  const option = new Option(row.value === undefined ? names : `${names} <${row.value}>`);
  if (row.choices !== undefined) option.choices([...row.choices]);
  if (row.repeat || row.optional) option.argParser((value, before: readonly string[] | undefined) => [...before ?? [], value]);
  if (row.count) option.argParser(parseCount);
  return option;
}

function parseCount(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("It must be a whole number from 1 up.");
  return Number(value);
}

function usageOf(error: CommanderError, verb: Verb) {
  const help = helpOf(verb);
  const flags = verb.options.map((row) => row.flag);
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  const flag = /--[\w-]+/.exec(quoted)?.[0] ?? quoted;
  const row = verb.options.find((row) => row.flag === flag);
  switch (error.code) {
    case "commander.unknownOption": {
      const behind = verb.arguments.find((row) => row.behindDashes);
      const where = behind === undefined ? help : `${help}: what is for ${behind.name} stands behind --`;
      return usageError(`Unknown option "${quoted}"`, flag, [...flags, "--help"], where);
    }
    case "commander.missingArgument":
      return usageError(`${quoted.toUpperCase()} is missing`, "", [], help);
    case "commander.excessArguments": {
      const most = verb.arguments.length;
      return usageError(
        `Too many arguments: ${verb.name} takes ${most === 0 ? "none" : most === 1 ? "one" : `at most ${most}`}`,
        "",
        [],
        help,
      );
    }
    case "commander.optionMissingArgument":
      return row === undefined ? usageError(`${flag} needs a value`, "", [], help) : valueMissing(row, verb);
    case "commander.invalidArgument": {
      const found = /argument '(.*?)' is invalid/s.exec(error.message)?.[1] ?? "";
      const expected = row?.choices === undefined ? "a whole number from 1 up" : `one of ${row.choices.join(", ")}`;
      return usageError(`${flag} takes ${expected}, found "${found}"`, found, row?.choices ?? [], help);
    }
    default:
      return usageError(error.message.replace(/^error: /, ""), "", [], help);
  }
}

function valueMissing(row: OptionRow, verb: Verb) {
  return usageError(`${row.flag} needs a value: ${row.flag} ${row.value ?? ""}`, "", [], helpOf(verb));
}

function helpOf(verb: Verb): string {
  return `executor ${verb.name} --help`;
}

function camelCase(flag: string): string {
  return flag.slice(2).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
