/**
 * The command line: one verb a file, renderers beside. {@link runCommandLine} takes the arguments and gives the exit code; it never throws
 * and never exits by itself.
 *
 * ```ts
 * Deno.exit(await runCommandLine(["check", "pipeline.yaml"]));
 * ```
 *
 * @module
 */
import { helpFor, helpForAll } from "./help.ts";
import { type Io, processIo } from "./io.ts";
import { parseVerbArgs } from "./parse.ts";
import { reportFailure, usageError } from "./report_failure.ts";
import type { Verb } from "./verb.ts";
import { VERBS } from "./verbs.ts";

/** Runs a command line and resolves to the process' exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const io = processIo(args.includes("--json"));
  const code = await dispatch(args, io);
  await Promise.all([io.out.flush(), io.err.flush()]);
  return code;
}

async function dispatch(args: readonly string[], io: Io): Promise<number> {
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === "--help" || name === "-h" || name === "help" && rest.length === 0) {
      (name === undefined ? io.err : io.out).write(helpForAll(VERBS));
      return name === undefined ? 2 : 0;
    }
    const verb = findVerb(name === "help" ? rest[0] ?? "" : name);
    if (name === "help" || asksForHelp(rest)) {
      io.out.write(helpFor(verb));
      return 0;
    }
    const parsed = parseVerbArgs(verb, rest);
    const main = await verb.load();
    return await main(parsed, io);
  } catch (error) {
    return reportFailure(error, io);
  }
}

function findVerb(name: string): Verb {
  const verb = VERBS.find((verb) => verb.name === name);
  if (verb !== undefined) return verb;
  const kind = name.startsWith("-") ? "option" : "verb";
  throw usageError(`Unknown ${kind} "${name}"`, name, VERBS.map((verb) => verb.name), "executor --help");
}

function asksForHelp(rest: readonly string[]): boolean {
  const end = rest.indexOf("--");
  return (end < 0 ? rest : rest.slice(0, end)).some((arg) => arg === "--help" || arg === "-h");
}
