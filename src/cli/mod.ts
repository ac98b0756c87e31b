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
import { AppError } from "../core/mod.ts";
import { helpFor, helpForAll } from "./help.ts";
import { type Io, type ProcessIo, processIo } from "./io.ts";
import { parseVerbArgs } from "./parse.ts";
import { reportFailure, usageError } from "./report_failure.ts";
import type { Verb } from "./verb.ts";
import { VERBS } from "./verbs.ts";

/** Verbs whose exit code is that of a run, and what they print can be read again from its logs. */
const KEEP_THEIR_OUTPUT: ReadonlySet<string> = new Set(["run", "resume"]);
const HELP_NAMES: ReadonlySet<string> = new Set(["help", "--help", "-h"]);

/** Runs a command line and resolves to the process' exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const io = processIo(args.includes("--json"));
  endOnDefects(io);
  const code = await dispatch(args, io);
  await io.flush();
  if (code !== 0 || io.out.failure === undefined || KEEP_THEIR_OUTPUT.has(args[0] ?? "")) return code;
  const failed = reportFailure(new AppError("output_failed", `Cannot write standard output: ${reasonOf(io.out.failure)}`), {
    ...io,
    json: false,
  });
  await io.flush();
  return failed;
}

async function dispatch(args: readonly string[], io: Io): Promise<number> {
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
    return reportFailure(error, io);
  }
}

/** What nobody catches is a defect of ours too, and must not look like a failed pipeline. */
function endOnDefects(io: ProcessIo): void {
  const end = (error: unknown) => {
    const code = reportFailure(error instanceof AppError ? new Error(error.message, { cause: error }) : error, io);
    void io.flush().then(() => Deno.exit(code));
  };
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    end(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    end(event.error);
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/ \(os error \d+\).*$/s, "") : String(error);
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
