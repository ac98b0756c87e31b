/** What a C compiler made of a program. */
export interface Compiled {
  readonly succeeded: boolean;
  /** What it said, warnings included. */
  readonly said: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Whether a C compiler cannot be started here; for tests that ask one what its headers say. */
export function compilerMissing(compiler = "cc"): boolean {
  try {
    return !new Deno.Command(compiler, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return true;
  }
}

/**
 * Has a compiler read a program without making anything of it, so that it may be one for other machines.
 *
 * @param compiler With its arguments.
 */
export async function readC(source: string, [compiler, ...args]: readonly [string, ...string[]] = ["cc"]): Promise<Compiled> {
  return await compile(compiler, [...args, "-fsyntax-only"], source);
}

/**
 * Compiles a program for this machine and runs it.
 *
 * @returns The lines of its output.
 * @throws Error with what the compiler says, a warning too.
 */
export async function runC(source: string): Promise<string[]> {
  const program = await Deno.makeTempFile();
  try {
    const { said } = await compile("cc", ["-o", program], source);
    if (said !== "") throw new Error(said);
    const { stdout } = await new Deno.Command(program).output();
    return decoder.decode(stdout).trim().split("\n");
  } finally {
    await Deno.remove(program);
  }
}

async function compile(compiler: string, args: readonly string[], source: string): Promise<Compiled> {
  const command = new Deno.Command(compiler, { args: ["-x", "c", ...args, "-"], stdin: "piped", stdout: "null", stderr: "piped" });
  await using child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(encoder.encode(source));
  await writer.close();
  const { success, stderr } = await child.output();
  return { succeeded: success, said: decoder.decode(stderr) };
}
