import { limitData } from "./data_limit.ts";
import { closeDescriptor, nullDescriptor, openMemory, openPipe, openToRead } from "./descriptors.ts";
import { InputFeed } from "./input_feed.ts";
import { OutputPump } from "./output_pump.ts";
import { poller } from "./poller.ts";
import { abandon, type NativeExit, openProcess, reap, signalGroup } from "./process_handle.ts";
import { Signal } from "./signals.ts";
import { posixSpawn, posixSpawnLater, type SpawnPlan } from "./spawn.ts";
import { Turnstile } from "./turnstile.ts";

/** A child's standard input: nothing, a pipe that stays open, these bytes, or a file's content. */
export type NativeStdin =
  | { readonly kind: "null" }
  | { readonly kind: "pipe" }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "file"; readonly path: string };

/** A child to start. Texts hold no NUL character. */
export interface NativeChildOptions {
  /** The program's file; a relative one starts at `cwd`. */
  readonly path: string;
  readonly argv: readonly string[];
  /** The whole environment, `NAME=value` each. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly stdin: NativeStdin;
  /**
   * Takes output in order for each stream. The bytes are reused after it returns, or after the promise it returned has settled; until
   * then nothing more of that stream is read and the child is held back by its full pipe. A throw or rejection kills the group.
   */
  readonly output: (stream: "stdout" | "stderr", bytes: Uint8Array) => void | Promise<void>;
  /** Called when the leader has ended, while its pid cannot yet belong to another process. */
  readonly beforeReap?: () => void;
  /** Starts another program that becomes this one; `start` is the usual way. */
  readonly through?: (plan: SpawnPlan, start: StartPlan) => Promise<number>;
}

/** Starts what a plan says. @throws NativeError */
export type StartPlan = (plan: SpawnPlan) => number | Promise<number>;

/** A running child, leader of its own session and group. */
export class NativeChild {
  readonly pid: number;
  /** Settles when the leader is gone, the rest of its group has been killed and the output was delivered. Never rejects. */
  readonly ended: Promise<NativeExit>;
  /** Only with a pipe for standard input. */
  readonly input: InputFeed | undefined;
  readonly #talk: Disposable | undefined;
  readonly #process: number;
  readonly #beforeReap: (() => void) | undefined;
  readonly #settle: (exit: NativeExit) => void;
  readonly #pumps: readonly OutputPump[];
  #openPumps = 2;
  #exit: NativeExit | undefined;

  /** Use {@link spawnNativeChild}. Takes over the descriptors. */
  constructor(pid: number, stdin: number | undefined, stdout: number, stderr: number, options: NativeChildOptions) {
    this.pid = pid;
    this.input = stdin === undefined ? undefined : new InputFeed(poller, stdin);
    this.#talk = stdin === undefined ? undefined : poller.talk();
    this.#beforeReap = options.beforeReap;
    const { promise, resolve } = Promise.withResolvers<NativeExit>();
    this.ended = promise;
    this.#settle = resolve;
    this.#process = openProcess(pid);
    const pump = (fd: number, stream: "stdout" | "stderr") =>
      new OutputPump(poller, fd, (bytes) => options.output(stream, bytes), () => this.kill(), () => this.#pumpEnded());
    this.#pumps = [pump(stdout, "stdout"), pump(stderr, "stderr")];
    poller.watch(this.#process, () => this.#leaderEnded());
  }

  /** Asks the group to end; a stopped one is continued so that it can. */
  terminate(): void {
    if (this.#exit !== undefined) return;
    signalGroup(this.pid, Signal.TERM);
    signalGroup(this.pid, Signal.CONT);
  }

  /** Ends the group. */
  kill(): void {
    // After the leader was reaped its number may belong to somebody else; its group was killed then.
    if (this.#exit === undefined) signalGroup(this.pid, Signal.KILL);
  }

  /** Bounds the writable private memory of the leader, all that it has now included; undefined unbounds it. */
  limitData(bytes: number | undefined): void {
    if (this.#exit === undefined) limitData(this.pid, bytes);
  }

  #leaderEnded() {
    this.#beforeReap?.();
    // Before reaping: until then the zombie keeps the group's number from being given to others.
    signalGroup(this.pid, Signal.KILL);
    const exit = reap(this.pid);
    if (exit === undefined) return;
    this.#exit = exit;
    this.input?.close();
    this.#talk?.[Symbol.dispose]();
    poller.close(this.#process);
    if (this.#openPumps === 0) return this.#settle(exit);
    for (const pump of this.#pumps) pump.finish();
  }

  #pumpEnded() {
    this.#openPumps--;
    if (this.#openPumps === 0 && this.#exit !== undefined) this.#settle(this.#exit);
  }
}

/** More threads at once start no more children a second. */
const starters = new Turnstile(4);
/** Children that live or are being started. */
let busy = 0;

/**
 * Starts a child with pipes for its output. Both are read from a single waiting thread shared by all children.
 *
 * @throws NativeError with the C function and errno: `open` is about the file for standard input, `posix_spawn` about the program or `cwd`.
 * @throws UnsupportedError where libc cannot be opened.
 */
export async function spawnNativeChild(options: NativeChildOptions): Promise<NativeChild> {
  busy++;
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    const stdin = options.stdin.kind === "pipe" ? openPipe("write") : { read: openStdin(options.stdin), write: undefined };
    if (stdin.read !== nullDescriptor()) theirs.push(stdin.read);
    if (stdin.write !== undefined) ours.push(stdin.write);
    const open = () => {
      const ends = openPipe("read");
      theirs.push(ends.write);
      ours.push(ends.read);
      return ends;
    };
    const stdout = open();
    const stderr = open();
    const { path, argv, env, cwd } = options;
    const plan = { path, argv, env, cwd, stdin: stdin.read, stdout: stdout.write, stderr: stderr.write };
    const pid = await (options.through === undefined ? start(plan) : options.through(plan, start));
    try {
      const child = new NativeChild(pid, stdin.write, stdout.read, stderr.read, options);
      void child.ended.then(() => busy--);
      return child;
    } catch (error) {
      abandon(pid);
      throw error;
    }
  } catch (error) {
    busy--;
    for (const fd of ours) closeDescriptor(fd);
    throw error;
  } finally {
    for (const fd of theirs) closeDescriptor(fd);
  }
}

/** A child alone is started at once; beside others from another thread, which costs two switches and does not hold the others up. */
function start(plan: SpawnPlan): number | Promise<number> {
  return busy === 1 ? posixSpawn(plan) : starters.pass(() => posixSpawnLater(plan));
}

function openStdin(stdin: Exclude<NativeStdin, { kind: "pipe" }>): number {
  switch (stdin.kind) {
    case "null":
      return nullDescriptor();
    case "bytes":
      return stdin.bytes.length === 0 ? nullDescriptor() : openMemory(stdin.bytes);
    case "file":
      return openToRead(stdin.path);
  }
}
