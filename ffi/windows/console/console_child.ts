import type { NativeExit } from "../../posix/process_handle.ts";
import type { TerminalSize } from "../../pty/terminal_size.ts";
import { openPipe } from "../base/files.ts";
import type { Handle } from "../base/handle.ts";
import { PipeReader } from "../base/pipe_reader.ts";
import { PipeWriter } from "../base/pipe_writer.ts";
import { createProcess } from "../process/create_process.ts";
import { JobObject } from "../process/job_object.ts";
import { JobProcess } from "../process/job_process.ts";
import { inheritStdin } from "./outer_console.ts";
import { PseudoConsole } from "./pseudo_console.ts";

/** What the keys of a terminal send. */
const KEYS = { SIGINT: new Uint8Array([3]), SIGQUIT: new Uint8Array([28]) } as const;

/** A child to start in a pseudo console of its own. Texts hold no NUL character. */
export interface ConsoleChildOptions {
  /** The program's file, absolute. */
  readonly program: string;
  /** As the program is to read it. */
  readonly commandLine: string;
  /** `NAME=value` each; nothing is inherited besides. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly size: TerminalSize;
  /** Its standard input: the console, or this process's own. */
  readonly stdin: "terminal" | "inherit";
  /** As `NativeChildOptions.output`. */
  readonly output: (bytes: Uint8Array) => void | Promise<void>;
  /** Called when the leader has ended, while its id cannot yet belong to another process. */
  readonly beforeReap: (pid: number) => void;
}

/** A running child in a console, with all that it starts in a job of its own. */
export class ConsoleChild {
  /** Settles when the leader is gone, the rest of its job was ended and the output was delivered. Never rejects. */
  readonly ended: Promise<NativeExit>;
  readonly #leader: JobProcess;
  readonly #console: PseudoConsole;
  readonly #input: PipeWriter;
  readonly #reader: PipeReader;
  #isClosing: Promise<void> | undefined;

  /** Use {@link spawnConsoleChild}. Takes over what it is given. */
  constructor(leader: JobProcess, console: PseudoConsole, input: PipeWriter, output: Handle, options: ConsoleChildOptions) {
    this.#leader = leader;
    this.#console = console;
    this.#input = input;
    const drained = Promise.withResolvers<void>();
    this.#reader = new PipeReader(output, {
      take: (bytes) => options.output(bytes),
      failed: () => this.kill(),
      ended: () => drained.resolve(),
    });
    this.ended = this.#end(drained.promise);
  }

  get pid(): number {
    return this.#leader.pid;
  }

  /** Types bytes. Settles once there was room for them. */
  type(bytes: Uint8Array): Promise<void> {
    return this.#input.write(bytes);
  }

  /** Resizes the console; its programs learn of it. Nothing once the leader has ended. */
  resize(size: TerminalSize): void {
    try {
      this.#console.resize(size);
    } catch {
      // It is about to close.
    }
  }

  /** As its keys would. */
  interrupt(signal: "SIGINT" | "SIGQUIT"): void {
    void this.#input.write(KEYS[signal]);
  }

  /** Closes the console: its programs are told (CTRL_CLOSE_EVENT), and end. */
  hangUp(): void {
    void this.#close();
  }

  /** Ends the job. */
  kill(): void {
    this.#leader.kill();
  }

  #close(): Promise<void> {
    return this.#isClosing ??= this.#console.close();
  }

  async #end(drained: Promise<void>): Promise<NativeExit> {
    const exit = await this.#leader.ended;
    // What the console still has to show comes before it is gone, and then its end of the pipe is closed.
    await this.#close();
    this.#reader.finish();
    await drained;
    this.#input.close();
    return exit;
  }
}

/**
 * Starts a child in a new pseudo console, and in a job object.
 *
 * @throws NativeError with the function and `GetLastError`: `CreateProcessW` is about the program or `cwd`.
 * @throws UnsupportedError where Windows is too old.
 */
export function spawnConsoleChild(options: ConsoleChildOptions): ConsoleChild {
  using theirs = new DisposableStack();
  const ours: Handle[] = [];
  let console: PseudoConsole | undefined;
  const open = (which: "read" | "write") => {
    const ends = openPipe(which);
    ours.push(ends.ours);
    return { ours: ends.ours, theirs: theirs.use(ends.theirs) };
  };
  try {
    const typed = open("write");
    const shown = open("read");
    const made = console = PseudoConsole.create(options.size, typed.theirs, shown.theirs);
    const stdin = options.stdin === "inherit" ? inheritStdin() : undefined;
    if (stdin !== undefined) theirs.use(stdin);
    const { program, commandLine, env, cwd } = options;
    const leader = new JobProcess(
      JobObject.create(),
      (job) => createProcess({ program, commandLine, env, cwd, standard: { stdin }, console: made.pointer, job }),
      () => options.beforeReap(leader.pid),
    );
    return new ConsoleChild(leader, made, new PipeWriter(typed.ours), shown.ours, options);
  } catch (error) {
    for (const handle of ours) handle[Symbol.dispose]();
    void console?.close();
    throw error;
  }
}
