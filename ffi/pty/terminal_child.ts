import { closeDescriptor } from "../posix/descriptors.ts";
import { InputFeed } from "../posix/input_feed.ts";
import { libc } from "../posix/libc.ts";
import { OutputPump } from "../posix/output_pump.ts";
import { poller } from "../posix/poller.ts";
import { abandon, type NativeExit, openProcess, reap, signalGroup } from "../posix/process_handle.ts";
import { Signal } from "../posix/signals.ts";
import { posixSpawn } from "../posix/spawn.ts";
import type { OuterTerminal } from "./outer_terminal.ts";
import { openAsStderr, openTerminalPair, type TerminalPair } from "./pair.ts";
import { type TerminalSize, writeSize } from "./terminal_size.ts";

// <asm-generic/ioctls.h>; the same number on x86-64 and aarch64.
const TIOCGPGRP = 0x540fn;
const STDIN = 0;
/** More than the kernel keeps of a terminal's output; what a stray writes after it is not waited for. */
const MOST_LEFT_BYTES = 1024 * 1024;

/** A child to start in a terminal of its own. Texts hold no NUL character. */
export interface TerminalChildOptions {
  /** The program's file; a relative one starts at `cwd`. */
  readonly path: string;
  readonly argv: readonly string[];
  /** The whole environment, `NAME=value` each. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly size: TerminalSize;
  /** Whose modes the new terminal begins with; without one, the kernel's. */
  readonly like?: OuterTerminal | undefined;
  /** Its standard input: the terminal, or this process's own. */
  readonly stdin: "terminal" | "inherit";
  /** As `NativeChildOptions.output`. */
  readonly output: (bytes: Uint8Array) => void | Promise<void>;
  /** Called when the leader has ended, while its pid cannot yet belong to another process. */
  readonly beforeReap: (pid: number) => void;
}

/** A running child, leader of a session with a terminal. It owns both sides of the terminal. */
export class TerminalChild {
  readonly pid: number;
  /** Settles when the leader is gone, the rest of its group has been killed and the output was delivered. Never rejects. */
  readonly ended: Promise<NativeExit>;
  readonly #pair: TerminalPair;
  readonly #process: number;
  readonly #feed: InputFeed;
  readonly #pump: OutputPump;
  readonly #talk = poller.talk();
  readonly #beforeReap: (pid: number) => void;
  readonly #settle: (exit: NativeExit) => void;
  #isOutputOpen = true;
  #exit: NativeExit | undefined;

  /** Use {@link spawnTerminalChild}. Takes over the descriptors. */
  constructor(pid: number, process: number, pair: TerminalPair, options: TerminalChildOptions) {
    this.pid = pid;
    this.#process = process;
    this.#pair = pair;
    this.#beforeReap = options.beforeReap;
    const { promise, resolve } = Promise.withResolvers<NativeExit>();
    this.ended = promise;
    this.#settle = resolve;
    this.#feed = new InputFeed(poller, pair.input);
    this.#pump = new OutputPump(poller, pair.master, options.output, () => this.kill(), () => this.#outputEnded());
    poller.watch(process, () => this.#leaderEnded());
  }

  /** Types bytes; a promise while there is no room for them. They must stay as they are until it settles. */
  type(bytes: Uint8Array): void | Promise<void> {
    return this.#feed.write(bytes);
  }

  /** Resizes the terminal; its programs learn of it. Nothing once the leader has ended. */
  resize(size: TerminalSize): void {
    if (this.#exit === undefined) writeSize(this.#pair.slave, size);
  }

  /** Signals what is in the terminal's foreground, as its keys would. */
  interrupt(signal: "SIGINT" | "SIGQUIT"): void {
    if (this.#exit === undefined) signalGroup(this.#foreground(), signal === "SIGINT" ? Signal.INT : Signal.QUIT);
  }

  /** Tells the leader's and the foreground's group that the terminal goes away; a stopped one is continued so that it can end. */
  hangUp(): void {
    if (this.#exit !== undefined) return;
    for (const group of new Set([this.pid, this.#foreground()])) {
      signalGroup(group, Signal.HUP);
      signalGroup(group, Signal.CONT);
    }
  }

  /** Ends the leader's group. */
  kill(): void {
    if (this.#exit === undefined) signalGroup(this.pid, Signal.KILL);
  }

  #foreground(): number {
    const group = new Int32Array(1);
    const isKnown = this.#isOutputOpen && libc().ioctl(this.#pair.master, TIOCGPGRP, new Uint8Array(group.buffer)) === 0;
    return isKnown && group[0] !== undefined && group[0] > 1 ? group[0] : this.pid;
  }

  #leaderEnded() {
    this.#beforeReap(this.pid);
    // Before reaping: until then the zombie keeps the group's number from being given to others.
    signalGroup(this.pid, Signal.KILL);
    const exit = reap(this.pid);
    if (exit === undefined) return;
    this.#exit = exit;
    this.#talk[Symbol.dispose]();
    poller.close(this.#process);
    this.#feed.close();
    closeDescriptor(this.#pair.slave);
    if (this.#isOutputOpen) this.#pump.finish(MOST_LEFT_BYTES);
    else this.#settle(exit);
  }

  #outputEnded() {
    this.#isOutputOpen = false;
    if (this.#exit !== undefined) this.#settle(this.#exit);
  }
}

/**
 * Starts a child as the leader of a session whose controlling terminal is a new one.
 *
 * @throws NativeError with the C function and errno: `posix_spawn` is about the program or `cwd`.
 * @throws UnsupportedError where libc cannot be opened.
 */
export function spawnTerminalChild(options: TerminalChildOptions): TerminalChild {
  const pair = openTerminalPair();
  let pid: number | undefined;
  try {
    options.like?.lendModes(pair.slave);
    writeSize(pair.slave, options.size);
    const { path, argv, env, cwd, stdin } = options;
    pid = posixSpawn({
      path,
      argv,
      env,
      cwd,
      stdin: stdin === "inherit" ? STDIN : pair.slave,
      stdout: pair.slave,
      stderr: (actions) => openAsStderr(actions, pair.path),
    });
    return new TerminalChild(pid, openProcess(pid), pair, options);
  } catch (error) {
    if (pid !== undefined) abandon(pid);
    for (const fd of [pair.master, pair.input, pair.slave]) closeDescriptor(fd);
    throw error;
  }
}
