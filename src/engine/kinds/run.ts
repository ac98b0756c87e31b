import { parseShell, type Shell } from "../../core/mod.ts";
import { resolveFolder } from "../environment.ts";
import type { AttemptContext } from "../attempt.ts";
import type { Kind, KindInput } from "./kind.ts";
import { inContainer } from "./container.ts";
import { removeQuietly, runChild, withOutputsFile } from "./run_child.ts";

/** Linux takes no argument over 128 KiB; longer texts go through a file. */
const MAX_ARGUMENT_BYTES = 96 * 1024;
/** An image may run as any user; the folder that holds the file is closed to all others. */
const READABLE = 0o644;

/** `run`: text for a shell or another interpreter, in a container when the task has an `image`. */
export const run: Kind = (input) =>
  withOutputsFile(input, async (outputsPath) => {
    const { context, scope } = input;
    const shell = shellOf(context);
    const { text, env: expressionEnv } = await scope.shell(context.instance.task.run ?? "", shell.family);
    const environment = await scope.environment();
    const env = { ...environment.all(), ...expressionEnv };
    const cwd = await resolveFolder(context, (template) => scope.text(template));
    return withText(input, shell, text, outputsPath, (argv, textPath) => {
      if (context.instance.task.image === undefined) {
        const file = textPath === undefined ? {} : { textPath };
        return runChild(input, { argv, cwd, env, outputsPath, ...file, explain: explainShellCode });
      }
      const names = [...environment.ownNames, ...Object.keys(expressionEnv)];
      return inContainer(input, { argv, cwd, env, outputsPath, names, ...(textPath === undefined ? {} : { textPath }) });
    });
  });

/** The interpreter of an attempt's text. Containers have `sh` whatever the host is. */
export function shellOf(context: AttemptContext): Shell {
  const { loaded: { pipeline }, instance: { task }, environment } = context;
  const windows = environment["OS"] === "Windows_NT" && task.image === undefined;
  return parseShell(task.shell ?? pipeline.shell ?? (windows ? "powershell" : "sh"));
}

/** What the two exit codes mean that shells give by agreement. */
function explainShellCode(code: number): string | undefined {
  if (code === 127) return "a command of the text was not found";
  if (code === 126) return "a command of the text could not be executed";
  return undefined;
}

async function withText<T>(
  input: KindInput,
  shell: Shell,
  text: string,
  outputsPath: string,
  use: (argv: readonly string[], textPath?: string) => Promise<T>,
): Promise<T> {
  const source = dialect(shell, text);
  if (source.length <= MAX_ARGUMENT_BYTES / 3 || new TextEncoder().encode(source).length <= MAX_ARGUMENT_BYTES) {
    return await use([...shell.argv, shell.flag, source]);
  }
  const path = `${outputsPath}.text${shell.extension}`;
  input.ports.files.writeAtomic(path, new TextEncoder().encode(source), READABLE);
  try {
    return await use([...shell.argv, ...shell.fileFlags, path], path);
  } finally {
    removeQuietly(input, path);
  }
}

/** Makes shells that go on after a failing command stop at it, where that takes text and no flag. */
function dialect(shell: Shell, text: string): string {
  if (shell.family === "powershell") {
    // The prefix shares the first line, so that PowerShell's own messages count lines as the author does.
    return `$ErrorActionPreference = 'Stop'; ${text}\nif (Test-Path -LiteralPath variable:LASTEXITCODE) { exit $LASTEXITCODE }`;
  }
  if (shell.extension !== ".cmd") return text;
  return text.split(/\r?\n/).filter((line) => line.trim() !== "").join(" && ");
}
