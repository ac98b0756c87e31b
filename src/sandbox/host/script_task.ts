import type { SentEnvironment } from "../protocol/environment_grant.ts";
import type { Channel } from "./channel.ts";
import { createConsole } from "./console.ts";
import { createDeno, type ScriptDeno } from "./deno.ts";
import { createFetch } from "./fetch.ts";
import { createLog, type ScriptLog } from "./log.ts";
import { TaskAsker } from "./task_asker.ts";
import { Timers } from "./timers.ts";
import { createWebSocket } from "./web_socket.ts";

const encoder = new TextEncoder();
const clock = performance;
const now = clock.now.bind(clock);

/** What one script has while it runs. All of it ends with it. */
export class ScriptTask {
  readonly timers: Timers;
  readonly asker: TaskAsker;
  readonly console: ReturnType<typeof createConsole>;
  readonly log: ScriptLog;
  readonly cancel = new AbortController();
  /** Rejects with what nobody caught; never resolves. */
  readonly failure: Promise<never>;
  readonly fail: (error: unknown) => void;
  readonly fetch: typeof globalThis.fetch;
  readonly #environment: SentEnvironment;
  #deno: ScriptDeno | undefined;
  #webSocket: typeof globalThis.WebSocket | undefined;

  constructor(channel: Channel, environment: SentEnvironment) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    this.failure = promise;
    this.fail = reject;
    this.timers = new Timers(reject);
    this.asker = new TaskAsker((id, op, header, bytes) => channel.send({ t: "ask", id, op, header }, bytes));
    this.fetch = createFetch(this.asker, this.cancel.signal);
    this.#environment = environment;
    this.console = createConsole((stream, text) => channel.send({ t: "out", s: stream }, encoder.encode(text)), now);
    this.log = createLog((line) => channel.send({ t: "out", s: "log" }, encoder.encode(line)), () => new Date());
  }

  /** Made when it is first asked for, as most scripts need neither. */
  get Deno(): ScriptDeno {
    return this.#deno ??= createDeno(this.asker, this.#environment);
  }

  get WebSocket(): typeof globalThis.WebSocket {
    return this.#webSocket ??= createWebSocket(this.asker, this.cancel.signal);
  }

  /** Whether something of it may still run: a timer, or what waits for an answer. */
  get isWaiting(): boolean {
    return this.timers.size > 0 || this.asker.size > 0;
  }

  end(): void {
    this.timers.stopAll();
    this.asker.end();
  }
}
