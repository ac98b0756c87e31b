/** What {@link run} may be told. */
export interface RunToolOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Show the program's output instead of collecting it. */
  readonly show?: boolean;
}

/** A program that a tool started ended with a failure. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}

/**
 * Runs a program to its end.
 *
 * @returns Its standard output.
 * @throws ToolError with the program's own words when it fails or cannot be started.
 */
export async function run(program: string, args: string[], options: RunToolOptions = {}): Promise<string> {
  const stdio = options.show ? "inherit" : "piped";
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: stdio,
      stderr: stdio,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    }).output();
  } catch (cause) {
    throw new ToolError(`${program} cannot be started: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const decoder = new TextDecoder();
  const text = options.show ? "" : decoder.decode(output.stdout);
  if (!output.success) {
    const words = options.show ? "" : `\n${decoder.decode(output.stderr)}${text}`.trimEnd();
    throw new ToolError(`${program} ${args.slice(0, 2).join(" ")} … ended with exit code ${output.code}${words}`);
  }
  return text;
}
