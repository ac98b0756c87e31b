import { AppError } from "../../core/mod.ts";
import { jsonResponse } from "../http/json_response.ts";
import { type Route, route } from "../route.ts";
import { errorToJson } from "../wire/module_json.ts";
import { NO_QUERY } from "./queries.ts";

const METRICS_TYPES = ["text/plain", "application/openmetrics-text"];

/** `/healthz`, `/readyz`, `/metrics` and `/api/v1/status`. */
export const HEALTH_ROUTES: readonly Route[] = [
  route({
    id: "healthz",
    method: "GET",
    path: "/healthz",
    tag: "daemon",
    summary: "Whether the daemon answers",
    access: "public",
    answers: { 200: { description: "It does", schema: "Health" } },
    handle: () => jsonResponse({ status: "ok" }),
  }),
  route({
    id: "readyz",
    method: "GET",
    path: "/readyz",
    tag: "daemon",
    summary: "Whether everything has been loaded and the daemon takes work",
    access: "public",
    answers: { 200: { description: "It does", schema: "Health" }, 503: { description: "Not yet, or no longer", schema: "Health" } },
    handle({ daemon: { phase } }) {
      return jsonResponse({ status: phase, phase }, phase === "ready" ? 200 : 503);
    },
  }),
  route({
    id: "metrics",
    method: "GET",
    path: "/metrics",
    tag: "daemon",
    summary: "Metrics in the text format of Prometheus",
    access: "viewer",
    answers: { 200: { description: "The metrics", types: METRICS_TYPES } },
    async handle({ options: { metrics }, headers }) {
      if (metrics === undefined) throw new AppError("route_unknown", "This daemon keeps no metrics");
      const { text, contentType } = await metrics.show(headers.get("accept") ?? undefined);
      return new Response(text, { headers: { "content-type": contentType } });
    },
  }),
  route({
    id: "status",
    method: "GET",
    path: "/api/v1/status",
    tag: "daemon",
    summary: "How the daemon is",
    access: "viewer",
    query: NO_QUERY,
    answers: { 200: { description: "Its state and counts", schema: "Status" } },
    handle({ daemon, options: { version } }) {
      const modules = daemon.modules.list();
      return jsonResponse({
        version,
        phase: daemon.phase,
        modules: modules.length,
        refused: modules.filter(({ error }) => error !== null).length,
        files: Array.from(daemon.modules.strays(), ([file, error]) => ({ file, error: errorToJson(error) })),
        ...daemon.runs.counts(),
      });
    },
  }),
];
