import type { Route } from "../route.ts";
import { bodyTypes } from "./decode_body.ts";

/** Headers that pages of allowed origins may send and read. */
const SENT = "authorization, content-type, if-match, if-none-match, idempotency-key, last-event-id";
const READ = "etag, location, retry-after, allow, accept-patch";

/** The value of `Allow` for the routes of one path. */
export function allowedMethods(routes: readonly Pick<Route, "method">[]): string {
  const methods = routes.map(({ method }) => method as string);
  if (methods.includes("GET")) methods.push("HEAD");
  return [...methods, "OPTIONS"].join(", ");
}

/** Tells a page of an allowed foreign origin that it may read the answer. */
export function allowPage(headers: Headers, origin: string | undefined): void {
  if (origin === undefined) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", READ);
  headers.append("vary", "origin");
}

/** Answers OPTIONS: a browser's question before a page's request, or somebody who wants to know what a path takes. */
export function preflight(allow: string, routes: readonly Route[] = []): Response {
  const headers = new Headers({ allow, "access-control-allow-methods": allow, "access-control-allow-headers": SENT });
  const patch = routes.find(({ method }) => method === "PATCH")?.body;
  if (patch !== undefined) headers.set("accept-patch", bodyTypes(patch).join(", "));
  return new Response(null, { status: 204, headers });
}
