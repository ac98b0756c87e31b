import type { SandboxGauges } from "../../core/mod.ts";
import type { Box } from "./box.ts";

/** Idle sandboxes that are kept for the next task. */
const MOST_IDLE = 16;
/** One that has grown more than this is not used again: what a task left behind is not the next one's to pay for. */
const MOST_GROWN_BYTES = 64 * 1024 * 1024;

/** The sandboxes of one process, each for tasks of one key only once it has run one. */
export class Pool {
  readonly #start: () => Promise<Box>;
  readonly #idle: Box[] = [];
  readonly #all = new Set<Box>();
  readonly #busy = new Set<Box>();
  #fresh: Promise<Box> | undefined;
  #isClosed = false;

  /** @param start Starts a sandbox that nobody has used. */
  constructor(start: () => Promise<Box>) {
    this.#start = start;
  }

  get counts(): SandboxGauges {
    return { alive: [...this.#all].filter(({ isGone }) => !isGone).length, busy: this.#busy.size };
  }

  /** Starts a sandbox for the first task to come, so that it does not wait for all of it. */
  warm(): void {
    if (this.#fresh !== undefined || this.#isClosed) return;
    this.#fresh = this.#begin();
    this.#fresh.catch(() => {});
  }

  /** A sandbox for a task of this key: one that served its like, else a fresh one. */
  async take(key: string): Promise<Box> {
    const box = await this.#find(key);
    this.#busy.add(box);
    return box;
  }

  async #find(key: string): Promise<Box> {
    const index = this.#idle.findLastIndex((box) => box.key === key && !box.isGone);
    const [idle] = index < 0 ? [] : this.#idle.splice(index, 1);
    if (idle !== undefined) return idle;
    const fresh = this.#fresh ?? this.#begin();
    this.#fresh = undefined;
    const box = await fresh;
    // It may have ended while it waited for a task.
    if (box.isGone) return await this.#begin(key);
    box.key = key;
    return box;
  }

  /** Takes a sandbox back after its task. */
  give(box: Box, isReusable: boolean): void {
    this.#busy.delete(box);
    if (!isReusable || this.#isClosed || box.isGone || box.grownBytes > MOST_GROWN_BYTES) return this.#drop(box);
    this.#idle.push(box);
    if (this.#idle.length > MOST_IDLE) this.#drop(this.#idle.shift());
  }

  /** Ends all of them. */
  close(): void {
    this.#isClosed = true;
    for (const box of this.#all) this.#drop(box);
    this.#idle.length = 0;
  }

  async #begin(key?: string): Promise<Box> {
    const box = await this.#start();
    if (key !== undefined) box.key = key;
    this.#all.add(box);
    if (this.#isClosed) this.#drop(box);
    return box;
  }

  #drop(box: Box | undefined): void {
    if (box === undefined) return;
    this.#all.delete(box);
    box.kill();
  }
}
