import { AppError, type Json } from "../../core/mod.ts";
import { resolveFolder } from "../environment.ts";
import type { AttemptScope } from "../scope.ts";
import type { Kind } from "./kind.ts";
import { runChild, withOutputsFile } from "./run_child.ts";

/** `command`: a program and its arguments, never through a shell. */
export const command: Kind = (input) =>
  withOutputsFile(input, async (outputsPath) => {
    const { context, scope } = input;
    const argv = await evaluateArgv(context.instance.task.command ?? [], scope);
    const environment = await scope.environment();
    const cwd = await resolveFolder(context, (template) => scope.text(template));
    return runChild(input, { argv, cwd, env: environment.all(), outputsPath });
  });

/**
 * Evaluates arguments. Each stays one argument whatever its value holds; a list is no argument, since one that is silently spread or
 * joined would change what the program is told.
 *
 * @throws AppError `argument_invalid`, and what expressions throw.
 */
export async function evaluateArgv(templates: readonly string[], scope: AttemptScope): Promise<string[]> {
  const argv: string[] = [];
  for (const [index, template] of templates.entries()) argv.push(asArgument(await scope.value(template), index, template));
  if (argv[0] === undefined || argv[0] === "") {
    throw new AppError("argument_invalid", "The command names no program: its first item is empty");
  }
  return argv;
}

function asArgument(value: Json, index: number, template: string): string {
  if (typeof value === "string") return value;
  if (value !== null && typeof value !== "object") return String(value);
  const what = value === null ? "null" : Array.isArray(value) ? "a list" : "a map";
  const how = value === null ? "give it a default" : "turn it into text, for instance with join or toJson";
  throw new AppError("argument_invalid", `Item ${index + 1} of the command, ${template}, is ${what}, and an argument is text; ${how}`);
}
