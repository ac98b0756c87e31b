import { formatTime } from "../../core/mod.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { jsonResponse } from "../http/json_response.ts";
import { type Route, route } from "../route.ts";
import { PAGE_QUERY } from "./queries.ts";

/** `/api/v1/audit`. */
export const AUDIT_ROUTES: readonly Route[] = [
  route({
    id: "audit.list",
    method: "GET",
    path: "/api/v1/audit",
    tag: "daemon",
    summary: "Lists what was asked to be changed, by whom and from where, newest first",
    access: "viewer",
    query: PAGE_QUERY,
    answers: { 200: { description: "A page", schema: "AuditPage" } },
    handle({ daemon, query: { cursor, limit } }) {
      const page = daemon.audit.list({ limit, ...(cursor === undefined ? {} : { cursor: decodeCursor(cursor) }) });
      const items = page.items.map(({ time, actor, action, module, before, after, from, detail }) => {
        return { time: formatTime(time), actor, action, module, before, after, from, ...(detail === undefined ? {} : { detail }) };
      });
      return jsonResponse({ items, next: page.next === null ? null : encodeCursor(page.next) });
    },
  }),
];
