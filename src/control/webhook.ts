import { type Actor, AppError } from "../core/mod.ts";
import type { Daemon, Webhook } from "../live/mod.ts";
import { needModule } from "./auth/access.ts";
import { jsonResponse } from "./http/json_response.ts";
import { readBody } from "./http/read_body.ts";
import type { OnceByKey } from "./once_by_key.ts";

/** What {@link receiveWebhook} needs besides the request. */
export interface WebhookContext {
  readonly daemon: Daemon;
  readonly once: OnceByKey;
  /** Who asks; called only where a token is needed. @throws AppError `unauthorized`, `too_many_failures`. */
  authenticate(): Actor;
  readonly bodyMs: number;
}

/** Hands a request to the pipeline whose webhook stands at its path, and answers with the run it started. */
export async function receiveWebhook(request: Request, url: URL, webhook: Webhook, context: WebhookContext): Promise<Response> {
  const { daemon, once, authenticate, bodyMs } = context;
  let caller = "anyone";
  if (webhook.auth === "token") {
    const actor = authenticate();
    needModule(actor, `pipelines/${webhook.pipeline}`);
    caller = actor.name;
  }
  if (request.method !== webhook.method.toUpperCase()) {
    throw new AppError("method_not_allowed", `${url.pathname} takes ${webhook.method}`, {
      details: { allow: webhook.method.toUpperCase() },
    });
  }
  const body = await readBody(request, { mostBytes: daemon.settings().api.webhook_body, withinMs: bodyMs });
  const receive = async () => {
    const { run } = await webhook.receive({
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(request.headers),
      body,
    });
    return jsonResponse({ run }, 202, { location: `/api/v1/runs/${run}` });
  };
  // A signature is verified before anything is told: the source itself knows what it has seen.
  const key = webhook.auth === "hmac" ? null : request.headers.get("idempotency-key");
  return await once.answer({ key, scope: `webhook ${url.pathname} ${caller}`, body }, receive);
}
