/** What the tests of Windows share. They run under Wine by `deno task test:wine`, and on Windows itself where the tool has been built. */
import { fileURLToPath } from "node:url";

/** Whether this is Wine, which accepts some things and does not enforce them. */
export const IS_WINE = Deno.env.get("EXECUTOR_TEST_WINE") !== undefined;
/** `tool.c`, compiled. */
export const TOOL = Deno.env.get("EXECUTOR_TEST_TOOL") ?? "";
/** Tests of native calls need Windows and the tool. */
export const IGNORE = Deno.build.os !== "windows" || TOOL === "";
export const CMD = `${Deno.env.get("SystemRoot") ?? "C:\\Windows"}\\System32\\cmd.exe`;

/** The whole environment as children take it. */
export const ENV: readonly string[] = Object.entries(Deno.env.toObject()).map(([name, value]) => `${name}=${value}`);

/** A folder that is removed afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Waits until a question is answered with yes; the test's own limit is what ends it otherwise. */
export async function until(question: () => boolean, limitMs = 30_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!question()) {
    if (performance.now() > end) throw new Error(`It did not come to be within ${limitMs} ms: ${question}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process of `tool tree` lives: its file goes with it. */
export function lives(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** How `executor`, run from the sources, ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The arguments that start `executor` from the sources, with nothing fetched. */
export const EXECUTOR = [
  "run",
  "--allow-all",
  "--quiet",
  "--cached-only",
  "--no-check",
  fileURLToPath(new URL("../../main.ts", import.meta.url)),
];

/** Runs `executor` to its end. */
export async function executor(args: readonly string[], options: { cwd?: string; stdin?: string } = {}): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...EXECUTOR, ...args],
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  }).spawn();
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout).replaceAll("\r\n", "\n"), err: decoder.decode(stderr).replaceAll("\r\n", "\n") };
}
