import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { jsonResponse } from "../http/json_response.ts";
import { type Route, route } from "../route.ts";
import { probesToJson } from "../wire/source_json.ts";
import { PAGE_QUERY } from "./queries.ts";

/** `/api/v1/probes`. */
export const PROBE_ROUTES: readonly Route[] = [
  route({
    id: "probes.list",
    method: "GET",
    path: "/api/v1/probes",
    tag: "sources",
    summary: "Lists the probes that are sources of the active pipelines, with how many events became runs, wait, and were lost",
    access: "viewer",
    query: PAGE_QUERY,
    answers: { 200: { description: "A page", schema: "ProbePage" } },
    handle({ daemon, query: { cursor, limit } }) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const all = daemon.sources.list().filter(({ source, probe }) => probe !== undefined && (after === undefined || source > after));
      const items = all.toSorted((a, b) => a.source < b.source ? -1 : 1).slice(0, limit);
      const last = items.at(-1);
      const next = all.length > items.length && last !== undefined ? encodeCursor(last.source) : null;
      return jsonResponse({ items: items.flatMap(probesToJson), next });
    },
  }),
];
