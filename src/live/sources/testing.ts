import type { Clock, DaemonEvent, DaemonEventStore, Json, SourceEvent, SourceMemories, SourceMemory } from "../../core/mod.ts";
import type { LiveContext, LiveSource } from "./live_source.ts";

/** Memories that live as long as the test. */
export class TestMemories implements SourceMemories {
  readonly values = new Map<string, Map<string, Json>>();

  open(module: string, revision: number, source: string): SourceMemory {
    const at = `${module}@${revision} ${source}`;
    return {
      get: (key) => this.values.get(at)?.get(key),
      set: (key, value) => {
        const values = this.values.get(at) ?? new Map<string, Json>();
        this.values.set(at, values.set(key, value));
      },
    };
  }

  carry(module: string, from: number, to: number, source: string): void {
    this.values.set(`${module}@${to} ${source}`, new Map(this.values.get(`${module}@${from} ${source}`)));
  }

  drop(module: string, revision: number): void {
    for (const at of this.values.keys()) if (at.startsWith(`${module}@${revision} `)) this.values.delete(at);
  }
}

/** A store of daemon events that keeps them for the test. */
export class TestEvents implements DaemonEventStore {
  readonly events: DaemonEvent[] = [];
  readonly #listeners = new Set<(event: DaemonEvent) => void>();

  append(event: DaemonEvent): number {
    this.events.push(event);
    for (const listener of this.#listeners) listener(event);
    return this.events.length;
  }

  after(id: number, limit: number) {
    return this.events.slice(id, id + limit).map((event, at) => ({ id: id + at + 1, event }));
  }

  last(): number {
    return this.events.length;
  }

  subscribe(listener: (stored: { readonly id: number; readonly event: DaemonEvent }) => void): Disposable {
    const own = (event: DaemonEvent) => listener({ id: this.events.length, event });
    this.#listeners.add(own);
    return { [Symbol.dispose]: () => void this.#listeners.delete(own) };
  }

  /** Resolves with the first event, from now or before, that fits. */
  async when(fits: (event: DaemonEvent) => boolean): Promise<DaemonEvent> {
    const known = this.events.find(fits);
    if (known !== undefined) return known;
    return await new Promise((resolve) => this.#listeners.add((event) => fits(event) && resolve(event)));
  }
}

/** Takes events as a daemon does: one run for an id of a module. */
export class TestIntake {
  readonly events: { readonly module: string; readonly event: SourceEvent }[] = [];
  /** What is thrown for each event, while it is set. */
  refusal: Error | undefined;
  /** How often it was asked, refused ones included. */
  asked = 0;
  readonly #waiting = new Set<() => void>();
  readonly #known = new Map<string, string>();

  readonly emit = (module: string, event: SourceEvent): Promise<{ readonly run: string }> => {
    this.asked++;
    for (const wake of this.#waiting) wake();
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    const key = `${module} ${event.id}`;
    const known = this.#known.get(key);
    if (known !== undefined) return Promise.resolve({ run: known });
    const run = `r${this.events.length + 1}`;
    this.#known.set(key, run);
    this.events.push({ module, event });
    for (const wake of this.#waiting) wake();
    return Promise.resolve({ run });
  };

  /** The payloads so far. */
  get payloads(): readonly Json[] {
    return this.events.map(({ event }) => event.payload);
  }

  /** Resolves once something holds; looked at after each event. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }
}

/** Starts a source by itself, as the supervisor does. */
export async function startSource(
  source: LiveSource,
  intake: TestIntake,
  options: { readonly memory?: SourceMemory; readonly fail?: (reason: string) => void; readonly notice?: (text: string) => void } = {},
): Promise<AsyncDisposable & { readonly memory: SourceMemory }> {
  const ended = new AbortController();
  const {
    memory = new TestMemories().open("m", 1, "s"),
    fail = (reason) => {
      throw new Error(reason);
    },
    notice = () => {},
  } = options;
  const context: LiveContext = { emit: (event) => intake.emit("m", event), signal: ended.signal, memory, fail, notice };
  await source.start(context);
  return {
    memory,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await source.stop();
    },
  };
}

/** A clock that the test sets; sleepers wake in order when it is put forward. */
export class TestClock implements Clock {
  #wall: number;
  #ms = 0;
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  constructor(wall: number | string) {
    this.#wall = new Date(wall).getTime();
  }

  now(): number {
    return this.#wall;
  }

  monotonicMs(): number {
    return this.#ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper = {
        at: this.#ms + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener("abort", sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake, { once: true });
    });
  }

  /** Sets the wall clock as an operator or a time server does; nobody wakes for it. */
  set(wall: number | string): void {
    this.#wall = new Date(wall).getTime();
  }

  /** Lets time pass, and everything happen that happens in it. */
  async pass(ms: number): Promise<void> {
    const end = this.#ms + ms;
    for (;;) {
      await turns();
      const next = [...this.#sleepers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#forward(next.at);
      next.wake();
    }
    this.#forward(end);
    await settled();
  }

  #forward(to: number): void {
    if (to <= this.#ms) return;
    this.#wall += to - this.#ms;
    this.#ms = to;
  }
}

/** Resolves once all promises that can settle have done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** The same for short chains of promises, in less time. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await undefined;
}
