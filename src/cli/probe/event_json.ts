import type { Json, JsonObject } from "../../core/mod.ts";
import type { ProbeEnd, ProbeEvent, ProbeRow } from "../../platform/probes/mod.ts";

type Value = ProbeEvent[string];

/** Events as JSON, one a line. Put together by hand: there may be a million a second. */
export function eventsJson({ name, fields }: ProbeRow, batch: readonly ProbeEvent[]): string {
  const before = `{"type":"probe.event","probe":${JSON.stringify(name)}`;
  const columns = Object.keys(fields).map((field) => [field, `,${JSON.stringify(field)}:`] as const);
  let text = "";
  for (const event of batch) {
    text += before;
    for (const [field, key] of columns) text += key + valueJson(field, event[field] ?? null);
    text += "}\n";
  }
  return text;
}

function valueJson(field: string, value: Value): string {
  switch (typeof value) {
    case "number":
      return `${value}`;
    case "bigint":
      // Beyond what readers hold exactly; the time is a number none the less.
      return field === "time_ns" ? `${value}` : `"${value}"`;
    default:
      return JSON.stringify(value);
  }
}

/** The last line. */
export function endJson(probe: string, { events, lost, maps, remarks }: ProbeEnd): string {
  return `${textOf({ type: "probe.finished", probe, events, lost, maps: mapsJson(maps), ...remarks })}`;
}

/** Maps as objects. */
export function mapsJson(maps: ProbeEnd["maps"]): JsonObject {
  return Object.fromEntries(Array.from(maps, ([map, counts]) => [map, Object.fromEntries(counts)]));
}

/** JSON, integers beyond 2^53 as decimal strings. */
export function textOf(value: Json): string {
  return JSON.stringify(value, (_key, inner) => typeof inner === "bigint" ? inner.toString() : inner);
}
