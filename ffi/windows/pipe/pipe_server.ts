import { completionPort } from "../base/completion_port.ts";
import { beginConnect, cancelAll, createPipeEnd } from "../base/files.ts";
import type { Handle } from "../base/handle.ts";
import { checked, windowsError } from "../base/last_error.ts";
import { KERNEL, openLibrary } from "../base/library.ts";
import { OwnerOnly } from "../base/owner_only.ts";
import { PipeReader } from "../base/pipe_reader.ts";
import { PipeWriter } from "../base/pipe_writer.ts";
import { Out, Struct } from "../base/struct.ts";

const SYMBOLS = {
  // BOOL GetNamedPipeClientProcessId(HANDLE, PULONG); <winbase.h>
  GetNamedPipeClientProcessId: { parameters: ["pointer", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** PIPE_UNLIMITED_INSTANCES of <winbase.h> */
const UNLIMITED = 255;

/** A program that is connected to a pipe. Disposing it disconnects the program. */
export class PipeConnection implements Disposable {
  /** The program's process. */
  readonly clientPid: number;
  readonly #pipe: Handle;
  readonly #writer: PipeWriter;
  #reader: PipeReader | undefined;

  /** Use {@link PipeServer.accept}. Takes over the handle. */
  constructor(pipe: Handle) {
    const pid = new Out();
    const { GetNamedPipeClientProcessId } = openLibrary(KERNEL, SYMBOLS);
    checked(KERNEL, "GetNamedPipeClientProcessId", GetNamedPipeClientProcessId(pipe.pointer, pid.bytes));
    this.clientPid = pid.u32;
    this.#pipe = pipe;
    this.#writer = new PipeWriter(pipe);
  }

  /** Settles once the pipe has taken all of it. Never rejects. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#writer.write(bytes);
  }

  /**
   * Takes what the program writes, from now on and once.
   *
   * @param take As `NativeChildOptions.output`.
   * @returns A promise that settles when the program has gone.
   */
  read(take: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      this.#reader = new PipeReader(this.#pipe, { take, failed: resolve, ended: resolve });
    });
  }

  [Symbol.dispose](): void {
    this.#reader?.close();
    this.#writer.close();
  }
}

/** A named pipe that programs of this user, and no others, may connect to. */
export class PipeServer implements Disposable {
  readonly name: string;
  #waiting: Handle | undefined;
  #isClosed = false;

  /** @param name Such as `\\.\pipe\executor-plugin`. @throws NativeError `ERROR_ACCESS_DENIED` where there is one of that name. */
  constructor(name: string) {
    this.name = name;
    this.#waiting = this.#create(true);
  }

  /**
   * Waits for the next program; undefined once the server was closed.
   *
   * @throws NativeError
   */
  async accept(): Promise<PipeConnection | undefined> {
    if (this.#isClosed) return undefined;
    const pipe = this.#waiting ??= this.#create(false);
    const connected = await new Promise<boolean>((resolve) => {
      const overlapped = new Struct("OVERLAPPED");
      completionPort.expect(overlapped, overlapped.bytes, (_bytes, failed) => resolve(!failed));
      const state = beginConnect(pipe, overlapped);
      if (state === "waits") return;
      completionPort.forget(overlapped);
      resolve(state === "connected");
    });
    if (this.#isClosed) return undefined;
    this.#waiting = undefined;
    if (!connected) {
      pipe[Symbol.dispose]();
      return await this.accept();
    }
    // Before this one is served: the name would be free otherwise.
    this.#waiting = this.#create(false);
    return new PipeConnection(pipe);
  }

  /** Takes no more programs; those connected stay. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    if (this.#waiting === undefined) return;
    cancelAll(this.#waiting);
    this.#waiting[Symbol.dispose]();
    this.#waiting = undefined;
  }

  #create(isFirst: boolean): Handle {
    if (this.name.includes("\0") || !/^\\\\\.\\pipe\\[^\\]+$/.test(this.name)) {
      throw windowsError(KERNEL, "CreateNamedPipeW", 123, this.name);
    }
    using owner = new OwnerOnly();
    return createPipeEnd(this.name, { direction: "both", instances: UNLIMITED, isFirst, security: owner.attributes });
  }
}
