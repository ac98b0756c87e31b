import { type Actor, AppError, type AuditRow } from "../core/mod.ts";
import type { ApiRequest } from "./api_request.ts";
import { needRole } from "./auth/access.ts";
import type { Caller } from "./caller.ts";
import type { AppContext } from "./create_app.ts";
import { chooseType } from "./http/choose_type.ts";
import { bodyType, decodeBody } from "./http/decode_body.ts";
import { failureResponse } from "./http/failure_response.ts";
import { openSocket } from "./http/open_socket.ts";
import { JSON_TYPE } from "./http/media_type.ts";
import { readBody } from "./http/read_body.ts";
import { readQuery } from "./http/read_query.ts";
import type { Route } from "./route.ts";
import { subjectOf } from "./subject_of.ts";

const ANONYMOUS: Actor = { name: "anonymous", role: "viewer" };

/** One request to a route: who asks, what is asked, the handler, the audit. */
export async function runRoute(
  route: Route,
  request: Request,
  caller: Caller,
  param: (name: string) => string,
  context: AppContext,
): Promise<Response> {
  const { daemon, options, limits } = context;
  const url = new URL(request.url);
  let actor = ANONYMOUS;
  try {
    if (route.access !== "public") {
      actor = context.authenticate(request, caller, route.id === "docs");
      needRole(actor, route.access);
    }
    const { headers, method } = request;
    const type = answerType(route, headers.get("accept"));
    const query: unknown = route.query === undefined ? {} : readQuery(url, route.query);
    const bytes = route.body === undefined
      ? new Uint8Array()
      : await readBody(request, { mostBytes: limits.bodyBytes, withinMs: limits.bodyMs });
    const body = route.body === undefined ? undefined : bodyValue(route.body, bytes, headers.get("content-type"));
    const api: ApiRequest = {
      daemon,
      options,
      limits,
      caller,
      actor,
      headers,
      url,
      method,
      query,
      body,
      type,
      param,
      audit: write,
      openSocket: (mostBytes) => openSocket(request, caller, mostBytes),
    };
    if (!route.isIdempotent) return await route.handle(api);
    const scope = `${method} ${url.pathname}${url.search} ${actor.name}`;
    return await context.once.answer({ key: headers.get("idempotency-key"), scope, body: bytes }, () => route.handle(api));
  } catch (error) {
    if (route.isWrite && actor !== ANONYMOUS) {
      const module = error instanceof AppError && typeof error.details?.["module"] === "string" ? error.details["module"] : undefined;
      write({ action: `${route.id}.refused`, module: module ?? subjectOf(route, param) });
    }
    return withLogIn(failureResponse(error, url.pathname, options.log, route.method), route);
  }

  function write({ action, module, before = null, after = null, detail }: Parameters<ApiRequest["audit"]>[0]): void {
    const row: AuditRow = {
      time: context.now(),
      actor: actor.name,
      action,
      module: module.slice(0, 200),
      before,
      after,
      from: caller.from,
      ...(detail === undefined ? {} : { detail: detail.slice(0, 1000) }),
    };
    try {
      daemon.audit.append(row);
    } catch (error) {
      options.log?.error(`The audit could not be written: ${error instanceof Error ? error.message : error}`, { ...row });
    }
  }
}

function bodyValue(spec: NonNullable<Route["body"]>, bytes: Uint8Array, contentType: string | null): unknown {
  const isAbsent = bytes.length === 0 && spec.kind === "json";
  return decodeBody(bytes, isAbsent ? JSON_TYPE : bodyType(contentType, spec), spec);
}

/** @throws AppError `not_acceptable`. */
function answerType(route: Route, accept: string | null): string {
  const offered = Object.entries(route.answers).filter(([status]) => Number(status) < 300)
    .flatMap(([, { types, schema }]) => types ?? (schema === undefined ? [] : [JSON_TYPE]));
  if (offered.length === 0) return JSON_TYPE;
  const type = chooseType(accept, offered);
  if (type !== undefined) return type;
  throw new AppError("not_acceptable", `This answers ${[...new Set(offered)].join(", ")}`, { details: { offers: [...new Set(offered)] } });
}

/** Lets a browser ask for a token where people look at a page. */
function withLogIn(response: Response, { id }: Route): Response {
  if (id === "docs" && response.status === 401) {
    response.headers.append("www-authenticate", 'Basic realm="Executor: any name, a token as the password"');
  }
  return response;
}
