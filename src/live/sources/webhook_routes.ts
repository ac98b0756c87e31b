import { AppError, type ModuleId } from "../../core/mod.ts";
import type { Webhook } from "../daemon/mod.ts";

/** Paths that are the control API's, and what they begin with. */
const TAKEN: ReadonlySet<string> = new Set(["/", "/docs", "/healthz", "/readyz", "/metrics"]);
const TAKEN_BEGINNINGS = ["/api/", "/docs/", "/console/"];

/** A webhook's place. */
export interface WebhookRoute {
  readonly module: ModuleId;
  readonly path: string;
}

/** The paths of active webhooks. */
export class WebhookRoutes {
  readonly #routes = new Map<string, { readonly module: ModuleId; readonly find: () => Webhook | undefined }>();
  readonly #paths = new Map<ModuleId, string>();

  get(path: string): Webhook | undefined {
    return this.#routes.get(path)?.find();
  }

  /** Puts a module's webhook in the place of the one it had. */
  set(module: ModuleId, path: string, find: () => Webhook | undefined): void {
    this.delete(module);
    this.#routes.set(path, { module, find });
    this.#paths.set(module, path);
  }

  /** Forgets a module's webhook, if it has one. */
  delete(module: ModuleId): void {
    const path = this.#paths.get(module);
    this.#paths.delete(module);
    // Another module may have taken its place by now.
    if (path !== undefined && this.#routes.get(path)?.module === module) this.#routes.delete(path);
  }

  /**
   * @param prepared Those that are about to be active.
   * @param besides Modules whose places become free.
   * @throws AppError `path_taken`.
   */
  check({ module, path }: WebhookRoute, prepared: readonly WebhookRoute[], besides: ReadonlySet<ModuleId>): void {
    if (TAKEN.has(path) || path === "/api" || TAKEN_BEGINNINGS.some((begin) => path.startsWith(begin))) {
      throw new AppError("path_taken", `The path ${path} is the control API's`, { hint: "Choose another, such as /hooks/report" });
    }
    const active = this.#routes.get(path)?.module;
    const holder = [
      active !== undefined && besides.has(active) ? undefined : active,
      ...prepared.filter((route) => route.path === path).map((route) => route.module),
    ]
      .find((other) => other !== undefined && other !== module);
    if (holder === undefined) return;
    throw new AppError("path_taken", `The webhook at ${path} is that of ${holder} already`, {
      hint: "Give one of the two another path",
      details: { module: holder, path },
    });
  }
}
