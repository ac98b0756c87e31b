import { AppError } from "../../core/mod.ts";
import type { Caller } from "../caller.ts";
import type { ControlApp } from "../create_app.ts";
import { bindUnix } from "./bind_unix.ts";
import { type ConnectionLimits, Connections, DEFAULT_CONNECTION_LIMITS } from "./connections.ts";
import { isLoopback, type ListenAddress, parseAddress } from "./parse_address.ts";
import { readTls, type TlsFiles } from "./tls_files.ts";

/** Options of {@link listen}. */
export interface ListenOptions {
  /** Speaks TLS on every address that is no socket file. */
  readonly tls?: TlsFiles;
  /** Listens beyond the loopback without TLS too. Default false. */
  readonly insecure?: boolean;
  readonly limits?: Partial<ConnectionLimits>;
}

/** Open listeners. Disposing closes them at once. */
export interface Listening extends AsyncDisposable {
  /** One for each address, with the port that was taken: `http://127.0.0.1:7400`, `https://…`, `unix:/run/executor.sock`. */
  readonly urls: readonly string[];
  /** How many connections are open. */
  readonly connections: number;
  /**
   * Takes no more connections, ends event streams, and lets requests that are under way be answered.
   *
   * @param graceMs For so long at most. Default 5,000.
   */
  close(graceMs?: number): Promise<void>;
}

/** A listener of whatever kind, ready to be served. */
interface Bound {
  readonly url: string;
  /** Hands over connections until it is closed. */
  serve(connections: Connections, closing: AbortSignal): Promise<void>;
  close(): void | Promise<void>;
}

/**
 * Answers requests on all addresses, or on none.
 *
 * @param addresses `HOST:PORT`, where port 0 takes a free one, or `unix:PATH`.
 * @throws AppError `usage` for what is no address or lies beyond the loopback without TLS and `insecure`, `port_taken`, `file_unreadable`,
 * `client_certificates_unsupported`.
 *
 * @example
 * ```ts
 * await using listening = await listen(app, ["127.0.0.1:0"]);
 * console.log(listening.urls[0]);
 * ```
 */
export async function listen(app: ControlApp, addresses: readonly string[], options: ListenOptions = {}): Promise<Listening> {
  const parsed = addresses.map(parseAddress);
  const exposed = parsed.find((address) => !isLoopback(address));
  if (exposed?.kind === "tcp" && options.tls === undefined && options.insecure !== true) {
    throw new AppError("usage", `Other machines can reach ${exposed.hostname}, and without TLS anybody on the way can read tokens`, {
      hint: "Give --tls-cert and --tls-key, or say --insecure",
    });
  }
  const tls = options.tls === undefined ? undefined : readTls(options.tls);
  const connections = new Connections(app, { ...DEFAULT_CONNECTION_LIMITS, ...options.limits });
  const closing = new AbortController();
  const bound: Bound[] = [];
  try {
    for (const address of parsed) bound.push(await bind(app, address, tls));
  } catch (error) {
    for (const listener of bound) await listener.close();
    throw error;
  }
  const serving = bound.map((listener) => listener.serve(connections, closing.signal));
  let closed: Promise<void> | undefined;
  const close = async (graceMs: number) => {
    closing.abort();
    await Promise.all([connections.close(graceMs), ...bound.map((listener) => listener.close())]);
    await Promise.all(serving);
  };
  return {
    urls: bound.map(({ url }) => url),
    get connections() {
      return connections.size;
    },
    close: (graceMs = 5000) => closed ??= close(graceMs),
    [Symbol.asyncDispose]: () => closed ??= close(0),
  };
}

type Tls = ReturnType<typeof readTls>;

async function bind(app: ControlApp, address: ListenAddress, tls: Tls | undefined): Promise<Bound> {
  if (address.kind === "unix") {
    const { listener, remove } = await bindUnix(address.path);
    const caller = { from: "unix", isUnix: true, isSecure: false, names: new Set<string>() };
    return boundOf(`unix:${address.path}`, listener, () => caller, remove);
  }
  const { hostname } = address;
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const names = new Set([hostname === "0.0.0.0" || hostname === "::" ? "*" : host]);
  if (tls?.clientCa !== undefined) {
    const { bindClientCertificates } = await import("./bind_client_certificates.ts");
    const { port, serve, close } = await bindClientCertificates(app, address, { ...tls, clientCa: tls.clientCa }, names);
    return { url: `https://${reachable(host)}:${port}`, serve: (_connections, closing) => serve(closing), close };
  }
  const listener = bindTcp(address, tls);
  const callerOf = ({ remoteAddr }: Deno.Conn) => ({
    from: remoteAddr.transport === "tcp" ? remoteAddr.hostname : "",
    isUnix: false,
    isSecure: tls !== undefined,
    names,
  });
  const { port } = listener.addr as Deno.NetAddr;
  return boundOf(`${tls === undefined ? "http" : "https"}://${reachable(host)}:${port}`, listener, callerOf);
}

/** The loopback, for what listens on all addresses. */
function reachable(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : host === "[::]" ? "[::1]" : host;
}

function bindTcp({ hostname, port }: { hostname: string; port: number }, tls: Tls | undefined): Deno.Listener {
  try {
    if (tls === undefined) return Deno.listen({ hostname, port });
    return Deno.listenTls({ hostname, port, cert: tls.cert, key: tls.key, alpnProtocols: ["h2", "http/1.1"] });
  } catch (cause) {
    if (cause instanceof Deno.errors.InvalidData) {
      throw new AppError("file_unreadable", `The certificate and the key cannot be used: ${cause.message}`, { cause });
    }
    throw new AppError("port_taken", `Cannot listen on ${hostname}:${port}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function boundOf(
  url: string,
  listener: Deno.Listener,
  callerOf: (connection: Deno.Conn) => Omit<Caller, "closing">,
  remove = () => {},
): Bound {
  let isClosed = false;
  return {
    url,
    async serve(connections, closing) {
      while (!isClosed) {
        let connection: Deno.Conn;
        try {
          connection = await listener.accept();
        } catch {
          // Closed; or, like a want of file descriptors, something that passes.
          if (!isClosed) await new Promise((resolve) => setTimeout(resolve, 50));
          continue;
        }
        connections.add(connection, { ...callerOf(connection), closing });
      }
    },
    close() {
      isClosed = true;
      listener.close();
      remove();
    },
  };
}
