import { type Context, Hono } from "hono";
import { type Actor, AppError, type Code, rowOf } from "../core/mod.ts";
import type { Daemon } from "../live/mod.ts";
import { authenticate } from "./auth/authenticate.ts";
import { checkHost } from "./auth/check_host.ts";
import { checkOrigin } from "./auth/check_origin.ts";
import { WrongTokens } from "./auth/wrong_tokens.ts";
import { type Caller, LOCAL_CALLER } from "./caller.ts";
import { type ControlLimits, type ControlOptions, DEFAULT_LIMITS } from "./control_options.ts";
import { allowedMethods, allowPage, preflight } from "./http/cross_origin.ts";
import { failureResponse } from "./http/failure_response.ts";
import { harden } from "./http/harden.ts";
import { OnceByKey } from "./once_by_key.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes.ts";
import { runRoute } from "./run_route.ts";
import { receiveWebhook } from "./webhook.ts";

/** The control API as a function from requests to answers. */
export interface ControlApp {
  /**
   * Answers one request; never rejects.
   *
   * @param caller What the listener knows of the connection. Default: somebody on this machine, over TCP.
   */
  fetch(request: Request, caller?: Caller): Promise<Response>;
}

/** What the routes of one app share. */
export interface AppContext {
  readonly daemon: Daemon;
  readonly options: ControlOptions;
  readonly limits: ControlLimits;
  readonly once: OnceByKey;
  readonly now: () => number;
  /** Who asks. @throws AppError `unauthorized`, `too_many_failures`. */
  authenticate(request: Request, caller: Caller, takesBasic: boolean): Actor;
}

/**
 * The control API of a daemon: everything under `/api/v1`, `/docs`, `/healthz`, `/readyz`, `/metrics`, and the webhooks of its pipelines.
 *
 * @example
 * ```ts
 * const app = createApp(daemon, { version: "1.0.0" });
 * const answer = await app.fetch(new Request("http://localhost/healthz"));
 * ```
 */
export function createApp(daemon: Daemon, options: ControlOptions): ControlApp {
  const now = options.now ?? Date.now;
  const wrong = new WrongTokens(now);
  const context: AppContext = {
    daemon,
    options,
    now,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    once: new OnceByKey(daemon.idempotency),
    authenticate(request, caller, takesBasic) {
      return authenticate({ authorization: request.headers.get("authorization"), caller, takesBasic }, daemon.tokens, wrong);
    },
  };
  const router = routerOf(context);
  return {
    async fetch(request, caller = LOCAL_CALLER) {
      let response: Response;
      let page: string | undefined;
      try {
        page = admit(request, caller, daemon);
        response = await answer(request, caller);
      } catch (error) {
        response = failureResponse(error, pathOf(request), options.log);
      }
      // What was taken over is no answer any more.
      if (response.status !== 101) allowPage(response.headers, page);
      return harden(response, options.version);
    },
  };

  async function answer(request: Request, caller: Caller): Promise<Response> {
    if (request.method !== "HEAD") return await router.fetch(request, caller);
    const response = await router.fetch(new Request(request.url, { headers: request.headers }), caller);
    const { status, headers } = response;
    if (headers.get("content-type")?.startsWith("text/event-stream")) await response.body?.cancel();
    else headers.set("content-length", String((await response.arrayBuffer()).byteLength));
    return new Response(null, { status, headers });
  }
}

type Env = { Bindings: Caller };

function routerOf(context: AppContext): Hono<Env> {
  const router = new Hono<Env>();
  for (const [path, routes] of Map.groupBy(ROUTES, (route) => route.path)) {
    for (const route of routes) {
      router.on(route.method, path, (c) => counted(path, route.method, () => runRoute(route, c.req.raw, c.env, paramsOf(c), context)));
    }
    router.all(path, (c) => otherMethod(c, routes, context));
  }
  router.notFound(async (c) => {
    const request = c.req.raw;
    const url = new URL(request.url);
    const webhook = context.daemon.sources.webhook(url.pathname);
    if (webhook !== undefined && !isOurs(url.pathname)) {
      const { daemon, once, limits } = context;
      const authenticate = () => context.authenticate(request, c.env, false);
      const webhookContext = { daemon, once, authenticate, bodyMs: limits.bodyMs };
      return await counted("webhook", request.method, () => receiveWebhook(request, url, webhook, webhookContext));
    }
    // Webhooks go before the listener does: their senders are to come again, not to look for a token.
    if (context.daemon.phase === "stopping" && !isOurs(url.pathname)) {
      throw new AppError("stopping", "The daemon is stopping and takes no new work");
    }
    context.authenticate(request, c.env, false);
    throw new AppError("route_unknown", `There is nothing at ${url.pathname.slice(0, 200)}`);
  });
  router.onError((error) => Promise.reject(error));
  return router;

  async function counted(route: string, method: string, work: () => Promise<Response>): Promise<Response> {
    const { metrics, log } = context.options;
    const start = performance.now();
    let status = 500;
    try {
      const response = await work();
      status = response.status;
      return response;
    } catch (error) {
      if (error instanceof AppError) status = rowOf(error.code).status;
      throw error;
    } finally {
      const ms = performance.now() - start;
      metrics?.request(route, method, status, ms / 1000);
      log?.debug("A request was answered", { route, method, status, ms: Math.round(ms * 1000) / 1000 });
    }
  }
}

/** Paths that no pipeline can have for itself. */
function isOurs(path: string): boolean {
  return path === "/api" || path.startsWith("/api/") || ROUTES.some((route) => route.path === path);
}

function paramsOf(c: Context<Env>): (name: string) => string {
  return (name) => c.req.param(name) ?? "";
}

/** @returns The foreign origin that the settings let in. @throws AppError `host_unknown`, `origin_foreign`. */
function admit(request: Request, caller: Caller, daemon: Daemon): string | undefined {
  const { hosts, origins } = daemon.settings().api;
  const host = request.headers.get("host") ?? new URL(request.url).host;
  checkHost(host, caller, hosts);
  const isPublic = (request.method === "GET" || request.method === "HEAD") && PUBLIC.has(pathOf(request));
  if (isPublic) return undefined;
  return checkOrigin({ origin: request.headers.get("origin"), host, isSecure: caller.isSecure, origins });
}

const PUBLIC: ReadonlySet<string> = new Set(ROUTES.filter(({ access }) => access === "public").map(({ path }) => path));

function pathOf({ url }: Request): string {
  return new URL(url).pathname;
}

/** Methods that no route of a path has. */
function otherMethod(c: Context<Env>, routes: readonly Route[], context: AppContext): Response {
  const request = c.req.raw;
  const allow = allowedMethods(routes);
  if (request.method === "OPTIONS" && request.headers.has("access-control-request-method")) return preflight(allow);
  if (!routes.some(({ access }) => access === "public")) context.authenticate(request, c.env, false);
  if (request.method === "OPTIONS") return preflight(allow, routes);
  const code: Code = "method_not_allowed";
  throw new AppError(code, `${new URL(request.url).pathname} takes ${allow}`, { details: { allow } });
}
