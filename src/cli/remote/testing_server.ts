import { stringifyJson } from "../../core/mod.ts";
import { VERSION } from "../version_number.ts";

/** A request that {@link startTestingServer} got. */
export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

/** Answers one route: a value is JSON with status 200. */
export type TestingRoute = (request: SeenRequest) => Response | object | Promise<Response | object>;

/** A server that answers as a daemon does, from a table of routes. */
export interface TestingServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

/** How {@link startTestingServer} serves. */
export interface TestingServerOptions {
  /** The token it takes; default any. */
  readonly token?: string;
  /** Serves a unix socket there instead. */
  readonly socket?: string;
  /** What the header `Server` says; default this version. */
  readonly server?: string;
  readonly port?: number;
}

/**
 * Serves a table of routes by `METHOD /path` without the query. What has no route is a problem, as with a daemon.
 */
export async function startTestingServer(
  routes: Readonly<Record<string, TestingRoute>>,
  { token, socket, server = `executor/${VERSION}`, port = 0 }: TestingServerOptions = {},
): Promise<TestingServer> {
  const seen: SeenRequest[] = [];
  const { promise: listening, resolve } = Promise.withResolvers<Deno.Addr>();
  const handler = async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const one: SeenRequest = { method: request.method, path: pathname + search, headers: request.headers, body: await request.text() };
    seen.push(one);
    const response = await answer(one, pathname);
    response.headers.set("server", server);
    return response;
  };
  const answer = async (one: SeenRequest, pathname: string): Promise<Response> => {
    if (token !== undefined && pathname !== "/readyz" && one.headers.get("authorization") !== `Bearer ${token}`) {
      return problem(401, "unauthorized", "The token is wrong, expired or revoked");
    }
    const route = routes[`${one.method} ${pathname}`];
    if (route === undefined) return problem(404, "route_unknown", `There is nothing at ${pathname}`);
    const answered = await route(one);
    return answered instanceof Response ? answered : json(answered);
  };
  const options = { onListen: resolve, handler };
  const running = socket === undefined
    ? Deno.serve({ ...options, port, hostname: "127.0.0.1" })
    : Deno.serve({ ...options, path: socket, transport: "unix" });
  const address = await listening;
  return {
    url: address.transport === "tcp" ? `http://127.0.0.1:${address.port}` : `unix:${socket}`,
    seen,
    [Symbol.asyncDispose]: () => running.shutdown(),
  };
}

/** An answer in JSON. */
export function json(value: unknown, status = 200): Response {
  return new Response(stringifyJson(value), { status, headers: { "content-type": "application/json" } });
}

/** A refusal as RFC 9457 says it. */
export function problem(status: number, code: string, detail: string, more: object = {}): Response {
  const body = { type: `urn:executor:error:${code}`, title: code, status, detail, code, instance: "/", ...more };
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/problem+json" } });
}

/** A body of server-sent events; the connection ends with the last. */
export function eventsResponse(events: readonly { readonly id: number; readonly event: object }[]): Response {
  const text = events.map(({ id, event }) => `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  return new Response(`retry: 10\n\n${text}`, { headers: { "content-type": "text/event-stream" } });
}
