import {
  AppError,
  type Clock,
  type Health,
  type Json,
  type JsonObject,
  type Limits,
  type OutputStream,
  type Permissions,
  type ScriptEnd,
} from "../../../core/mod.ts";
import type { SourceProgram } from "../../../sandbox/mod.ts";
import type { LiveContext, LiveSource } from "../live_source.ts";

/** What a script that is a source goes by. */
export interface ScriptSourceOptions {
  readonly program: SourceProgram;
  /** Such as `pipelines/report/script`, for the audit. */
  readonly name: string;
  /** Names the revision. */
  readonly revision: string;
  readonly permissions: "none" | Permissions | undefined;
  readonly limits: Limits;
  /** The settings of the pipeline. */
  readonly config: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  /** The pipeline's folder, absolute. */
  readonly folder: string;
  readonly clock: Clock;
  /** Takes what it writes. */
  output(stream: OutputStream, bytes: Uint8Array): void;
}

/** How long a script may say that it is not well before it counts as started all the same. */
const LONGEST_START_MS = 10_000;
const ASK_AGAIN_MS = 100;

/** `on.script`: a script of the user's that emits for as long as it likes. */
export class ScriptSource implements LiveSource {
  readonly #options: ScriptSourceOptions;
  readonly #stopping = new AbortController();
  readonly #kill = new AbortController();
  readonly #activated = Promise.withResolvers<void>();
  #check: (() => Promise<Health>) | undefined;
  #ended: Promise<void> = Promise.resolve();
  #failure: string | undefined;
  #written = 0;

  constructor(options: ScriptSourceOptions) {
    this.#options = options;
    this.#activated.promise.catch(() => {});
  }

  async start(context: LiveContext): Promise<void> {
    const { clock, limits } = this.#options;
    const began = Promise.withResolvers<void>();
    began.promise.catch(() => {});
    const ended = this.#run(context, began.resolve);
    this.#ended = ended.then(() => {}, () => {});
    const over = new AbortController();
    const failed = (what: string) => {
      const reason = this.#failure ?? what;
      over.abort(new AppError("source_failed", reason));
      began.reject(new AppError("source_failed", reason));
      if (!this.#stopping.signal.aborted) context.fail(reason);
    };
    ended.then((end) => failed(reasonOf(end)), (error) => failed(error instanceof Error ? error.message : String(error)));
    if (limits.time !== undefined) void this.#endAfter(limits.time);
    await began.promise;
    const until = clock.monotonicMs() + LONGEST_START_MS;
    while ((await this.healthCheck()).status !== "healthy" && clock.monotonicMs() < until && !over.signal.aborted) {
      await clock.sleep(ASK_AGAIN_MS, over.signal);
    }
    over.signal.throwIfAborted();
  }

  activate(): void {
    this.#activated.resolve();
  }

  release(): void {}

  async stop(): Promise<void> {
    this.#activated.reject(new AppError("stopping", "The source is being stopped"));
    this.#stopping.abort("stop");
    await this.#ended;
  }

  async healthCheck(): Promise<Health> {
    return await this.#check?.() ?? { status: "unhealthy", reason: "It has not begun" };
  }

  async #run(context: LiveContext, began: () => void): Promise<ScriptEnd> {
    const { program, name, revision, permissions, limits, config, env, folder } = this.#options;
    const { cpu, memory, messages, requests } = limits;
    return await program.run({
      task: name,
      run: revision,
      revision,
      ...(permissions === undefined ? {} : { permissions }),
      limits: {
        ...(cpu === undefined ? {} : { cpu }),
        ...(memory === undefined ? {} : { memory }),
        ...(messages === undefined ? {} : { messages }),
        ...(requests === undefined ? {} : { requests }),
      },
      argument: { config },
      env,
      cwd: folder,
      signal: this.#stopping.signal,
      kill: this.#kill.signal,
      output: (stream, bytes) => this.#output(stream, bytes),
      emitter: {
        emit: (payload, id) => this.#emit(context, payload, id),
        started: (check) => {
          this.#check = check;
          began();
        },
      },
    });
  }

  async #emit(context: LiveContext, payload: Json, id: string = crypto.randomUUID()): Promise<{ readonly run: string }> {
    await this.#activated.promise;
    return await context.emit({ id, time: this.#options.clock.now(), kind: "script", payload });
  }

  #output(stream: OutputStream, bytes: Uint8Array): void {
    const { limits, output } = this.#options;
    this.#written += bytes.length;
    if (limits.output === undefined || this.#written <= limits.output) return output(stream, bytes);
    this.#end(`Stopped: it wrote more than ${limits.output} bytes, its limits.output`);
  }

  async #endAfter(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#stopping.signal);
    if (!this.#stopping.signal.aborted) this.#end(`Stopped: it ran for ${ms} ms, its limits.time`);
  }

  #end(reason: string): void {
    this.#failure ??= reason;
    this.#kill.abort();
  }
}

function reasonOf(end: ScriptEnd): string {
  switch (end.status) {
    case "returned":
      return "Its function ended; a source goes on until its signal is aborted";
    case "failed":
      return end.message;
    case "stopped":
      return "It was stopped";
  }
}
