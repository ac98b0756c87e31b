import { AppError, type GuardedNet, type NetAnswer, type NetGuard, type NetSocket } from "../../../core/mod.ts";
import { BrokerError } from "../operation.ts";
import { type NetDecided, netGuard } from "./net_guard.ts";
import type { NetPolicy } from "./net_policy.ts";
import type { Upload } from "./upload.ts";

/** What {@link NetSession} works with. */
export interface NetSessionOptions {
  readonly net: GuardedNet;
  readonly policy: NetPolicy;
  /** Told of every decision; by default nobody is. */
  readonly decided?: NetDecided;
}

/** A request or a socket that a script opened. */
export class OpenConnection {
  /** Ends it. */
  readonly controller: AbortController = new AbortController();
  upload?: Upload;
  answer?: NetAnswer;
  socket?: NetSocket;
  readonly #busy = new Set<string>();

  /**
   * Does something that goes on one at a time.
   *
   * @throws BrokerError When it goes on already.
   */
  async alone<T>(what: string, action: () => Promise<T>): Promise<T> {
    if (this.#busy.has(what)) throw new BrokerError("TypeError", `Another ${what} of it has not ended`);
    this.#busy.add(what);
    try {
      return await action();
    } finally {
      this.#busy.delete(what);
    }
  }

  close(): void {
    this.controller.abort(new BrokerError("AbortError", "It was closed"));
    this.upload?.cancel();
    this.answer?.close();
    this.socket?.abort();
  }
}

/** What one attempt of a script has open on the network. */
export class NetSession {
  readonly net: GuardedNet;
  readonly guard: NetGuard;
  readonly #open = new Map<number, OpenConnection>();
  readonly #opening = new Set<Promise<unknown>>();
  #hasEnded = false;

  constructor({ net, policy, decided }: NetSessionOptions) {
    this.net = net;
    this.guard = netGuard(policy, decided);
  }

  /** How many requests and sockets are open now. */
  get open(): number {
    return this.#open.size;
  }

  /**
   * Opens something under a number of the script's choice, which names it until it is closed. What cannot be opened is forgotten.
   *
   * @throws BrokerError
   */
  async opening<T>(id: number, action: (connection: OpenConnection) => Promise<T>): Promise<T> {
    if (this.#hasEnded) throw new BrokerError("BadResource", "The task has ended");
    if (this.#open.has(id)) throw new BrokerError("TypeError", `The number ${id} is in use`);
    const connection = new OpenConnection();
    this.#open.set(id, connection);
    const done = action(connection);
    this.#opening.add(done);
    try {
      return await done;
    } catch (error) {
      this.close(id);
      throw told(error);
    } finally {
      this.#opening.delete(done);
    }
  }

  /** @throws BrokerError When nothing is open by that number. */
  get(id: number): OpenConnection {
    const connection = this.#open.get(id);
    if (connection === undefined) throw new BrokerError("BadResource", "It has been closed");
    return connection;
  }

  /** Closes what a number names; one that names nothing is no mistake, since both sides may close. */
  close(id: number): void {
    const connection = this.#open.get(id);
    this.#open.delete(id);
    connection?.close();
  }

  /** Closes everything; nothing can be opened any more. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    for (const id of [...this.#open.keys()]) this.close(id);
    await Promise.allSettled([...this.#opening]);
  }
}

/** A failure as the script is told it: what the network did is a `TypeError`, as everywhere. What is no failure of the network stays as it is. */
export function told(error: unknown): unknown {
  return error instanceof AppError && error.code === "http_failed" ? new BrokerError("TypeError", error.message) : error;
}
