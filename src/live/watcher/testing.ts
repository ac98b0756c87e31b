import { createWatcher } from "./create_watcher.ts";
import type { Watcher, WatcherOptions } from "./watcher.ts";

/** How long a test waits for what has to come: shorter than the time after which files are compared anyway. */
const LONGEST_MS = 8000;

/**
 * A watch that keeps its events back while it is held. The system's thread may tell one action in pieces, with any time between them; so
 * held, they come together.
 */
class HeldWatch {
  readonly #inner: Deno.FsWatcher;
  readonly #isHeld: () => boolean;
  readonly #events: Deno.FsEvent[] = [];
  readonly #reading: Promise<void>;
  #hasEnded = false;
  #isClosed = false;
  #wake = () => {};

  constructor(inner: Deno.FsWatcher, isHeld: () => boolean) {
    this.#inner = inner;
    this.#isHeld = isHeld;
    this.#reading = this.#read();
    this.#reading.catch(() => {});
  }

  /** To be called when it is held no more. */
  look(): void {
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake();
    this.#inner.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Deno.FsEvent, void> {
    while (!this.#isClosed) {
      const isHeld = this.#isHeld();
      const event = isHeld ? undefined : this.#events.shift();
      if (event !== undefined) yield event;
      else if (this.#hasEnded && !isHeld) break;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
    await this.#reading;
  }

  async #read(): Promise<void> {
    try {
      for await (const event of this.#inner) {
        this.#events.push(event);
        this.#wake();
      }
    } finally {
      this.#hasEnded = true;
      this.#wake();
    }
  }
}

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
  /** Beside what is watched: an event there says that the system has told all before it. */
  readonly #bell = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "executor-bell-" }));
  #rings = 0;
  #rung: (paths: readonly string[]) => unknown = () => {};
  #ended: (() => Promise<void>) | undefined;
  readonly #watches = new Set<HeldWatch>();
  #isHeld = false;
  #watcher: Watcher | undefined;
  #wake = () => {};

  constructor() {
    this.folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "executor-watcher-" }));
  }

  /** Begins to watch, by default the whole folder. */
  async start(paths: readonly string[] = ["."], options: Partial<WatcherOptions> = {}): Promise<Watcher> {
    const bell = Deno.watchFs(this.#bell, { recursive: false });
    const listening = this.#listen(bell);
    this.#ended = () => (bell.close(), listening);
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
      watchFolder: (folder) => this.#watch(options.watchFolder?.(folder) ?? Deno.watchFs(folder, { recursive: false })),
    });
  }

  /** The path of an entry. */
  at(path: string): string {
    return path === "." ? this.folder : `${this.folder}/${path}`;
  }

  write(path: string, text: string = crypto.randomUUID()): void {
    Deno.mkdirSync(this.at(path).replace(/\/[^/]*$/, ""), { recursive: true });
    const mtimeMs = () => Deno.statSync(this.at(path)).mtime?.getTime() ?? 0;
    const end = performance.now() + 50;
    // A time of whole seconds may be that of a coarse clock: the file would count as just written for long.
    do {
      Deno.writeTextFileSync(this.at(path), text);
    } while (mtimeMs() % 1000 === 0 && performance.now() < end);
  }

  /** Does something, of which the watcher learns when the system has told everything, and waits until it was told. */
  async told(action: () => void | Promise<void>): Promise<void> {
    const before = this.calls;
    this.#isHeld = true;
    try {
      await action();
      await this.#hasTold();
    } finally {
      this.#isHeld = false;
      for (const watch of this.#watches) watch.look();
    }
    await this.until(() => this.calls > before);
  }

  #watch(inner: Deno.FsWatcher): Deno.FsWatcher {
    const watch = new HeldWatch(inner, () => this.#isHeld);
    this.#watches.add(watch);
    return watch as Partial<Deno.FsWatcher> as Deno.FsWatcher;
  }

  /** Resolves once the system has told all that happened: one thread tells for all watches of the process, in order. */
  async #hasTold(): Promise<void> {
    const name = `${++this.#rings}`;
    const heard = new Promise<void>((resolve) => this.#rung = (paths) => paths.some((path) => path.endsWith(`/${name}`)) && resolve());
    Deno.writeTextFileSync(`${this.#bell}/${name}`, "");
    await heard;
  }

  async #listen(bell: Deno.FsWatcher): Promise<void> {
    for await (const { paths } of bell) this.#rung(paths);
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
    await this.#ended?.();
    for (const folder of [this.folder, this.#bell]) Deno.removeSync(folder, { recursive: true });
  }
}
