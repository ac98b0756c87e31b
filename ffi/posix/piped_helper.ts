import { closeDescriptor, nullDescriptor } from "./descriptors.ts";
import { libc } from "./libc.ts";
import { poller } from "./poller.ts";
import { openProcess, reap } from "./process_handle.ts";
import { SharedLines } from "./shared_lines.ts";
import { posixSpawn, withInputPipe } from "./spawn.ts";

const encoder = new TextEncoder();

/**
 * A process that learns of our end by the end of its standard input, and may then read the lines we left it from the descriptor of its
 * standard output. It does not keep the event loop alive.
 */
export class PipedHelper {
  readonly pid: number;
  readonly #lines: SharedLines;
  #write: number;
  #hasEnded = false;

  /** Use {@link spawnPipedHelper}. Takes over the pipe's end and the lines. */
  constructor(pid: number, write: number, lines: SharedLines) {
    this.pid = pid;
    this.#write = write;
    this.#lines = lines;
  }

  /** Leaves a line of at most 11 ASCII characters; false when the process has ended and nobody will read it. */
  add(line: string): boolean {
    if (this.#write < 0 || this.#ended()) return false;
    this.#lines.add(line);
    return true;
  }

  delete(line: string): void {
    if (this.#write >= 0) this.#lines.delete(line);
  }

  /** Closes the pipe, after a last text of at most 512 bytes, and takes the process's end when it comes. */
  close(last = ""): void {
    if (this.#write < 0) return;
    const bytes = encoder.encode(last);
    if (bytes.length > 0) libc().write(this.#write, bytes, BigInt(bytes.length));
    closeDescriptor(this.#write);
    this.#write = -1;
    this.#lines[Symbol.dispose]();
    if (this.#ended()) return;
    const fd = openProcess(this.pid);
    poller.watch(fd, () => {
      if (this.#ended()) poller.close(fd);
    });
  }

  #ended(): boolean {
    return this.#hasEnded ||= reap(this.pid) !== undefined;
  }
}

/**
 * Starts a process in a session of its own whose standard input is a pipe from us and whose messages go nowhere.
 *
 * @param stderr A descriptor of this process that it gets as its standard error; default none.
 * @throws NativeError when it cannot be started.
 */
export function spawnPipedHelper(
  path: string,
  argv: readonly string[],
  env: readonly string[],
  stderr = nullDescriptor(),
): PipedHelper {
  const lines = new SharedLines();
  try {
    const { result: pid, write } = withInputPipe((stdin) =>
      posixSpawn({ path, argv, env, cwd: "/", stdin, stdout: lines.descriptor, stderr })
    );
    return new PipedHelper(pid, write, lines);
  } catch (error) {
    lines[Symbol.dispose]();
    throw error;
  }
}
