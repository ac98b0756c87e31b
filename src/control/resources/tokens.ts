import { z } from "zod";
import { AppError } from "../../core/mod.ts";
import { parseDuration } from "../../../dsl/schema/mod.ts";
import type { ApiRequest } from "../api_request.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { jsonResponse } from "../http/json_response.ts";
import { type Route, route } from "../route.ts";
import { tokenToJson } from "../wire/token_json.ts";
import { NO_QUERY, PAGE_QUERY } from "./queries.ts";

/** The longest that a token may be asked to live: a hundred years. */
const LONGEST_MS = 36_525 * 86_400_000;

const lifetime = z.union([z.string(), z.int()]).transform((value, context) => {
  const ms = typeof value === "number" ? value * 1000 : parseDuration(value);
  if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return Math.round(ms);
  context.addIssue({ code: "custom", message: "a duration such as 30d, or seconds, up to a hundred years" });
  return z.NEVER;
});
const CREATE_BODY = z.strictObject({
  role: z.enum(["viewer", "operator", "admin"]),
  scopes: z.array(z.string().regex(/^[A-Za-z0-9_.*?/-]{1,200}$/, "a module's id, in which * and ? stand for others")).min(1).max(100)
    .optional()
    .describe("What an operator may change and start: ids of modules such as pipelines/reports-*. Default: all pipelines"),
  expires_in: lifetime.optional().describe("A duration such as 30d, or seconds. Default: it never expires"),
}).refine(({ role, scopes }) => role !== "admin" || scopes === undefined, { error: "an admin has no scopes", path: ["scopes"] });

/** `/api/v1/tokens`, for admins alone. */
export const TOKEN_ROUTES: readonly Route[] = [
  route({
    id: "tokens.list",
    method: "GET",
    path: "/api/v1/tokens",
    tag: "tokens",
    summary: "Lists tokens without their secrets",
    access: "admin",
    query: PAGE_QUERY,
    answers: { 200: { description: "A page", schema: "TokenPage" } },
    handle({ daemon, query: { cursor, limit } }) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const all = daemon.tokens.list().filter(({ id }) => after === undefined || id > after);
      const items = all.toSorted((a, b) => a.id < b.id ? -1 : 1).slice(0, limit);
      const last = items.at(-1);
      const next = all.length > items.length && last !== undefined ? encodeCursor(last.id) : null;
      return jsonResponse({ items: items.map(tokenToJson), next });
    },
  }),
  route({
    id: "token.create",
    method: "POST",
    path: "/api/v1/tokens",
    tag: "tokens",
    summary: "Makes a token; its secret is shown this once",
    access: "admin",
    query: NO_QUERY,
    body: { kind: "json", schema: CREATE_BODY },
    answers: { 201: { description: "The token with its secret", schema: "NewToken", headers: { Location: "Where the token is" } } },
    handle(request) {
      const { daemon, options, body: { role, scopes, expires_in } } = request;
      const { row, secret } = daemon.tokens.create({
        role,
        ...(scopes === undefined ? {} : { scopes }),
        ...(expires_in === undefined ? {} : { expiresAt: (options.now ?? Date.now)() + expires_in }),
      });
      request.audit({ action: "token.create", module: `tokens/${row.id}` });
      return jsonResponse({ ...tokenToJson(row), token: secret }, 201, { location: `/api/v1/tokens/${row.id}` });
    },
  }),
  route({
    id: "tokens.get",
    method: "GET",
    path: "/api/v1/tokens/:id",
    tag: "tokens",
    summary: "Shows a token without its secret",
    access: "admin",
    query: NO_QUERY,
    answers: { 200: { description: "The token", schema: "Token" } },
    handle(request) {
      const row = request.daemon.tokens.list().find(({ id }) => id === request.param("id"));
      if (row === undefined) throw unknown(request);
      return jsonResponse(tokenToJson(row));
    },
  }),
  route({
    id: "token.revoke",
    method: "DELETE",
    path: "/api/v1/tokens/:id",
    tag: "tokens",
    summary: "Revokes a token: it is refused from now on",
    access: "admin",
    query: NO_QUERY,
    answers: { 204: { description: "Revoked", types: [] } },
    handle(request) {
      const id = request.param("id");
      if (!request.daemon.tokens.revoke(id)) throw unknown(request);
      request.audit({ action: "token.revoke", module: `tokens/${id}` });
      return new Response(null, { status: 204 });
    },
  }),
];

function unknown({ param }: Pick<ApiRequest, "param">): AppError {
  return new AppError("token_unknown", `There is no token "${param("id")}"`);
}
