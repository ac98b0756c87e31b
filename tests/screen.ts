import { openSession, type Session } from "../src/platform/terminal/mod.ts";

/** Hardly anything here takes a second, also on a busy machine; what hangs fails its test. */
const LIMIT_MS = 60_000;
const encoder = new TextEncoder();

/** Where {@link Screen.open} runs its command. */
export interface ScreenOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly size?: { readonly columns: number; readonly rows: number };
}

/** A person's terminal with shell text running in it. */
export class Screen implements AsyncDisposable {
  /** All that was shown. */
  shown = "";
  #seen = 0;
  #session: Session | undefined;
  #changed = () => {};
  #limit = setTimeout(() => this.#session?.kill(), LIMIT_MS);

  /** Starts `sh -c TEXT`. */
  static async open(text: string, { cwd, env, size = { columns: 100, rows: 30 } }: ScreenOptions): Promise<Screen> {
    const screen = new Screen();
    const decoder = new TextDecoder();
    const argv = ["sh", "-c", text];
    screen.#session = await openSession({
      argv,
      cwd,
      env,
      size,
      stdin: "terminal",
      output(bytes) {
        screen.shown += decoder.decode(bytes, { stream: true });
        screen.#changed();
      },
    });
    return screen;
  }

  /** Settles when something is shown that was not seen before; all up to its end is seen then. */
  async until(text: string): Promise<void> {
    let hasEnded = false;
    const ended = this.ended().then(() => void (hasEnded = true));
    for (;;) {
      const at = this.shown.indexOf(text, this.#seen);
      if (at >= 0) return void (this.#seen = at + text.length);
      if (hasEnded) throw new Error(`It ended without showing ${JSON.stringify(text)}:\n${this.shown}`);
      await Promise.race([new Promise<void>((resolve) => this.#changed = resolve), ended]);
    }
  }

  async type(text: string): Promise<void> {
    await this.#session?.type(encoder.encode(text));
  }

  resize(columns: number, rows: number): void {
    this.#session?.resize({ columns, rows });
  }

  hangUp(): void {
    this.#session?.hangUp();
  }

  /** The exit code. */
  async ended(): Promise<number> {
    return (await this.#session?.exited)?.code ?? -1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#session?.kill();
    await this.ended();
    clearTimeout(this.#limit);
  }
}
