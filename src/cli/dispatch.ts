import { AppError } from "../core/mod.ts";
import { helpFor, helpForAll } from "./help.ts";
import type { Io } from "./io.ts";
import { parseVerbArgs } from "./parse.ts";
import { reportFailure, usageError } from "./report_failure.ts";
import type { Verb } from "./verb.ts";
import { VERBS } from "./verbs.ts";

const HELP_NAMES: ReadonlySet<string> = new Set(["help", "--help", "-h"]);

/** Runs the verb that the arguments name, or shows help; says what failed. Resolves to the exit code and never throws. */
export async function dispatch(args: readonly string[], io: Io): Promise<number> {
  try {
    const [name, ...rest] = args;
    const [about] = name === "help" ? rest.filter((arg) => arg !== "--json") : [name];
    if (about === undefined || HELP_NAMES.has(about)) {
      (name === undefined ? io.err : io.out).write(helpForAll(VERBS));
      return name === undefined ? 2 : 0;
    }
    const verb = findVerb(about);
    if (name === "help" || asksForHelp(rest)) {
      io.out.write(helpFor(verb));
      return 0;
    }
    const parsed = parseVerbArgs(verb, rest);
    const main = await verb.load();
    return await main(parsed, io);
  } catch (error) {
    if (error instanceof AppError && error.details !== undefined && !io.json) (await import("./show_details.ts")).showDetails(error, io);
    return reportFailure(error, io);
  }
}

function findVerb(name: string): Verb {
  const verb = VERBS.find((verb) => verb.name === name);
  if (verb !== undefined) return verb;
  const names = VERBS.map((verb) => verb.name);
  if (/\.(?:ya?ml|flow|[cm]?[jt]s)$/i.test(name)) {
    throw new AppError("usage", `Unknown verb "${name}"`, { hint: `Run it with: executor run ${name}` });
  }
  if (!name.startsWith("-")) throw usageError(`Unknown verb "${name}"`, name, [...names, "help"], "executor --help");
  throw usageError(`Unknown option "${name}"`, name, ["--help", "--version", ...names], "executor --help");
}

function asksForHelp(rest: readonly string[]): boolean {
  const end = rest.indexOf("--");
  return (end < 0 ? rest : rest.slice(0, end)).some((arg) => arg === "--help" || arg === "-h");
}
