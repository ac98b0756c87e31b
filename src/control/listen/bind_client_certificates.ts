import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { TLSSocket } from "node:tls";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { AppError } from "../../core/mod.ts";
import type { Caller } from "../caller.ts";
import type { ControlApp } from "../create_app.ts";
import type { TlsFiles } from "./tls_files.ts";

/** A listener that asks for client certificates. */
export interface CertifiedListener {
  readonly port: number;
  serve(closing: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * Listens with TLS and lets in only who has a certificate of the authorities given. This goes through the runtime's `node:https`: what
 * `Deno.listenTls` offers cannot ask for certificates.
 *
 * @throws AppError `client_certificates_unsupported` where the runtime would not ask either, `port_taken`, `file_unreadable`.
 */
export async function bindClientCertificates(
  app: ControlApp,
  { hostname, port }: { readonly hostname: string; readonly port: number },
  tls: Required<TlsFiles>,
  names: ReadonlySet<string>,
): Promise<CertifiedListener> {
  if (!asksForCertificates(Deno.version.deno)) {
    throw new AppError("client_certificates_unsupported", `Deno ${Deno.version.deno} in this binary cannot ask for client certificates`);
  }
  let closing: AbortSignal | undefined;
  let server: ReturnType<typeof createServer>;
  const limits = { maxHeaderSize: 64 * 1024, headersTimeout: 30_000, requestTimeout: 60_000, connectionsCheckingInterval: 1000 };
  try {
    server = createServer({ ...limits, cert: tls.cert, key: tls.key, ca: [tls.clientCa], requestCert: true, rejectUnauthorized: true });
  } catch (cause) {
    throw new AppError(
      "file_unreadable",
      `The certificates and the key cannot be used: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
  server.maxConnections = 1000;
  server.maxHeadersCount = 100;
  server.on("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const socket = incoming.socket as TLSSocket;
    // Whatever the runtime does: without a certificate that it found good, nobody gets in.
    if (socket.authorized !== true || closing === undefined) return void socket.destroy();
    const caller: Caller = { from: socket.remoteAddress ?? "", isUnix: false, isSecure: true, names, closing };
    answer(app, incoming, outgoing, caller).catch(() => socket.destroy());
  });
  server.listen(port, hostname);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new AppError("port_taken", `Cannot listen on ${hostname}:${port}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    serve(signal) {
      closing = signal;
      return Promise.resolve();
    },
    async close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), 5000);
      await promise;
      clearTimeout(timer);
    },
  };
}

/** Runtimes whose `node:https` takes `requestCert` to heart; older ones ignore it. */
export function asksForCertificates(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 2 || major === 2 && minor >= 9;
}

async function answer(app: ControlApp, incoming: IncomingMessage, outgoing: ServerResponse, caller: Caller): Promise<void> {
  const { method = "GET", url = "/", headers } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  const given = Object.entries(headers).flatMap(([name, value = ""]): [string, string][] => {
    return typeof value === "string" ? [[name, value]] : value.map((item) => [name, item]);
  });
  const request = new Request(new URL(url, `https://${headers.host ?? "localhost"}`), {
    method,
    headers: given,
    ...(hasBody ? { body: bodyOf(incoming), duplex: "half" } : {}),
  });
  const response = await app.fetch(request, caller);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) return void outgoing.end();
  const reader = response.body.getReader();
  outgoing.on("close", () => reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!outgoing.write(value)) await Promise.race([once(outgoing, "drain"), once(outgoing, "close")]);
  }
  outgoing.end();
}

function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const stream: NodeReadableStream = Readable.toWeb(incoming);
  return stream as unknown as ReadableStream<Uint8Array>;
}
