import { createWatcher } from "./create_watcher.ts";
import type { Watcher, WatcherOptions } from "./watcher.ts";

/** How long a test waits for what has to come: shorter than the time after which files are compared anyway. */
const LONGEST_MS = 8000;

/** A watcher over a folder of its own, with its calls counted. */
export class Watched implements AsyncDisposable {
  /** Without links. */
  readonly folder: string;
  readonly problems: string[] = [];
  calls = 0;
  /** What the calls named, of the last one first. */
  files: (readonly string[] | undefined)[] = [];
  debounceMs = 10;
  /** What a call does. */
  work: () => void | Promise<void> = () => {};
  #watcher: Watcher | undefined;
  #wake = () => {};

  constructor() {
    this.folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "executor-watcher-" }));
  }

  /** Begins to watch, by default the whole folder. */
  async start(paths: readonly string[] = ["."], options: Partial<WatcherOptions> = {}): Promise<Watcher> {
    return this.#watcher = await createWatcher({
      paths: paths.map((path) => this.at(path)),
      debounceMs: () => this.debounceMs,
      onChange: async (files) => {
        this.calls++;
        this.files.unshift(files?.map((file) => file.slice(this.folder.length + 1)));
        this.#wake();
        await this.work();
      },
      onProblem: (text) => {
        this.problems.push(text);
        this.#wake();
      },
      ...options,
    });
  }

  /** The path of an entry. */
  at(path: string): string {
    return path === "." ? this.folder : `${this.folder}/${path}`;
  }

  write(path: string, text: string = crypto.randomUUID()): void {
    Deno.mkdirSync(this.at(path).replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(this.at(path), text);
  }

  /** Does something and waits until it was told. */
  async told(action: () => void): Promise<void> {
    const before = this.calls;
    action();
    await this.until(() => this.calls > before);
  }

  async until(holds: () => boolean): Promise<void> {
    const end = performance.now() + LONGEST_MS;
    while (!holds()) {
      const left = end - performance.now();
      if (left <= 0) throw new Error(`Not told after ${LONGEST_MS} ms: ${holds}`);
      let timer;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, Math.min(left, 50));
      });
      clearTimeout(timer);
    }
  }

  /** Long enough for what should not be told to be told; nothing depends on it being longer. */
  quiet(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.debounceMs + 100));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher?.[Symbol.asyncDispose]();
    Deno.removeSync(this.folder, { recursive: true });
  }
}
