import type { Route } from "./route.ts";

/** What a request to a route is about, as the audit names it. */
export function subjectOf({ path, tag }: Pick<Route, "path" | "tag">, param: (name: string) => string): string {
  if (path.includes("/:name")) return `pipelines/${param("name")}`;
  if (path.includes("/:run")) return `runs/${param("run")}`;
  if (path.includes("/:session")) return `sessions/${param("session")}`;
  if (path.includes("/:id")) return `tokens/${param("id")}`;
  return tag;
}
