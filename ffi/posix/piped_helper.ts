import { closeDescriptor, nullDescriptor } from "./descriptors.ts";
import { Errno } from "./errno.ts";
import { libc } from "./libc.ts";
import { poller } from "./poller.ts";
import { openProcess, reap } from "./process_handle.ts";
import { posixSpawn, withInputPipe } from "./spawn.ts";

const encoder = new TextEncoder();

/** A process that only listens to us through its standard input, which ends when we do. It does not keep the event loop alive. */
export class PipedHelper {
  readonly pid: number;
  #write: number;

  /** Use {@link spawnPipedHelper}. Takes over the pipe's end. */
  constructor(pid: number, write: number) {
    this.pid = pid;
    this.#write = write;
  }

  /**
   * Writes a text of at most 4096 bytes, as a whole or not at all. `full`: the pipe has no room now; `gone`: nobody reads any more.
   */
  write(text: string): "written" | "full" | "gone" {
    if (this.#write < 0) return "gone";
    const bytes = encoder.encode(text);
    if (libc().write(this.#write, bytes, BigInt(bytes.length)) === bytes.length) return "written";
    return libc().errno() === Errno.EAGAIN ? "full" : "gone";
  }

  /** Closes the pipe and takes the process's end when it comes. */
  close(): void {
    if (this.#write < 0) return;
    closeDescriptor(this.#write);
    this.#write = -1;
    if (reap(this.pid) !== undefined) return;
    const fd = openProcess(this.pid);
    poller.watch(fd, () => {
      if (reap(this.pid) === undefined) return;
      poller.close(fd);
    });
  }
}

/**
 * Starts a process in a session of its own whose standard input is a pipe from us and whose output goes nowhere.
 *
 * @throws NativeError when it cannot be started.
 */
export function spawnPipedHelper(path: string, argv: readonly string[], env: readonly string[]): PipedHelper {
  const nowhere = nullDescriptor();
  const { result: pid, write } = withInputPipe((stdin) =>
    posixSpawn({ path, argv, env, cwd: "/", stdin, stdout: nowhere, stderr: nowhere })
  );
  return new PipedHelper(pid, write);
}
