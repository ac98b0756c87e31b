import type { NativeExit } from "../../posix/process_handle.ts";
import { openForChild, openPipe } from "../base/files.ts";
import type { Handle } from "../base/handle.ts";
import { PipeReader } from "../base/pipe_reader.ts";
import { PipeWriter } from "../base/pipe_writer.ts";
import { createProcess } from "./create_process.ts";
import { JobObject } from "./job_object.ts";
import { confinedToken, type Confinement } from "./confined_token.ts";
import { JobProcess } from "./job_process.ts";

/** The device that takes all and gives nothing. */
const NULL_DEVICE = "NUL";

/** What a child finds at its standard input. */
export type WindowsStdin =
  | { readonly kind: "null" }
  | { readonly kind: "pipe" }
  | { readonly kind: "file"; readonly path: string };

/** A child to start. Texts hold no NUL character. */
export interface WindowsChildOptions {
  /** The program's file, absolute. */
  readonly program: string;
  /** As the program is to read it: `commandLine` makes it. */
  readonly commandLine: string;
  /** `NAME=value` each; nothing is inherited besides. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly stdin: WindowsStdin;
  /** As `NativeChildOptions.output`. */
  readonly output: (stream: "stdout" | "stderr", bytes: Uint8Array) => void | Promise<void>;
  /** Called when the leader has ended, while its id cannot yet belong to another process. */
  readonly beforeReap?: () => void;
  /** What it may not do. Default: as this process. */
  readonly confine?: Confinement;
}

/** A running child, with all that it starts in a job of its own. */
export class WindowsChild {
  /** Only with a pipe for standard input. */
  readonly input: PipeWriter | undefined;
  /** Settles when the leader is gone, the rest of its job was ended and the output was delivered. Never rejects. */
  readonly ended: Promise<NativeExit>;
  readonly #leader: JobProcess;
  readonly #readers: readonly PipeReader[];

  /** Use {@link spawnWindowsChild}. Takes over what it is given. */
  constructor(
    leader: JobProcess,
    input: PipeWriter | undefined,
    ours: readonly [stdout: Handle, stderr: Handle],
    options: WindowsChildOptions,
  ) {
    this.input = input;
    this.#leader = leader;
    const drained = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    this.#readers = (["stdout", "stderr"] as const).map((stream, index) =>
      new PipeReader(ours[index === 0 ? 0 : 1], {
        take: (bytes) => options.output(stream, bytes),
        failed: () => this.kill(),
        ended: () => drained[index === 0 ? 0 : 1].resolve(),
      })
    );
    this.ended = this.#end(drained.map(({ promise }) => promise));
  }

  get pid(): number {
    return this.#leader.pid;
  }

  /** Ends the job. */
  kill(): void {
    this.#leader.kill();
  }

  async #end(drained: readonly Promise<void>[]): Promise<NativeExit> {
    const exit = await this.#leader.ended;
    this.input?.close();
    for (const reader of this.#readers) reader.finish();
    await Promise.all(drained);
    return exit;
  }
}

/**
 * Starts a child with pipes for its output, in a job object from its first instruction on: what it starts ends with it, when it is killed,
 * and with this process, however that ends.
 *
 * @throws NativeError with the function and `GetLastError`: `CreateFileW` is about the file for standard input, `CreateProcessW` about the
 * program or `cwd`.
 * @throws UnsupportedError where a library or function is missing.
 */
export function spawnWindowsChild(options: WindowsChildOptions): WindowsChild {
  using owned = new DisposableStack();
  const ours: Handle[] = [];
  const open = (which: "read" | "write") => {
    const ends = openPipe(which);
    ours.push(ends.ours);
    return owned.use(ends.theirs);
  };
  try {
    const { stdin } = options;
    const input = stdin.kind === "pipe" ? open("write") : owned.use(openForChild(stdin.kind === "null" ? NULL_DEVICE : stdin.path));
    const stdout = open("read");
    const stderr = open("read");
    const token = options.confine === undefined ? undefined : confinedToken(options.confine);
    if (token !== undefined) owned.use(token);
    const job = JobObject.create(options.confine?.limits);
    const leader = new JobProcess(job, (started) =>
      createProcess({
        program: options.program,
        commandLine: options.commandLine,
        env: options.env,
        cwd: options.cwd,
        standard: { stdin: input, stdout, stderr },
        token,
        job: started,
      }), options.beforeReap);
    const [feed, ...outputs] = stdin.kind === "pipe" ? ours : [undefined, ...ours];
    const [out, err] = outputs;
    if (out === undefined || err === undefined) throw new TypeError("A child has two outputs");
    return new WindowsChild(leader, feed === undefined ? undefined : new PipeWriter(feed), [out, err], options);
  } catch (error) {
    for (const handle of ours) handle[Symbol.dispose]();
    throw error;
  }
}
