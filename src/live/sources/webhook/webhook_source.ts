import { createHash } from "node:crypto";
import { AppError, type Clock, emptyRecord, type Health, type SourceEvent } from "../../../core/mod.ts";
import type { Webhook, WebhookRequest } from "../../daemon/mod.ts";
import type { LiveContext, LiveSource } from "../live_source.ts";
import { readPayload } from "./read_payload.ts";
import { SIGNATURE_HEADERS, signatureKey, verifySignature } from "./verify_signature.ts";

/** What a webhook goes by. */
export interface WebhookOptions {
  /** The pipeline's name. */
  readonly pipeline: string;
  readonly method: string;
  /** The secret that signs the body; absent: no signature is asked for. */
  readonly secret?: string | undefined;
  /** Who may call it where there is no secret. */
  readonly auth: "token" | "none";
  readonly clock: Clock;
}

/** Headers that are nobody's business but the listener's. */
const HIDDEN_HEADERS: ReadonlySet<string> = new Set([...SIGNATURE_HEADERS, "authorization", "proxy-authorization", "cookie"]);
/** Headers by which senders name a delivery, also when they send it again. */
const DELIVERY_HEADERS = ["idempotency-key", "x-github-delivery", "webhook-id"] as const;
/** A name that is longer counts by its digest. */
const LONGEST_ID = 200;

/** `on.http`: emits what is sent to a path. The listener finds it by its path and hands requests over. */
export class WebhookSource implements LiveSource, Webhook {
  readonly #options: WebhookOptions;
  #key: CryptoKey | undefined;
  #context: LiveContext | undefined;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  get webhook(): Webhook {
    return this;
  }

  get pipeline(): string {
    return this.#options.pipeline;
  }

  get method(): string {
    return this.#options.method;
  }

  get auth(): Webhook["auth"] {
    return this.#options.secret === undefined ? this.#options.auth : "hmac";
  }

  async start(context: LiveContext): Promise<void> {
    const { secret } = this.#options;
    if (secret !== undefined) this.#key = await signatureKey(secret);
    this.#context = context;
  }

  activate(): void {}

  /** Requests that it was found for go on to their end. */
  release(): void {}

  stop(): Promise<void> {
    return Promise.resolve();
  }

  healthCheck(): Promise<Health> {
    return Promise.resolve({ status: "healthy" });
  }

  async receive(request: WebhookRequest): Promise<{ readonly run: string }> {
    const { method, secret, clock } = this.#options;
    if (request.method !== method) {
      throw new AppError("method_not_allowed", `${request.path} takes ${method}, found ${request.method}`);
    }
    if (this.#context === undefined) throw new AppError("source_failed", `The webhook of ${this.pipeline} has not started`);
    if (secret !== undefined && (this.#key === undefined || !await verifySignature(this.#key, request, clock.now()))) {
      throw new AppError("signature_wrong", `The request to ${request.path} is not signed with the secret of ${this.pipeline}`);
    }
    return await this.#context.emit(eventOf(request, clock.now()));
  }
}

function eventOf({ method, path, query, headers, body }: WebhookRequest, time: number): SourceEvent {
  const shown = emptyRecord<string>();
  for (const [name, value] of Object.entries(headers)) if (!HIDDEN_HEADERS.has(name)) shown[name] = value;
  const { traceparent, tracestate } = headers;
  return {
    id: idOf(headers),
    time,
    kind: "http",
    payload: readPayload(body, headers["content-type"]),
    fields: { method, path, query: { ...query }, headers: shown },
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(tracestate === undefined ? {} : { tracestate }),
  };
}

function idOf(headers: WebhookRequest["headers"]): string {
  const name = DELIVERY_HEADERS.find((name) => headers[name]);
  const id = name === undefined ? undefined : headers[name];
  if (id === undefined) return crypto.randomUUID();
  return id.length <= LONGEST_ID ? id : `sha256:${createHash("sha256").update(id).digest("hex")}`;
}
