/** A connection that answers requests. */
export interface ServedConnection {
  /** Settles once the connection is gone. */
  readonly finished: Promise<void>;
  /** Lets the requests under way be answered and takes no more. */
  drain(): void;
  /** Ends the connection at once, whatever is under way. */
  end(): void;
}

/** Answers a request; `completed` settles once the answer was taken whole or never will be. */
export type RequestHandler = (request: Request, completed: Promise<void>) => Response | Promise<Response>;

/** What the runtime's server is made of, one floor below `Deno.serve`. */
interface Runtime {
  serveHttpOnConnection?(
    connection: Deno.Conn,
    signal: Pick<AbortSignal, "addEventListener">,
    handler: (request: Request, info: { readonly completed: Promise<void> }) => Response | Promise<Response>,
    onError: (error: unknown) => Response,
    onListen: () => void,
  ): { readonly finished: Promise<void>; shutdown(): Promise<void> };
}

/**
 * Answers the requests of one connection with the runtime's own HTTP server.
 *
 * `Deno.serve` takes a whole listener and lets nobody bound its connections or end one that never finishes its request; what it calls for
 * each connection does, and the runtime's `node:http2` builds on it as well. It is not in the published types.
 */
export function serveConnection(connection: Deno.Conn, handler: RequestHandler): ServedConnection {
  const { internal } = Deno as unknown as { readonly internal: symbol };
  const runtime = (Deno as unknown as Record<symbol, Runtime>)[internal];
  if (runtime?.serveHttpOnConnection === undefined) throw new TypeError("This runtime does not serve single connections");
  let stop: (() => void) | undefined;
  // In place of an AbortSignal: what the runtime does on abort throws when the connection has ended in that very moment.
  const signal = { addEventListener: (_type: string, listener: () => void) => stop = listener };
  const served = runtime.serveHttpOnConnection(
    connection,
    signal as unknown as AbortSignal,
    (request, info) => handler(request, info.completed),
    () => new Response(null, { status: 500 }),
    () => {},
  );
  let isOver = false;
  // Deno 2.4 keeps the handle of a connection that broke until it is asked to shut down.
  const finished = served.finished.catch(() => served.shutdown()).catch(() => {}).then(() => void (isOver = true));
  return {
    finished,
    drain() {
      if (!isOver) served.shutdown().catch(() => {});
    },
    end() {
      if (isOver) return;
      try {
        stop?.();
      } catch {
        // It has just ended by itself.
      }
    },
  };
}
