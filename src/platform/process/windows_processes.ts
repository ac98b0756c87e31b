import { AppError, type ChildInput, type ChildSpec } from "../../core/mod.ts";
import { commandProcesses } from "./command_processes.ts";
import type { RawChild, RawProcesses } from "./raw_processes.ts";
import { explainSpawnFailure } from "./spawn_error.ts";
import { windowsCandidates, windowsVariable } from "./windows_program.ts";

type Native = typeof import("../../../ffi/windows/process/mod.ts");

/** What the code of a failure is called elsewhere, which decides what is said of it. */
const CODES: Readonly<Record<string, string>> = {
  ERROR_FILE_NOT_FOUND: "ENOENT",
  ERROR_PATH_NOT_FOUND: "ENOENT",
  ERROR_ACCESS_DENIED: "EACCES",
  ERROR_BAD_EXE_FORMAT: "ENOEXEC",
};

/** A file that only `cmd.exe` can run. */
const BATCH = /\.(?:bat|cmd)$/i;

let native: Promise<Native> | undefined;

/**
 * Children of Windows, each with its tree in a job object: the tree ends with its leader, when it is stopped, and with this process,
 * however that ends. Both ways of stopping are the same, as Windows has no signals. Without FFI, children as elsewhere.
 *
 * Exercised under Wine, not verified on Windows.
 */
export const windowsProcesses: RawProcesses = {
  async start(spec: ChildSpec, env: readonly string[], beforeReap: () => void): Promise<RawChild> {
    const calls = await (native ??= import("../../../ffi/windows/process/mod.ts"));
    if (calls.probeJobObjects().answer !== "yes") return await commandProcesses.start(spec, env, beforeReap);
    const { program, line } = commandOf(spec, calls);
    try {
      const child = calls.spawnWindowsChild({
        program,
        commandLine: line,
        env,
        cwd: spec.cwd,
        stdin: stdinOf(spec),
        output: (stream, bytes) => spec.output(stream, bytes),
        beforeReap,
      });
      const kill = () => child.kill();
      return { pid: child.pid, ended: child.ended, input: inputOf(spec, child.input), terminate: kill, kill };
    } catch (error) {
      if (!(error instanceof calls.NativeError)) throw new AppError("internal", `Starting ${program} failed`, { cause: error });
      throw explainSpawnFailure(spec, codeOf(error), error.detail, error);
    }
  },

  // The job ends the children: it is closed with the process that holds it.
  startWatchdog: () => undefined,
};

/** What a failure is called elsewhere, such as `ENOENT`. */
export function codeOf({ code }: { readonly code: string }): string {
  return CODES[code] ?? code;
}

/** The file to run, and what it reads its arguments from. @throws AppError `spawn_failed`, and as {@link explainSpawnFailure}. */
export function commandOf(spec: ChildSpec, calls: Pick<Native, "batchCommandLine" | "commandLine">): { program: string; line: string } {
  const [name = "", ...args] = spec.argv;
  const file = windowsCandidates(name, spec.env, spec.cwd).find(isFile);
  if (file === undefined) throw explainSpawnFailure(spec, "ENOENT", "no such program", undefined);
  if (!BATCH.test(file)) return { program: file, line: calls.commandLine(spec.argv) };
  const line = calls.batchCommandLine(file, args);
  if (line === undefined) throw new AppError("spawn_failed", `Cannot start "${name}": a batch file takes no argument with a line break`);
  // Windows' own, not one of that name in a folder of `Path`.
  const system = windowsVariable(spec.env, "SystemRoot") ?? "C:\\Windows";
  return { program: `${system}\\System32\\cmd.exe`, line };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function stdinOf({ stdin }: ChildSpec) {
  if (stdin === "null" || stdin === "pipe") return { kind: stdin } as const;
  if (!(stdin instanceof Uint8Array)) return { kind: "file", path: stdin.path } as const;
  return { kind: stdin.length === 0 ? "null" : "pipe" } as const;
}

/** The child's input, where its owner feeds it; bytes are fed here. */
function inputOf(
  { stdin }: ChildSpec,
  writer: { write(bytes: Uint8Array): Promise<void>; end(): void } | undefined,
): ChildInput | undefined {
  if (writer === undefined) return undefined;
  if (stdin instanceof Uint8Array) {
    void writer.write(stdin);
    writer.end();
    return undefined;
  }
  return { write: (bytes) => writer.write(bytes), close: () => writer.end() };
}
