import { AppError } from "../../core/mod.ts";
import { type Connection, openSocketOver, type SocketChannel, UpgradeRefused } from "../../platform/net/mod.ts";
import type { Endpoint } from "../remote/endpoint.ts";
import { certificatesOf } from "../remote/open_connection.ts";
import { problemError } from "../remote/problem_error.ts";

/** So long a daemon may take to answer. */
const ANSWER_MS = 10_000;

/**
 * Attaches to a session of a daemon.
 *
 * @param from The byte to begin with; undefined for all that is kept.
 * @throws AppError what the daemon refuses; `daemon_unreachable`.
 */
export async function openSessionSocket(
  endpoint: Endpoint,
  env: Readonly<Record<string, string>>,
  id: string,
  from: number | undefined,
): Promise<SocketChannel> {
  const { base, token, shown } = endpoint;
  const { origin, pathname } = new URL(base);
  const query = from === undefined ? "" : `?from=${from}`;
  const path = `${pathname.replace(/\/$/, "")}/api/v1/sessions/${encodeURIComponent(id)}/attach${query}`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let connection: Connection | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RangeError(`it did not answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  });
  try {
    connection = await within(late, connect(endpoint, env), (conn) => conn.close());
    const headers: [string, string][] = token === undefined ? [] : [["authorization", `Bearer ${token}`]];
    const opening = openSocketOver(connection, { origin, path, headers, readsRefusal: true });
    return await within(late, opening, (socket) => socket.abort());
  } catch (error) {
    if (error instanceof UpgradeRefused) {
      throw problemError({ status: error.status, contentType: error.contentType, text: error.text, shown });
    }
    if (error instanceof AppError) throw error;
    throw new AppError("daemon_unreachable", `No daemon answers at ${shown}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** What comes in time; what comes later is closed. */
async function within<T>(late: Promise<never>, coming: Promise<T>, close: (value: T) => void): Promise<T> {
  try {
    return await Promise.race([coming, late]);
  } catch (error) {
    coming.then(close, () => {});
    throw error;
  }
}

async function connect({ base, socket }: Endpoint, env: Readonly<Record<string, string>>): Promise<Connection> {
  if (socket !== undefined) return await Deno.connect({ transport: "unix", path: socket });
  const { protocol, hostname: host, port } = new URL(base);
  const hostname = host.replace(/^\[(.*)\]$/, "$1");
  if (protocol === "http:") {
    const tcp = await Deno.connect({ hostname, port: Number(port || 80) });
    tcp.setNoDelay(true);
    return tcp;
  }
  const tls = await Deno.connectTls({ hostname, port: Number(port || 443), alpnProtocols: ["http/1.1"], ...certificatesOf(env) });
  await tls.handshake();
  return tls;
}
