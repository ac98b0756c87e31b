import { type DirectOutput, openDirectOutput } from "../../../ffi/pty/mod.ts";

/** Where the output of a session goes to. */
export interface ShownOutput extends Disposable {
  /** Whether nobody is left to see it. */
  readonly isGone: boolean;
  /** Writes all of it; until a returned promise settles the bytes have to stay as they are. */
  write(bytes: Uint8Array): void | Promise<void>;
  /** Settles when what was written has been shown. */
  flush(): Promise<void>;
  /** Drops what nobody takes, so that nothing waits for it. */
  giveUp(): void;
}

/** The process' writer of standard output, as far as it is used where nothing faster can be had. */
export interface SharedWriter {
  readonly closed: boolean;
  write(bytes: Uint8Array): unknown;
  flush(): Promise<void>;
}

/** So much may be on its way through the shared writer; who shows no more holds the session back. */
const MOST_UNWRITTEN_BYTES = 64 * 1024;

/** Standard output for what a session shows: past the event loop where it is a terminal or a pipe, else through the shared writer. */
export function openShownOutput(shared: SharedWriter): ShownOutput {
  const direct = openDirectOutput();
  return direct === undefined ? new SharedOutput(shared) : new Direct(direct);
}

class Direct implements ShownOutput {
  readonly #output: DirectOutput;
  #writing: void | Promise<void> = undefined;

  constructor(output: DirectOutput) {
    this.#output = output;
  }

  get isGone() {
    return this.#output.isGone;
  }

  write(bytes: Uint8Array) {
    return this.#writing = this.#output.write(bytes);
  }

  async flush() {
    await this.#writing;
  }

  giveUp() {
    this.#output[Symbol.dispose]();
  }

  [Symbol.dispose]() {
    this.#output[Symbol.dispose]();
  }
}

class SharedOutput implements ShownOutput {
  readonly #writer: SharedWriter;
  #unwritten = 0;

  constructor(writer: SharedWriter) {
    this.#writer = writer;
  }

  get isGone() {
    return this.#writer.closed;
  }

  write(bytes: Uint8Array) {
    void this.#writer.write(bytes.slice());
    this.#unwritten += bytes.length;
    if (this.#unwritten < MOST_UNWRITTEN_BYTES) return;
    this.#unwritten = 0;
    return this.flush();
  }

  flush() {
    return this.#writer.flush();
  }

  /** What the process still has to write it waits for in any case. */
  giveUp() {}

  [Symbol.dispose]() {}
}
