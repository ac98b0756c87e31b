import {
  isExecutable,
  type NativeChildOptions,
  NativeError,
  type NativeStdin,
  spawnNativeChild,
  spawnPipedHelper,
} from "../../../ffi/mod.ts";
import { AppError, type ChildSpec } from "../../core/mod.ts";
import { candidatesFor } from "./program.ts";
import type { RawChild, RawProcesses, WatchdogLink } from "./raw_processes.ts";
import { explainSpawnFailure } from "./spawn_error.ts";

/** Another file of that name may still do: what `execvp` goes on after. */
const TRY_NEXT = new Set(["ENOENT", "ENOTDIR", "EACCES", "ELOOP", "ENAMETOOLONG"]);

/**
 * Starts the first file that the program of a spec may mean and that can be started.
 *
 * @param begin Starts one file; throws NativeError.
 * @throws AppError as {@link RawProcesses.start}.
 */
export async function startProgram<T>(spec: ChildSpec, begin: (path: string) => T | Promise<T>): Promise<T> {
  let failure: NativeError | undefined;
  for (const path of candidatesFor(spec.argv[0] ?? "", spec.env.PATH, spec.cwd)) {
    if (!isExecutable(path)) continue;
    try {
      return await begin(path);
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (!(error instanceof NativeError)) throw new AppError("internal", `Starting ${path} failed`, { cause: error });
      failure = error;
      if (error.symbol !== "posix_spawn" || !TRY_NEXT.has(error.code)) break;
    }
  }
  throw explainSpawnFailure(spec, failure?.code ?? "EACCES", failure?.detail ?? "permission denied", failure);
}

/** Children through `posix_spawn`, on Linux with glibc. See `probePosixChildren` for what it needs. */
export const nativeProcesses: RawProcesses = {
  canConfine: true,

  async start(spec: ChildSpec, env: readonly string[], beforeReap: () => void, groupFile?: string): Promise<RawChild> {
    const { argv, cwd, confine } = spec;
    const confinement = confine === undefined ? undefined : await import("./confinement/mod.ts");
    return await startProgram(spec, (path) => {
      const output: NativeChildOptions["output"] = (stream, bytes) => spec.output(stream, bytes);
      const options = { path, argv, env, cwd, stdin: stdinOf(spec), output, beforeReap };
      if (confine === undefined || confinement === undefined) return spawnNativeChild(options);
      return confinement.confinedChild(confine, spec, options, groupFile);
    });
  },

  startWatchdog(argv: readonly string[], env: readonly string[]): WatchdogLink | undefined {
    try {
      const helper = spawnPipedHelper(argv[0] ?? "", argv, env);
      return {
        pid: helper.pid,
        add: (group) => helper.add(String(group)),
        remove: (group) => helper.delete(String(group)),
        close: (how) => helper.close(how === "quit" ? "quit\n" : ""),
      };
    } catch {
      return undefined;
    }
  },
};

function stdinOf(spec: ChildSpec): NativeStdin {
  if (spec.stdin === "null" || spec.stdin === "pipe") return { kind: spec.stdin };
  if (spec.stdin instanceof Uint8Array) return { kind: "bytes", bytes: spec.stdin };
  return { kind: "file", path: spec.stdin.path };
}
