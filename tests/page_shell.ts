/** A shell that runs the commands of a page one after another, as a reader would: variables and background programs last from one to the next. */
export class PageShell implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<string>;
  /** Ends what a command printed. */
  readonly #mark = `--${crypto.randomUUID()}--`;
  #text = "";

  /**
   * @param folder Absolute; where it begins.
   * @param env All of its environment.
   */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    // Leader of a group of its own, in which everything that it starts stays.
    this.#child = new Deno.Command("sh", { cwd: folder, clearEnv: true, env: { ...env }, stdin: "piped", stdout: "piped", detached: true })
      .spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#output = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /**
   * Runs shell text.
   *
   * @returns What it printed, standard output and standard error together.
   * @throws Error when the shell ended, or the text was not done in `limitMs`.
   */
  async run(text: string, limitMs: number): Promise<string> {
    await this.#input.write(new TextEncoder().encode(`{ ${text}\n} 2>&1 </dev/null; printf %s ${this.#mark}\n`));
    const limit = setTimeout(() => this.#kill(), limitMs);
    try {
      while (!this.#text.includes(this.#mark)) {
        const { value, done } = await this.#output.read();
        if (done) throw new Error(`The shell ended, or was ended after ${limitMs} ms, at\n$ ${text}\nwith\n${this.#text}`);
        this.#text += value;
      }
    } finally {
      clearTimeout(limit);
    }
    const [printed = "", ...rest] = this.#text.split(this.#mark);
    this.#text = rest.join(this.#mark);
    return printed;
  }

  /** Kills the shell and everything that it started. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill();
    await this.#child.status;
    this.#output.releaseLock();
    await this.#input.abort().catch(() => {});
  }

  #kill(): void {
    try {
      Deno.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // All of it has ended.
    }
  }
}
