import { fromFileUrl, ROOT } from "../../tools/paths.ts";
import { BINARY } from "../../tools/build.ts";
import { npmPackage } from "../../tools/build/npm_package.ts";

/** The compiled binary; benchmarks measure nothing else. */
export const EXECUTOR = Deno.env.get("EXECUTOR_BINARY") ?? fromFileUrl(BINARY);

/** One run of a program from outside. */
export interface Measured {
  readonly wallMs: number;
  /** Highest resident memory of any of its processes, in bytes. */
  readonly peakBytes: number;
}

/** Runs a program to its end with its output thrown away; throws when it fails. */
export async function measure(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Measured> {
  const start = performance.now();
  const { code, stderr } = await new Deno.Command("/usr/bin/python3", {
    args: ["-c", TIMED, program, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    ...options,
  }).output();
  const text = new TextDecoder().decode(stderr);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}\n${text.slice(-2000)}`);
  const [seconds, kilobytes] = (text.trimEnd().split("\n").at(-1) ?? "").split(" ").map(Number);
  return { wallMs: seconds === undefined ? performance.now() - start : seconds * 1000, peakBytes: (kilobytes ?? 0) * 1024 };
}

/** Times a child with the operating system's own accounting, so that the measuring process adds nothing. */
const TIMED = `
import os, sys, time
start = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
_, status, usage = os.wait4(pid, 0)
took = time.monotonic() - start
code = os.waitstatus_to_exitcode(status)
sys.stderr.write(f"{took} {usage.ru_maxrss}\\n")
sys.exit(code if code >= 0 else 128 - code)
`;

/** The median of several runs after one warm-up, taken in turn with the other contestants so that the machine's drift hits all alike. */
export async function medians<K extends string>(
  rounds: number,
  contestants: Readonly<Record<K, () => Promise<number>>>,
): Promise<Record<K, number>> {
  const names = Object.keys(contestants) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const value = await contestants[name]();
      if (round >= 0) times[name].push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<K, number>;
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** The smallest of some numbers that so large a share of them does not exceed. @param share From 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? NaN;
}

/** Prints one result against its goal; never fails, because a figure is no test. */
export function report(what: string, ratio: number, goal: string, isMet: boolean, detail: string): void {
  console.log(`${isMet ? "met   " : "MISSED"}  ${what.padEnd(52)} ${ratio.toFixed(2).padStart(6)}  goal ${goal.padEnd(8)} ${detail}`);
}

/** just, from npm, verified. */
export function just(): Promise<string> {
  return npmPackage({
    name: "rust-just-linux-x64@1.57.0",
    integrity: "sha512-HWBdWzRxdDEgh/7LZGGJHF0ntEGTOGK33ANHOYPqXiWX82WztvVceasCs+oHOR0bZnWlTDouH61EJ+AD03MfxA==",
    file: "package/bin/just",
  });
}

/** A fresh folder that is removed with the disposable. */
export async function scratch(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "executor-bench-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The Deno that the binary holds, so that it is compared with its own runtime. */
export async function sameDeno(): Promise<string> {
  const path = fromFileUrl(new URL(".cache/npm/_deno_linux-x64-glibc_2.4.2/package/deno", ROOT));
  try {
    await Deno.stat(path);
    return path;
  } catch {
    return Deno.execPath();
  }
}
