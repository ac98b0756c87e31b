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
    command.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw usageOf(error, verb);
  }
  const values: Record<string, unknown> = command.opts();
  const valueOf = (flag: string) => values[camelCase(flag)];
  return {
    positional: command.args,
    text: (flag) => asText(valueOf(flag)),
    texts: (flag) => valueOf(flag) as readonly string[] | undefined ?? [],
    count: (flag) => valueOf(flag) as number | undefined,
    has: (flag) => valueOf(flag) === true,
  };
}

function optionOf(row: OptionRow): Option {
  const names = row.short === undefined ? row.flag : `${row.short}, ${row.flag}`;
  const option = new Option(row.value === undefined ? names : `${names} <${row.value}>`);
  if (row.choices !== undefined) option.choices([...row.choices]);
  if (row.repeat) option.argParser((value, before: readonly string[] | undefined) => [...before ?? [], value]);
  if (row.count) option.argParser(parseCount);
  return option;
}

function parseCount(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("It must be a whole number from 1 up.");
  return Number(value);
}

function usageOf(error: CommanderError, verb: Verb) {
  const message = error.message.replace(/^error: /, "").replace(/\n?\(Did you mean.*\)$/s, "").trim().replace(/\.$/, "");
  const found = /option '(-[^' ]*)/.exec(message)?.[1] ?? "";
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return usageError(text, found, verb.options.map((row) => row.flag), `executor ${verb.name} --help`);
}

function camelCase(flag: string): string {
  return flag.slice(2).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
