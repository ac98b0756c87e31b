import { AppError, joinBytes, type OutputKey, type OutputStore, type OutputStream, type Slot, type Slots } from "../core/mod.ts";

/** Output in memory, by `run/task/attempt/stream`. */
export class MemoryOutputs implements OutputStore {
  readonly streams = new Map<string, Uint8Array[]>();
  /** Looked at before each append; what it throws is thrown. */
  beforeAppend: (key: OutputKey, stream: OutputStream, bytes: Uint8Array) => void = () => {};

  append(key: OutputKey, stream: OutputStream, bytes: Uint8Array): void {
    this.beforeAppend(key, stream, bytes);
    const path = this.path(key, stream);
    const pieces = this.streams.get(path) ?? [];
    pieces.push(bytes.slice());
    this.streams.set(path, pieces);
  }

  close(): void {}

  path({ run, task, attempt }: OutputKey, stream: OutputStream): string {
    return `${run}/${task}/${attempt}/${stream}`;
  }

  read(key: OutputKey, stream: OutputStream, maxBytes: number): Uint8Array | undefined {
    const whole = joinBytes(this.streams.get(this.path(key, stream)) ?? []);
    return whole.length > maxBytes ? undefined : whole;
  }

  outputsFile(key: OutputKey): string {
    return `/outputs/${key.run}/${key.task}/${key.attempt}`;
  }
}

/** Concurrency groups within one process. */
export class MemorySlots implements Slots {
  /** Runs that somebody asked to cancel. */
  readonly cancelled: string[] = [];
  readonly #watchers = new Map<string, (isAsked: boolean) => void>();
  readonly #held = new Map<string, string[]>();
  readonly #waiting: { readonly group: string; readonly limit: number; readonly run: string; take(slot: Slot): void }[] = [];

  tryAcquire(group: string, limit: number, run: string): Slot | undefined {
    const holders = this.#held.get(group) ?? [];
    if (holders.length >= limit) return undefined;
    this.#held.set(group, [...holders, run]);
    return { [Symbol.dispose]: () => this.#release(group, run) };
  }

  acquire(group: string, limit: number, run: string, signal: AbortSignal): Promise<Slot> {
    return new Promise((take, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const waiter = { group, limit, run, take };
      this.#waiting.push(waiter);
      signal.addEventListener("abort", () => {
        const index = this.#waiting.indexOf(waiter);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(signal.reason);
      });
    });
  }

  holders(group: string): readonly string[] {
    return this.#held.get(group) ?? [];
  }

  requestCancel(run: string): void {
    this.cancelled.push(run);
    this.#watchers.get(run)?.(true);
  }

  cancelRequested(run: string, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      this.#watchers.set(run, resolve);
      signal.addEventListener("abort", () => resolve(false));
    });
  }

  #release(group: string, run: string): void {
    this.#held.set(group, (this.#held.get(group) ?? []).filter((holder) => holder !== run));
    const next = this.#waiting.findIndex((waiter) => waiter.group === group);
    const waiter = this.#waiting[next];
    const slot = waiter === undefined ? undefined : this.tryAcquire(group, waiter.limit, waiter.run);
    if (waiter === undefined || slot === undefined) return;
    this.#waiting.splice(next, 1);
    waiter.take(slot);
  }
}

/** A port that a test has no use for: whatever is called on it throws. */
export function unused<T extends object>(name: string): T {
  const handler: ProxyHandler<T> = {
    get() {
      throw new AppError("internal", `The port "${name}" is not part of this test`);
    },
  };
  return new Proxy({} as T, handler);
}
