import * as nodePath from "node:path";
import { openShownOutput, Recording } from "../../platform/terminal/mod.ts";
import type { Io } from "../io.ts";

/** What {@link Shown} needs to know. */
export interface ShownOptions {
  /** `--record`: the recording, relative to the working folder; undefined: none is made. */
  readonly file: string | undefined;
  /** The command as one text, for the recording. */
  readonly command: string;
  /** Names of the variables to record. */
  readonly variables: readonly string[];
}

/** What the user of a session sees, perhaps recorded. */
export class Shown implements Disposable {
  readonly #io: Io;
  readonly #options: ShownOptions;
  readonly #output;
  #recording: Recording | undefined;

  constructor(io: Io, options: ShownOptions) {
    this.#io = io;
    this.#options = options;
    this.#output = openShownOutput(io.out);
  }

  /** Whether nobody is left to see it. */
  get isGone(): boolean {
    return this.#output.isGone;
  }

  /** @throws AppError When the recording cannot be made. */
  begin(size: { readonly columns: number; readonly rows: number }): void {
    const { file, command, variables } = this.#options;
    if (file === undefined) return;
    const env = Object.fromEntries(variables.flatMap((name) => this.#io.env[name] === undefined ? [] : [[name, this.#io.env[name]]]));
    this.#recording = Recording.create(nodePath.resolve(this.#io.cwd, file), { size, command, env });
    this.#recording.begin();
  }

  /** Shows bytes, which have to stay as they are until a returned promise settles. */
  output(bytes: Uint8Array): void | Promise<void> {
    this.#recording?.output(bytes);
    return this.#output.write(bytes);
  }

  resized(size: { readonly columns: number; readonly rows: number }): void {
    this.#recording?.resized(size);
  }

  /** Settles when all has been shown. */
  flush(): Promise<void> {
    return this.#output.flush();
  }

  /** Drops what nobody takes, so that nothing waits for it. */
  giveUp(): void {
    this.#output.giveUp();
  }

  /** @throws AppError When the recording is not whole. */
  finish(): void {
    this.#recording?.finish();
  }

  [Symbol.dispose](): void {
    this.#output[Symbol.dispose]();
    this.#recording?.[Symbol.dispose]();
  }
}
