import * as nodePath from "node:path";
import { AppError, type Processes } from "../../core/mod.ts";
import { Collected } from "../checks/collected.ts";
import { createFiles } from "../files.ts";
import { systemReason } from "../state/system_reason.ts";

/** What {@link debuggerOf} works with. */
export interface DebuggerOptions {
  readonly processes: Processes;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** gdb, at work on one process, which stands still meanwhile and goes on after it. */
export interface Debugger {
  /**
   * Writes a core, readable to this user alone.
   *
   * @param file Absolute; must not exist.
   * @returns Its size in bytes.
   * @throws AppError `file_unwritable`, `debugger_failed`.
   */
  writeCore(file: string): Promise<number>;
  /** Functions of every thread, the innermost first. @throws AppError `debugger_failed`. */
  readStacks(): Promise<ReadonlyMap<number, readonly string[]>>;
}

const MOST_BYTES = 16 << 20;
const LIMIT_MS = 120_000;
/** A readable core of the owner alone. */
const CORE_MODE = 0o600;

/**
 * The debugger for a process.
 *
 * @throws AppError `debugger_missing` where gdb is not installed, `usage` for this process itself, which would stop whom it reports to.
 */
export function debuggerOf(pid: number, { processes, env, signal }: DebuggerOptions): Debugger {
  for (const tool of ["gdb", "gcore"]) {
    if (!createFiles().hasProgram(tool, env["PATH"])) {
      throw new AppError("debugger_missing", `The program ${tool} is not installed`, { hint: "Install the package gdb" });
    }
  }
  if (pid === Deno.pid) throw new AppError("usage", "Executor cannot stop itself to look at its own stacks or write its own core");

  const run = async (argv: readonly string[], what: string) => {
    const output = new Collected(MOST_BYTES);
    const quiet = { ...env, DEBUGINFOD_URLS: "", LC_ALL: "C" };
    const child = await processes.spawn({ argv, cwd: "/", env: quiet, stdin: "null", output: (_stream, bytes) => output.add(bytes) });
    const ends = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    const stop = () => child.stop("kill");
    ends.addEventListener("abort", stop);
    if (ends.aborted) stop();
    try {
      const { code } = await child.exited;
      const text = output.text();
      if (ends.aborted) throw new AppError("debugger_failed", `${what} of process ${pid} took too long, or was stopped`);
      return { code, text };
    } finally {
      ends.removeEventListener("abort", stop);
    }
  };
  /** Why gdb could not: its own sentence. */
  const failure = (what: string, text: string) => {
    const line = text.split("\n").find((each) => /ptrace|not permitted|No such process|can't|unable|failed|error/i.test(each));
    const isDenied = /ptrace|not permitted/i.test(line ?? "");
    return new AppError(
      "debugger_failed",
      `${what} of process ${pid} failed: ${line?.trim().replace(/\.$/, "") ?? "gdb does not say why"}`,
      {
        ...(isDenied ? { hint: "It needs root or CAP_SYS_PTRACE (or kernel.yama.ptrace_scope 0), and no other debugger at it" } : {}),
      },
    );
  };

  return {
    async writeCore(file) {
      const folder = makeFolderBeside(file);
      try {
        const { text } = await run(["gcore", "-o", `${folder}/core`, String(pid)], "A core");
        const made = `${folder}/core.${pid}`;
        let sizeBytes: number;
        try {
          sizeBytes = Deno.statSync(made).size;
        } catch {
          throw failure("A core", text);
        }
        const unwritten = unwrittenReason(text);
        if (unwritten !== undefined) throw unwritable(file, unwritten);
        try {
          Deno.chmodSync(made, CORE_MODE);
          Deno.linkSync(made, file);
        } catch (error) {
          throw new AppError("file_unwritable", `Cannot write the core to ${JSON.stringify(file)}: ${systemReason(error)}`, {
            cause: error,
          });
        }
        return sizeBytes;
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
    async readStacks() {
      const argv = ["gdb", "-nx", "-q", "-batch", "-iex", "set auto-load off", "-iex", "set print frame-arguments none"];
      const { text } = await run([...argv, "-p", String(pid), "-ex", "thread apply all backtrace 64"], "Stacks");
      const stacks = parseStacks(text, pid);
      if (stacks.size === 0) throw failure("Stacks", text);
      return stacks;
    },
  };
}

/** A folder of nobody else, on the file system where the core is to be. */
function makeFolderBeside(file: string): string {
  try {
    Deno.lstatSync(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw unwritable(file, systemReason(error));
    try {
      return Deno.makeTempDirSync({ dir: nodePath.dirname(file), prefix: ".executor-core-" });
    } catch (cause) {
      throw unwritable(file, systemReason(cause));
    }
  }
  throw unwritable(file, "it exists");
}

function unwritable(file: string, why: string): AppError {
  return new AppError("file_unwritable", `Cannot write the core to ${JSON.stringify(file)}: ${why}`);
}

/** Why a part of a core was not written, on a full disk say; gdb warns, goes on and says that it has saved the core. */
export function unwrittenReason(text: string): string | undefined {
  const line = /^warning: (?:(?:Failed to write corefile contents|writing note section) \((.*)\)\.?|cannot close ".*": (.*))$/m.exec(text);
  return (line?.[1] ?? line?.[2])?.toLowerCase();
}

/** gdb's backtraces by thread; `pid` is the thread of a process that has only one and is not named by gdb. */
export function parseStacks(text: string, pid: number): ReadonlyMap<number, readonly string[]> {
  const stacks = new Map<number, string[]>();
  let stack: string[] | undefined;
  for (const line of text.split("\n")) {
    const thread = /^Thread \d+ \((.*)\):$/.exec(line)?.[1];
    if (thread !== undefined) {
      const tid = Number(/\b(?:LWP|process) (\d+)/.exec(thread)?.[1] ?? pid);
      stacks.set(tid, stack = []);
      continue;
    }
    const frame = /^#\d+\s+(?:0x[0-9a-f]+ in )?(.*)$/.exec(line)?.[1];
    if (frame !== undefined) stack?.push(frame.replace(/ \((?:[\w ]+=\.\.\.(?:, )?|\.\.\.)*\)/, "").trim());
  }
  return stacks;
}
