import type { NetAnswer, NetGuard } from "../../core/mod.ts";

/** A guard for tests: what it was asked is kept, and what the predicates refuse throws `Refused`. */
export class TestingGuard implements NetGuard {
  readonly hosts: string[] = [];
  readonly addresses: string[] = [];
  readonly #allowsHost: (host: string, port: number) => boolean;
  readonly #allowsAddress: (address: string) => boolean;

  constructor(allowsHost: (host: string, port: number) => boolean = () => true, allowsAddress: (address: string) => boolean = () => true) {
    this.#allowsHost = allowsHost;
    this.#allowsAddress = allowsAddress;
  }

  checkHost(host: string, port: number): void {
    this.hosts.push(`${host}:${port}`);
    if (!this.#allowsHost(host, port)) throw new Refused(`${host}:${port}`);
  }

  allowedAddresses(host: string, port: number, addresses: readonly string[]): readonly string[] {
    this.addresses.push(...addresses);
    const allowed = addresses.filter(this.#allowsAddress);
    if (allowed.length === 0) throw new Refused(`${host}:${port} at ${addresses.join()}`);
    return allowed;
  }
}

/** What {@link TestingGuard} throws. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** A server on loopback that is given connections and speaks for itself, for answers that no HTTP server would give. */
export class RawServer implements AsyncDisposable {
  readonly port: number;
  /** How many connections came. */
  connections = 0;
  /** Resolves when a connection was closed by its other side, or broke. */
  readonly closed: Promise<void>;
  readonly #listener: Deno.TcpListener;
  readonly #open = new Set<Deno.Conn>();
  readonly #done: Promise<void>;

  /** @param answer Gets each connection once the head of its request was read. */
  constructor(answer: (conn: Deno.Conn, head: string) => Promise<void>) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    const closed = Promise.withResolvers<void>();
    this.closed = closed.promise;
    this.#done = this.#serve(answer, closed.resolve);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#open) this.#close(conn);
    await this.#done;
  }

  async #serve(answer: (conn: Deno.Conn, head: string) => Promise<void>, closed: () => void): Promise<void> {
    const all: Promise<void>[] = [];
    try {
      for await (const conn of this.#listener) {
        this.connections++;
        this.#open.add(conn);
        all.push(this.#one(conn, answer).catch(() => {}).finally(closed));
      }
    } catch {
      // The listener was closed.
    }
    await Promise.all(all);
  }

  async #one(conn: Deno.Conn, answer: (conn: Deno.Conn, head: string) => Promise<void>): Promise<void> {
    const buffer = new Uint8Array(65536);
    try {
      let head = "";
      while (!head.includes("\r\n\r\n")) {
        const count = await conn.read(buffer);
        if (count === null) return;
        head += new TextDecoder().decode(buffer.subarray(0, count));
      }
      await answer(conn, head);
      while (await conn.read(buffer) !== null);
    } finally {
      this.#close(conn);
    }
  }

  #close(conn: Deno.Conn): void {
    if (this.#open.delete(conn)) conn.close();
  }
}

/** Writes all of a text. */
export async function say(conn: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** The rest of an answer's body as text. */
export async function textOf(answer: NetAnswer): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let piece = await answer.read(); piece !== undefined; piece = await answer.read()) text += decoder.decode(piece, { stream: true });
  return text;
}
