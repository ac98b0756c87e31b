import {
  AppError,
  type Clock,
  type Health,
  type ModuleId,
  type OutputStream,
  type SourceEvent,
  type SourceMemory,
} from "../../core/mod.ts";
import type { SourceView } from "../daemon/mod.ts";
import type { LiveContext, LiveSource } from "./live_source.ts";
import type { MovableMemory } from "./movable_memory.ts";
import type { SourceDefinition } from "./source_definition.ts";
import { within } from "./within.ts";

/** What a supervised source reaches the daemon through. */
export interface SupervisedWorld {
  readonly clock: Clock;
  readonly module: ModuleId;
  /** The pipeline's name. */
  readonly pipeline: string;
  readonly memory: MovableMemory;
  emit(event: SourceEvent): Promise<{ readonly run: string }>;
  /** Aborts when the daemon stops. */
  readonly closing: AbortSignal;
  /** Told of every change of its health once it is active. */
  changed(health: SourceView["health"]): void;
  output(stream: OutputStream, bytes: Uint8Array): void;
  notice(text: string): void;
  /** Blacks secrets out. */
  mask(text: string): string;
  random(): number;
}

/** One life of a source: from a start to its end. */
interface Life {
  readonly source: LiveSource;
  /** Aborts when it ends. */
  readonly ended: AbortController;
  /** Aborts when it fails: what it still holds is dropped, as its next life brings it again. */
  readonly failed: AbortController;
}

const CHECK_MS = 30_000;
/** How long an answer about its health may take. */
const ANSWER_MS = 5000;
/** A source that says so often in a row that it is not well is started again. */
const MOST_UNHEALTHY = 3;
const LONGEST_START_MS = 30_000;
const LONGEST_STOP_MS = 5000;
const FIRST_RESTART_MS = 1000;
const LONGEST_RESTART_MS = 60_000;
/** After so long in health the next restart is the first again. */
const RESET_MS = 60_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2000;

/** A source that is kept going: started again when it fails, looked after, and moved from one revision to the next when it did not change. */
export class SupervisedSource {
  readonly definition: SourceDefinition;
  readonly #world: SupervisedWorld;
  #label: string;
  #life: Life | undefined;
  #health: SourceView["health"] = { status: "starting" };
  #isActive = false;
  #hasEnded = false;
  #startedAt: number | null = null;
  #healthySince: number | undefined;
  #restartMs = FIRST_RESTART_MS;

  constructor(definition: SourceDefinition, world: SupervisedWorld) {
    this.definition = definition;
    this.#label = definition.label;
    this.#world = world;
  }

  /** The source itself; undefined while it is down. */
  get source(): LiveSource | undefined {
    return this.#life?.source;
  }

  get memory(): MovableMemory {
    return this.#world.memory;
  }

  get view(): SourceView {
    const { module, pipeline } = this.#world;
    const listeners = this.definition.listeners?.();
    return {
      source: `${module}/${this.#label}`,
      pipeline,
      kind: this.definition.kind,
      health: this.#health,
      startedAt: this.#startedAt,
      nextAt: this.#life?.source.nextAt?.() ?? null,
      ...(this.definition.probe === undefined ? {} : { probe: this.definition.probe() }),
      ...(listeners === undefined ? {} : { listeners }),
    };
  }

  /** Starts it; it emits nothing yet. @returns How it is then. */
  async begin(): Promise<Health> {
    const life = await this.#start();
    const health = life === undefined ? this.#health : await this.#ask(life);
    if (health.status === "healthy" || health.status === "unhealthy") {
      if (life !== undefined && this.#life === life) this.#set(health);
      return health;
    }
    return { status: "unhealthy", reason: "reason" in health ? health.reason : "It did not start" };
  }

  /** It emits from now on, in the place of another. */
  activate(before: SupervisedSource | undefined): void {
    this.#isActive = true;
    this.#world.changed(this.#health);
    if (this.#life === undefined) this.#restart(this.#health.status === "unhealthy" ? this.#health.reason : "It did not start");
    else this.#goLive(this.#life, before?.source);
  }

  /** It emits no more. */
  release(successor: SupervisedSource | undefined): void {
    this.#isActive = false;
    this.#life?.source.release(successor?.source);
  }

  /** It belongs to a further revision, which may call it otherwise. */
  adopt(label: string, memory: SourceMemory): void {
    this.#label = label;
    this.memory.move(memory);
  }

  /** Ends it. Resolves after 5 s at the latest. */
  async end(): Promise<void> {
    this.#isActive = false;
    this.#hasEnded = true;
    const life = this.#life;
    this.#life = undefined;
    if (life !== undefined) await this.#stop(life);
    this.memory.close();
  }

  async #start(): Promise<Life | undefined> {
    const { clock, output, memory } = this.#world;
    const life: Life = { source: this.definition.create({ clock, output }), ended: new AbortController(), failed: new AbortController() };
    this.#life = life;
    const context: LiveContext = {
      emit: (event) => this.#emit(life, event),
      signal: life.ended.signal,
      memory,
      notice: (text) => this.#world.notice(text),
      fail: (reason) => this.#fail(life, reason),
    };
    try {
      await within(clock, LONGEST_START_MS, life.source.start(context), "It did not start");
    } catch (error) {
      this.#fail(life, error instanceof Error ? error.message : String(error));
    }
    if (this.#life !== life) return undefined;
    this.#startedAt = clock.now();
    return life;
  }

  #goLive(life: Life, before: LiveSource | undefined): void {
    try {
      life.source.activate(before);
      this.#watchOver(life).catch((error) => this.#fail(life, String(error)));
    } catch (error) {
      this.#fail(life, error instanceof Error ? error.message : String(error));
    }
  }

  #fail(life: Life, what: string): void {
    if (this.#life !== life) return;
    const reason = this.#world.mask(what);
    this.#life = undefined;
    life.failed.abort();
    const { clock } = this.#world;
    if (this.#healthySince !== undefined && clock.monotonicMs() - this.#healthySince >= RESET_MS) this.#restartMs = FIRST_RESTART_MS;
    this.#healthySince = undefined;
    void this.#stop(life);
    if (this.#isActive) this.#restart(reason);
    else this.#set({ status: "unhealthy", reason });
  }

  #restart(reason: string): void {
    const { clock, random, closing } = this.#world;
    const delayMs = this.#restartMs * (0.5 + random() / 2);
    this.#restartMs = Math.min(2 * this.#restartMs, LONGEST_RESTART_MS);
    this.#set({ status: "restarting", reason, retryAt: clock.now() + Math.round(delayMs) });
    const again = async () => {
      await clock.sleep(delayMs, closing);
      if (closing.aborted || !this.#isActive || this.#life !== undefined) return;
      const life = await this.#start();
      if (life === undefined || !this.#isActive || this.#life !== life) return;
      this.#goLive(life, undefined);
      this.#set(await this.#ask(life), life);
    };
    again().catch((error) => this.#world.notice(`It could not be started again: ${error}`));
  }

  async #watchOver(life: Life): Promise<void> {
    const { clock } = this.#world;
    for (let unhealthy = 0; unhealthy < MOST_UNHEALTHY;) {
      await clock.sleep(CHECK_MS, life.ended.signal);
      if (life.ended.signal.aborted || this.#life !== life || !this.#isActive) return;
      const health = await this.#ask(life);
      this.#set(health, life);
      unhealthy = health.status === "healthy" ? 0 : unhealthy + 1;
      if (health.status === "unhealthy" && unhealthy === MOST_UNHEALTHY) this.#fail(life, health.reason);
    }
  }

  async #ask(life: Life): Promise<Health> {
    try {
      return await within(this.#world.clock, ANSWER_MS, life.source.healthCheck(), "It does not say how it is");
    } catch (error) {
      return { status: "unhealthy", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** @param life The life that it is said of; of one that is over nothing is. */
  #set(health: SourceView["health"], life?: Life): void {
    if (life !== undefined && this.#life !== life || this.#hasEnded) return;
    if (health.status === "healthy") this.#healthySince ??= this.#world.clock.monotonicMs();
    else this.#healthySince = undefined;
    const isSame = health.status === this.#health.status && health.status !== "restarting";
    this.#health = health;
    if (this.#isActive && !isSame) this.#world.changed(health);
  }

  /** Hands an event over; all but a webhook wait while there is no room. */
  async #emit({ failed }: Life, event: SourceEvent): Promise<{ readonly run: string }> {
    const { clock, closing, emit } = this.#world;
    const given = AbortSignal.any([failed.signal, closing]);
    for (let delayMs = FIRST_RETRY_MS;; delayMs = Math.min(2 * delayMs, LONGEST_RETRY_MS)) {
      if (given.aborted) throw new AppError("stopping", "The source is being stopped");
      try {
        return await emit(event);
      } catch (error) {
        if (this.definition.kind === "http" || !(error instanceof AppError) || error.code !== "queue_full") throw error;
      }
      await clock.sleep(delayMs, given);
    }
  }

  async #stop(life: Life): Promise<void> {
    life.ended.abort();
    try {
      await within(this.#world.clock, LONGEST_STOP_MS, life.source.stop(), "It did not stop");
    } catch (error) {
      this.#world.notice(error instanceof Error ? error.message : String(error));
    }
  }
}
