import type { ChildInput, ChildSpec } from "../../core/mod.ts";
import { candidatesFor } from "./program.ts";
import type { RawChild, RawExit, RawProcesses, WatchdogLink } from "./raw_processes.ts";
import { explainSpawnFailure, stdinProblem } from "./spawn_error.ts";

/** So long a stream that a stray may hold open has to be silent after the leader's end before it is given up. */
const SILENCE_MS = 50;
/** No pipe holds more; what comes beyond was written by a stray after the leader's end. */
const MOST_LEFT_BYTES = 1024 * 1024;
const ANY_MAY_EXECUTE = 0o111;
const BROKEN_PIPE_IS_NORMAL = () => {};

/**
 * Children through `Deno.Command`: for macOS, and for Linux and Windows without FFI. Slower, as Deno forks for a group.
 *
 * On Linux it passes the contract suite. On macOS and Windows it is unverified: written from their documentation. Differences:
 * - the child sees its program's path as its name (`$0`), and a script without `#!` goes to `sh`;
 * - the leader is reaped before its group is killed, and an output that a stray holds open ends 50 ms after the leader;
 * - the watchdog hears of a child some milliseconds late: a child that wiped its environment in that time would outlive a SIGKILL;
 * - on Windows there are no groups: `taskkill /T` ends the tree (not children whose parent has ended), both ways of stopping are the
 *   same, and there is no watchdog.
 */
export const commandProcesses: RawProcesses = {
  // deno-lint-ignore require-await
  async start(spec: ChildSpec, env: readonly string[], beforeReap: () => void): Promise<RawChild> {
    const problem = stdinProblem(spec);
    if (problem !== undefined) throw problem;
    const child = launch(spec, env);
    feed(child, spec.stdin);
    return watch(child, spec, beforeReap);
  },

  startWatchdog(argv: readonly string[], env: readonly string[]): WatchdogLink | undefined {
    if (Deno.build.os === "windows") return undefined;
    const [program = "", ...args] = argv;
    try {
      const options = { stdin: "piped", stdout: "null", stderr: "null", detached: true, clearEnv: true, cwd: "/" } as const;
      const child = new Deno.Command(program, { ...options, args, env: toRecord(env) }).spawn();
      child.unref();
      return pipeTo(child);
    } catch {
      return undefined;
    }
  },
};

function launch(spec: ChildSpec, env: readonly string[]): Deno.ChildProcess {
  const program = Deno.build.os === "windows" ? spec.argv[0] ?? "" : resolveProgram(spec);
  try {
    return new Deno.Command(program, {
      args: spec.argv.slice(1),
      cwd: spec.cwd,
      env: toRecord(env),
      clearEnv: true,
      stdin: spec.stdin === "null" ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
      // Windows has no groups, and a detached child there would get a console window of its own.
      detached: Deno.build.os !== "windows",
    }).spawn();
  } catch (error) {
    const code = error instanceof Deno.errors.PermissionDenied ? "EACCES" : error instanceof Deno.errors.NotFound ? "ENOENT" : "";
    throw explainSpawnFailure(spec, code, error instanceof Error ? error.message : String(error), error);
  }
}

/** The file to run: Deno's own lookup does not know `PATH` entries that start at the working folder. */
function resolveProgram(spec: ChildSpec): string {
  for (const path of candidatesFor(spec.argv[0] ?? "", spec.env.PATH, spec.cwd)) {
    try {
      const { isFile, mode } = Deno.statSync(path);
      if (isFile && ((mode ?? 0) & ANY_MAY_EXECUTE) !== 0) return path;
    } catch {
      // The next one may exist.
    }
  }
  throw explainSpawnFailure(spec, "EACCES", "permission denied", undefined);
}

function feed(child: Deno.ChildProcess, stdin: ChildSpec["stdin"]): void {
  if (typeof stdin === "string") return;
  // A child that closes its input early is no failure; it simply did not want the rest.
  if (stdin instanceof Uint8Array) {
    const writer = child.stdin.getWriter();
    writer.write(stdin).then(() => writer.close()).catch(BROKEN_PIPE_IS_NORMAL);
    return;
  }
  Deno.openSync(stdin.path).readable.pipeTo(child.stdin).catch(BROKEN_PIPE_IS_NORMAL);
}

function inputOf(child: Deno.ChildProcess): ChildInput {
  const writer = child.stdin.getWriter();
  writer.closed.catch(BROKEN_PIPE_IS_NORMAL);
  return {
    write: (bytes) => writer.write(bytes).catch(BROKEN_PIPE_IS_NORMAL),
    close: () => void writer.close().catch(BROKEN_PIPE_IS_NORMAL),
  };
}

function watch(child: Deno.ChildProcess, spec: ChildSpec, beforeReap: () => void): RawChild {
  let reaped = false;
  const signal = (name: "SIGTERM" | "SIGCONT" | "SIGKILL") => {
    if (!reaped) signalTree(child.pid, name);
  };
  const left = child.status.then((status) => {
    beforeReap();
    // The group lives on under its number as long as it has members, so this reaches them or nobody.
    signal("SIGKILL");
    reaped = true;
    return status;
  });
  const pump = (stream: "stdout" | "stderr") =>
    deliver(child[stream], (bytes) => spec.output(stream, bytes), left).catch(() => signal("SIGKILL"));
  const end = async (): Promise<RawExit> => {
    const [status] = await Promise.all([left, pump("stdout"), pump("stderr")]);
    return status.signal === null ? { code: status.code } : { code: status.code, signal: status.signal };
  };
  return {
    pid: child.pid,
    ended: end(),
    input: spec.stdin === "pipe" ? inputOf(child) : undefined,
    terminate: () => {
      signal("SIGTERM");
      if (Deno.build.os !== "windows") signal("SIGCONT");
    },
    kill: () => signal("SIGKILL"),
  };
}

/** Delivers a stream to its end, or as far as it had got when the leader ended. */
async function deliver(stream: ReadableStream<Uint8Array>, take: (bytes: Uint8Array) => void | Promise<void>, left: Promise<unknown>) {
  const reader = stream.getReader();
  let leftBytes: number | undefined;
  let leaderLeft = () => {};
  void left.then(() => {
    leftBytes = MOST_LEFT_BYTES;
    leaderLeft();
  });
  try {
    while (leftBytes === undefined || leftBytes > 0) {
      const silence = new Silence();
      leaderLeft = () => silence.begin();
      if (leftBytes !== undefined) silence.begin();
      const chunk = await Promise.race([reader.read(), silence.lasted]);
      silence.end();
      if (chunk === undefined || chunk.done) return;
      await take(chunk.value);
      if (leftBytes !== undefined) leftBytes -= chunk.value.length;
    }
  } finally {
    reader.cancel().catch(BROKEN_PIPE_IS_NORMAL);
  }
}

/** Resolves `lasted` once it was begun and not ended for a while. */
class Silence {
  readonly lasted: Promise<undefined>;
  readonly #resolve: (nothing: undefined) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.lasted = promise;
    this.#resolve = resolve;
  }

  begin() {
    if (!this.#over) this.#timer ??= setTimeout(() => this.#resolve(undefined), SILENCE_MS);
  }

  end() {
    this.#over = true;
    clearTimeout(this.#timer);
  }
}

function signalTree(pid: number, name: "SIGTERM" | "SIGCONT" | "SIGKILL"): void {
  try {
    if (Deno.build.os !== "windows") return Deno.kill(-pid, name);
    new Deno.Command("taskkill", { args: ["/T", "/F", "/PID", String(pid)], stdout: "null", stderr: "null" }).outputSync();
  } catch {
    // Gone already.
  }
}

function pipeTo(child: Deno.ChildProcess): WatchdogLink {
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  let gone = false;
  const lost = () => {
    gone = true;
  };
  child.status.then(lost, lost);
  writer.closed.catch(lost);
  const tell = (line: string) => void writer.write(encoder.encode(`${line}\n`)).catch(lost);
  return {
    pid: child.pid,
    add(group) {
      if (!gone) tell(`+${group}`);
      return !gone;
    },
    remove: (group) => tell(`-${group}`),
    close(how) {
      if (how === "quit") tell("quit");
      writer.close().catch(lost);
    },
  };
}

function toRecord(env: readonly string[]): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (const entry of env) {
    const at = entry.indexOf("=");
    record[entry.slice(0, at)] = entry.slice(at + 1);
  }
  return record;
}
