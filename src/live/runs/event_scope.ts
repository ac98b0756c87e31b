import { formatTime, type JsonObject, type SourceEvent } from "../../core/mod.ts";

/** What expressions see as `event`: `id`, `time` (RFC 3339), `kind`, `payload`, and the fields of its kind beside them. */
export function eventScope({ id, time, kind, payload, fields, traceparent, tracestate }: SourceEvent): JsonObject {
  return {
    ...fields,
    id,
    time: formatTime(time),
    kind,
    payload,
    ...traceparent === undefined ? {} : { traceparent },
    ...tracestate === undefined ? {} : { tracestate },
  };
}
