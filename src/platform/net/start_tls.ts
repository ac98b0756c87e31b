import { abortable } from "./abortable.ts";
import type { Connection } from "./connection_stream.ts";
import { openRelay } from "./relay.ts";

/**
 * Puts TLS on a connection and checks the certificate by the host's name. The connection is taken over, also when this fails.
 *
 * The runtime keeps a connection open whose TLS was closed before it was agreed on, for as long as the server likes. So TLS works on one end
 * of a relay, whose other end can be closed.
 *
 * @throws Error What TLS found wrong; the signal's reason.
 */
export async function startTls(tcp: Deno.TcpConn, hostname: string, caCerts: readonly string[], signal: AbortSignal): Promise<Connection> {
  const relay = await openRelay(tcp);
  let tls: Deno.TlsConn | undefined;
  const close = () => {
    try {
      tls?.close();
    } catch {
      // Closed by the runtime along with a failure.
    }
    relay.close();
  };
  try {
    tls = await Deno.startTls(relay.inner, { hostname, ...(caCerts.length === 0 ? {} : { caCerts: [...caCerts] }) });
    await abortable(tls.handshake(), signal, () => {});
  } catch (error) {
    close();
    throw error;
  }
  const open = tls;
  return { read: (buffer) => open.read(buffer), write: (bytes) => open.write(bytes), closeWrite: () => open.closeWrite(), close };
}
