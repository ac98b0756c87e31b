import type { Caller } from "../caller.ts";
import type { ControlApp } from "../create_app.ts";
import { AppError } from "../../core/mod.ts";
import { problemOf, problemResponse } from "../http/problem.ts";
import { serveConnection, type ServedConnection } from "./serve_connection.ts";
import { takeOver } from "./take_over.ts";

/** Bounds of what connections may cost. */
export interface ConnectionLimits {
  /** Most connections, and most requests, at once. Default 1,000. */
  readonly atOnce: number;
  /** Milliseconds until the head of a new connection's first request has to be there. Default 30,000. */
  readonly headMs: number;
  /** Milliseconds that a connection may rest between requests. Default 60,000. */
  readonly idleMs: number;
  /** Milliseconds in which an answer that is no stream has to be taken. Default 120,000. */
  readonly answerMs: number;
}

/** Defaults of {@link ConnectionLimits}. */
export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = { atOnce: 1000, headMs: 30_000, idleMs: 60_000, answerMs: 120_000 };

interface Open {
  readonly served: ServedConnection;
  /** Requests under way. */
  active: number;
  /** Whether it ever had one. */
  isKnown: boolean;
  /** Since when it rests. */
  idleSince: number;
  /** When the answers under way, streams aside, were given. */
  readonly answers: Set<{ readonly since: number }>;
}

/** The connections of all listeners of one app, bounded in number and in how long they may take. */
export class Connections {
  readonly #app: ControlApp;
  readonly #limits: ConnectionLimits;
  /** Those that rest stand in the order in which they came to rest. */
  readonly #open = new Set<Open>();
  /** Those that were ended and are not gone yet. */
  readonly #ending = new Set<Promise<void>>();
  #requests = 0;
  #sweep: ReturnType<typeof setInterval> | undefined;
  #isClosing = false;

  constructor(app: ControlApp, limits: ConnectionLimits) {
    this.#app = app;
    this.#limits = limits;
  }

  /** How many there are. */
  get size(): number {
    return this.#open.size;
  }

  /** Serves a connection. When there are too many, the one that has rested longest makes room; where all are at work the new one is refused. */
  add(connection: Deno.Conn, caller: Caller): void {
    if (this.#isClosing || !this.#makeRoom()) return connection.close();
    let open: Open | undefined;
    let served: ServedConnection;
    try {
      const known: Caller = { ...caller, takeOver: (request) => takeOver(request, connection) };
      served = serveConnection(connection, (request, completed) => this.#answer(open, request, completed, known));
    } catch (error) {
      if (error instanceof TypeError) throw error;
      return connection.close(); // It went away before it was looked at.
    }
    const added: Open = open = { served, active: 0, isKnown: false, idleSince: performance.now(), answers: new Set() };
    this.#open.add(added);
    this.#sweep ??= setInterval(() => this.#endSlow(), Math.min(1000, this.#limits.headMs / 4));
    served.finished.then(() => this.#remove(added));
  }

  /** Lets what is under way be answered, for so long at most. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const all = [...this.#open].map(({ served }) => served);
    for (const served of all) served.drain();
    const timer = setTimeout(() => all.forEach((served) => served.end()), graceMs);
    await Promise.all([...all.map(({ finished }) => finished), ...this.#ending]);
    clearTimeout(timer);
  }

  async #answer(open: Open | undefined, request: Request, completed: Promise<void>, caller: Caller): Promise<Response> {
    if (open === undefined) throw new TypeError("A connection is known before its first request");
    open.active++;
    open.isKnown = true;
    this.#requests++;
    const answer = { since: 0 };
    const done = () => {
      this.#requests--;
      open.answers.delete(answer);
      if (--open.active > 0 || !this.#open.delete(open)) return;
      open.idleSince = performance.now();
      this.#open.add(open);
    };
    completed.then(done, done);
    if (this.#requests > this.#limits.atOnce) return busy(request);
    const response = await this.#app.fetch(request, caller);
    // A connection that was taken over is no longer one of ours.
    if (response.status !== 101 && !response.headers.get("content-type")?.startsWith("text/event-stream")) {
      answer.since = performance.now();
      open.answers.add(answer);
    }
    return response;
  }

  #makeRoom(): boolean {
    if (this.#open.size < this.#limits.atOnce) return true;
    for (const open of this.#open) {
      if (open.active > 0) continue;
      this.#end(open);
      return true;
    }
    return false;
  }

  #endSlow(): void {
    const now = performance.now();
    const { headMs, idleMs, answerMs } = this.#limits;
    for (const open of this.#open) {
      const isLate = open.active === 0 && now - open.idleSince > (open.isKnown ? idleMs : headMs);
      const [oldest] = open.answers;
      if (isLate || oldest !== undefined && now - oldest.since > answerMs) this.#end(open);
    }
  }

  #end(open: Open): void {
    const { finished } = open.served;
    this.#ending.add(finished);
    finished.then(() => this.#ending.delete(finished));
    open.served.end();
    this.#remove(open);
  }

  #remove(open: Open): void {
    this.#open.delete(open);
    if (this.#open.size > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }
}

function busy(request: Request): Response {
  const error = new AppError("too_busy", "The daemon answers as many requests as it can at once");
  return problemResponse(problemOf(error, new URL(request.url).pathname), { "retry-after": "1", connection: "close" });
}
