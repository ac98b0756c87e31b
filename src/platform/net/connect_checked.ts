import { isIP } from "node:net";
import { AppError, type NetGuard } from "../../core/mod.ts";
import { systemReason } from "../state/system_reason.ts";
import { abortable } from "./abortable.ts";
import type { Connection } from "./connection_stream.ts";
import { type NetTarget, shownUrl } from "./net_target.ts";
import type { ResolveHost } from "./resolve_host.ts";
import { startTls } from "./start_tls.ts";

/** How connections are made. */
export interface ConnectCheckedOptions {
  readonly resolve: ResolveHost;
  /** Certificates in PEM of authorities that are trusted besides those of the system. */
  readonly caCerts: readonly string[];
}

/** Milliseconds after which the next address is tried while there is one. */
const NEXT_ADDRESS_MS = 5_000;

/**
 * Connects to a host: it is looked up once, the guard sees its addresses, and the connection is made to one of those that it allowed, by
 * number. TLS then checks the certificate by the host's name.
 *
 * @returns The caller's to close.
 * @throws AppError `http_failed`; what the guard throws; the signal's reason.
 */
export async function connectChecked(
  target: NetTarget,
  guard: NetGuard,
  signal: AbortSignal,
  options: ConnectCheckedOptions,
): Promise<Connection> {
  const { host, port } = target;
  signal.throwIfAborted();
  guard.checkHost(host, port);
  const addresses = guard.allowedAddresses(host, port, await addressesOf(target, signal, options.resolve));
  const tcp = await firstToAnswer(target, addresses, signal);
  return target.isSecure ? await secured(target, tcp, signal, options.caCerts) : tcp;
}

async function addressesOf(target: NetTarget, signal: AbortSignal, resolve: ResolveHost): Promise<readonly string[]> {
  if (isIP(target.host) !== 0) return [target.host];
  let found: readonly string[];
  try {
    found = await abortable(resolve(target.host), signal, () => {});
  } catch (cause) {
    signal.throwIfAborted();
    throw unreached(target, `the host ${JSON.stringify(target.host)} is not known`, cause);
  }
  if (found.length === 0) throw unreached(target, `the host ${JSON.stringify(target.host)} has no address`);
  return [...new Set(found)];
}

async function firstToAnswer(target: NetTarget, addresses: readonly string[], signal: AbortSignal): Promise<Deno.TcpConn> {
  let failure: unknown;
  for (const [index, address] of addresses.entries()) {
    const patience = index === addresses.length - 1 ? signal : AbortSignal.any([signal, AbortSignal.timeout(NEXT_ADDRESS_MS)]);
    try {
      const tcp = await abortable(Deno.connect({ hostname: address, port: target.port }), patience, (late) => late.close());
      tcp.setNoDelay(true);
      return tcp;
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw unreached(target, systemReason(failure), failure);
}

async function secured(target: NetTarget, tcp: Deno.TcpConn, signal: AbortSignal, caCerts: readonly string[]): Promise<Connection> {
  try {
    return await startTls(tcp, target.host, caCerts, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw unreached(target, tlsReason(cause), cause);
  }
}

function tlsReason(cause: unknown): string {
  const reason = systemReason(cause);
  return /corrupt message/.test(reason) ? "the server does not speak TLS" : reason;
}

function unreached(target: NetTarget, reason: string, cause?: unknown): AppError {
  return new AppError("http_failed", `${shownUrl(target.url)} was not reached: ${reason}`, { cause });
}
