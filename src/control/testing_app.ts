import type { Role } from "../core/mod.ts";
import type { Caller } from "./caller.ts";
import type { ControlOptions } from "./control_options.ts";
import { createApp } from "./create_app.ts";
import { TestingDaemon } from "./testing_daemon.ts";

/** What a test asks besides method and path. */
export interface Asking extends RequestInit {
  /** Whose token is sent; null sends none. Default `operator`. */
  readonly role?: Role | null;
  readonly caller?: Caller;
}

/** An app over a daemon with the pipeline `a`, and a way to ask it. */
export function opened(options: Partial<ControlOptions> = {}) {
  const daemon = new TestingDaemon();
  daemon.serve("a", { name: "a", tasks: [1] }, "name: a # keep\ntasks: [1]\n");
  const app = createApp(daemon, { version: "1.2.3", ...options });
  const secrets = new Map<Role, string>();
  for (const role of ["viewer", "operator", "admin"] as const) secrets.set(role, daemon.tokens.create({ role }).secret);
  const ask = async (method: string, path: string, init: Asking = {}) => {
    const headers = new Headers(init.headers);
    const { role = "operator" } = init;
    if (role !== null && !headers.has("authorization")) headers.set("authorization", `Bearer ${secrets.get(role)}`);
    const response = await app.fetch(new Request(`http://localhost:7400${path}`, { ...init, method, headers }), init.caller);
    const text = await response.text();
    return {
      response,
      status: response.status,
      headers: response.headers,
      text,
      get json() {
        return JSON.parse(text);
      },
    };
  };
  const patch = (path: string, body: unknown, more: Record<string, string> = {}, role: Role = "operator") =>
    ask("PATCH", path, { body: JSON.stringify(body), headers: { "content-type": "application/merge-patch+json", ...more }, role });
  return { daemon, app, ask, patch, secrets };
}
