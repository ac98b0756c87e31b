import { createApp } from "../create_app.ts";
import { TestingDaemon } from "../testing_daemon.ts";
import { listen, type ListenOptions } from "./listen.ts";
import type { ControlLimits } from "../control_options.ts";

/** A daemon that listens, for tests on real sockets. */
export async function listening(
  addresses: readonly string[] = ["127.0.0.1:0"],
  options: ListenOptions = {},
  limits: Partial<ControlLimits> = {},
) {
  const daemon = new TestingDaemon();
  daemon.serve("a", { name: "a" });
  const { secret } = daemon.tokens.create({ role: "admin" });
  const server = await listen(createApp(daemon, { version: "0", limits }), addresses, options);
  const url = server.urls[0] ?? "";
  return {
    daemon,
    server,
    url,
    port: Number(/:(\d+)$/.exec(url)?.[1]),
    token: `Bearer ${secret}`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** A connection that says what a test wants. */
export class RawClient implements Disposable {
  readonly #connection: Deno.Conn;
  readonly #decoder = new TextDecoder();

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  static async open(port: number): Promise<RawClient> {
    return new RawClient(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Sends all of it, or as much as the other side takes. */
  async say(text: string): Promise<void> {
    let left = new TextEncoder().encode(text);
    try {
      while (left.length > 0) left = left.subarray(await this.#connection.write(left));
    } catch {
      // It was closed: what it said before is there to be read.
    }
  }

  /** What comes until `isEnough`, or until the other side closes. */
  async hear(isEnough: (text: string) => boolean = () => false): Promise<string> {
    let text = "";
    const buffer = new Uint8Array(65_536);
    while (!isEnough(text)) {
      const size = await this.#connection.read(buffer).catch(() => null);
      if (size === null) break;
      text += this.#decoder.decode(buffer.subarray(0, size), { stream: true });
    }
    return text;
  }

  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // The other side was faster.
    }
  }
}
