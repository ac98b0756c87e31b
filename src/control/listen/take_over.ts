import type { Connection } from "../../platform/net/mod.ts";

/** What a request's connection is handed over with: the answer that its handler returns, and the connection itself. */
export interface TakenOver {
  readonly response: Response;
  readonly connection: Connection;
}

/** The part of the runtime's own interface that `node:http` upgrades with. */
interface Runtime {
  upgradeHttpRaw?(request: Request, connection: Deno.Conn): { readonly response: Response; readonly conn: Deno.Conn };
}

/**
 * Takes a connection over from the runtime's HTTP server, for another protocol. Whoever takes it writes the head of the answer itself.
 *
 * `Deno.upgradeWebSocket` reads as fast as the other side sends, keeps all that the other side does not take, and in Deno 2.9 is broken
 * off with the server of its connection; this leaves both ways to their readers. It is not in the published types, and gone in Deno 2.9.
 *
 * @returns Undefined where the runtime cannot do that.
 */
export function takeOver(request: Request, connection: Deno.Conn): TakenOver | undefined {
  const { internal } = Deno as unknown as { readonly internal: symbol };
  const runtime = (Deno as unknown as Record<symbol, Runtime>)[internal];
  if (runtime?.upgradeHttpRaw === undefined) return undefined;
  const { response, conn } = runtime.upgradeHttpRaw(request, connection);
  return { response, connection: conn };
}
