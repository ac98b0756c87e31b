import { createHash } from "node:crypto";
import { type JsonObject, type SourceEvent, stringifyJson } from "../core/mod.ts";
import type { ApiRequest } from "./api_request.ts";

/**
 * The event that a request to start a run is. Under an `Idempotency-Key` it is the same event however often it is sent, so that it starts
 * one run also when the daemon dies before its answer was kept.
 */
export function startEvent(
  { headers, actor, options }: Pick<ApiRequest, "headers" | "actor" | "options">,
  params: JsonObject,
): SourceEvent {
  const key = headers.get("idempotency-key");
  const traceparent = headers.get("traceparent") ?? undefined;
  const tracestate = headers.get("tracestate") ?? undefined;
  return {
    id: key === null ? crypto.randomUUID() : createHash("sha256").update(stringifyJson([actor.name, key, params])).digest("hex"),
    time: (options.now ?? Date.now)(),
    kind: "api",
    payload: {},
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(tracestate === undefined ? {} : { tracestate }),
  };
}
