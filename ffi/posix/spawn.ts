import { closeDescriptor, openPipe } from "./descriptors.ts";
import { layoutOf } from "./layouts.ts";
import { libc, nativeError } from "./libc.ts";
import { cString, StringVectors } from "./string_vectors.ts";

// <spawn.h>
const POSIX_SPAWN_SETSIGDEF = 0x04;
const POSIX_SPAWN_SETSIGMASK = 0x08;
const POSIX_SPAWN_SETSID = 0x80;
const FIRST_FREE_DESCRIPTOR = 3;

/** What to start, with descriptors of this process for the child's streams; they stay the caller's to close. */
export interface SpawnPlan {
  /** The program's file; a relative one starts at `cwd`. */
  readonly path: string;
  readonly argv: readonly string[];
  /** `NAME=value` each. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly stdin: number;
  readonly stdout: number;
  /** Or what adds the child's own opening of it to the actions, and answers an error number; it comes after the other two. */
  readonly stderr: number | ((actions: Uint8Array<ArrayBuffer>) => number);
  /** Descriptors that the program gets besides, under their own numbers; it has to close what else it was left. Default none. */
  readonly keep?: readonly number[];
}

/** Buffers of calls that have returned. */
const spare: SpawnCall[] = [];
let attributes: Uint8Array<ArrayBuffer> | undefined;

/**
 * Starts a program as the leader of a session, and so of a group, of its own. `int posix_spawn(pid_t *, const char *, const
 * posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const [], char *const [])` of `<spawn.h>`.
 *
 * A session rather than only a group: in the terminal's session the child would be a background job, and one that asks for a password
 * would be stopped by the kernel (SIGTTIN) and hang without a word; without a terminal it fails and says so. Ctrl-C stays away either way.
 *
 * The kernel's own "die with your parent" (`PR_SET_PDEATHSIG`) is set by the child itself between fork and exec; posix_spawn runs no code
 * of ours there, and a fork of a process with threads is no choice. It would not reach grandchildren anyway.
 *
 * @returns the child's pid.
 * @throws NativeError whose code tells what is wrong with the program, `cwd` or the machine.
 */
export function posixSpawn(plan: SpawnPlan): number {
  const call = spare.pop() ?? new SpawnCall();
  try {
    return call.pid(libc().posix_spawn(...call.prepare(plan)));
  } finally {
    call.release();
    spare.push(call);
  }
}

/**
 * The same from another thread. The calling thread of `posix_spawn` sleeps until the child has begun its program, and where others want
 * the processors too that is most of what a child costs.
 *
 * @throws NativeError like {@link posixSpawn}, as a rejection.
 */
export async function posixSpawnLater(plan: SpawnPlan): Promise<number> {
  const call = spare.pop() ?? new SpawnCall();
  try {
    return call.pid(await libc().posix_spawn_later(...call.prepare(plan)));
  } finally {
    call.release();
    spare.push(call);
  }
}

type Buffer = Uint8Array<ArrayBuffer>;

/** What one call of `posix_spawn` reads and writes, all of it outside of V8's heap, where nothing moves while another thread uses it. */
class SpawnCall {
  readonly #vectors = new StringVectors();
  readonly #pid = new Int32Array(new ArrayBuffer(4));
  readonly #pidBytes = new Uint8Array(this.#pid.buffer);
  readonly #actions = new Uint8Array(new ArrayBuffer(layoutOf("posix_spawn_file_actions_t").size));

  /** The parameters; {@link SpawnCall.release} frees what they hold. */
  prepare(plan: SpawnPlan): [pid: Buffer, path: Buffer, actions: Buffer, attributes: Buffer, argv: Buffer, envp: Buffer] {
    const symbols = libc();
    const actions = this.#actions;
    const { path, argv, envp } = this.#vectors.fill(plan.path, plan.argv, plan.env);
    succeeded("posix_spawn_file_actions_init", symbols.posix_spawn_file_actions_init(actions));
    const add = (result: number) => succeeded("posix_spawn_file_actions_add", result);
    add(symbols.posix_spawn_file_actions_adddup2(actions, plan.stdin, 0));
    add(symbols.posix_spawn_file_actions_adddup2(actions, plan.stdout, 1));
    add(typeof plan.stderr === "number" ? symbols.posix_spawn_file_actions_adddup2(actions, plan.stderr, 2) : plan.stderr(actions));
    add(symbols.posix_spawn_file_actions_addchdir_np(actions, cString(plan.cwd)));
    if (plan.keep !== undefined) {
      // A descriptor put in its own place loses close-on-exec.
      for (const fd of plan.keep) add(symbols.posix_spawn_file_actions_adddup2(actions, fd, fd));
    } else if (symbols.posix_spawn_file_actions_addclosefrom_np !== null) {
      add(symbols.posix_spawn_file_actions_addclosefrom_np(actions, FIRST_FREE_DESCRIPTOR));
    }
    return [this.#pidBytes, path, actions, attributes ??= sessionAttributes(), argv, envp];
  }

  /** The child's pid, or the call's failure. */
  pid(code: number): number {
    succeeded("posix_spawn", code);
    return this.#pid[0] ?? -1;
  }

  release(): void {
    libc().posix_spawn_file_actions_destroy(this.#actions);
  }
}

/** Every signal at its default and none blocked: what this process ignores (SIGPIPE, SIGHUP under nohup) is no business of the child. */
function sessionAttributes(): Uint8Array<ArrayBuffer> {
  const symbols = libc();
  const attr = new Uint8Array(layoutOf("posix_spawnattr_t").size);
  const signals = new Uint8Array(layoutOf("sigset_t").size);
  succeeded("posix_spawnattr_init", symbols.posix_spawnattr_init(attr));
  succeeded("posix_spawnattr_setsigmask", symbols.posix_spawnattr_setsigmask(attr, signals));
  // Bit n−1 is signal n, 1 to 64; glibc would leave its own two (32, 33) ignored otherwise.
  signals.fill(0xff, 0, 8);
  succeeded("posix_spawnattr_setsigdefault", symbols.posix_spawnattr_setsigdefault(attr, signals));
  const flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  succeeded("posix_spawnattr_setflags", symbols.posix_spawnattr_setflags(attr, flags));
  return attr;
}

/** These functions answer the error number itself. */
function succeeded(symbol: string, code: number) {
  if (code !== 0) throw nativeError(symbol, code);
}

/** A pipe from this process to a child: `read` goes into its {@link SpawnPlan}, `write` stays here and does not block. */
export function withInputPipe<T>(start: (read: number) => T): { readonly result: T; readonly write: number } {
  const ends = openPipe("write");
  try {
    return { result: start(ends.read), write: ends.write };
  } catch (error) {
    closeDescriptor(ends.write);
    throw error;
  } finally {
    closeDescriptor(ends.read);
  }
}
