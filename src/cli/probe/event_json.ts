import type { Json, JsonObject } from "../../core/mod.ts";
import type { ProbeEnd, ProbeEvent, ProbeRow } from "../../platform/probes/mod.ts";
import { ByteLines } from "./byte_lines.ts";

const encoder = new TextEncoder();
const END = encoder.encode("}\n");

/** Gives events of a probe as JSON, one a line, its fields in their order. */
export function eventWriter({ name, fields }: ProbeRow): (batch: readonly ProbeEvent[]) => Uint8Array<ArrayBuffer> {
  const before = encoder.encode(`{"type":"probe.event","probe":${JSON.stringify(name)}`);
  const columns = Object.keys(fields).map((field) => [field, encoder.encode(`,${JSON.stringify(field)}:`)] as const);
  const lines = new ByteLines();
  return (batch) => {
    for (const event of batch) {
      lines.bytes(before);
      for (const [field, key] of columns) {
        const value = event[field] ?? null;
        lines.bytes(key);
        if (typeof value === "number") lines.integer(value);
        else if (typeof value === "string") lines.text(value, JSON.stringify);
        // Beyond what readers hold exactly; the time is a number none the less.
        else lines.bytes(encoder.encode(value === null || field === "time_ns" ? `${value}` : `"${value}"`));
      }
      lines.bytes(END);
    }
    return lines.take();
  };
}

/** The last line. */
export function endJson(probe: string, { events, lost, maps, remarks }: ProbeEnd): string {
  return textOf({ type: "probe.finished", probe, events, lost, maps: mapsJson(maps), ...remarks });
}

/** Maps as objects. */
export function mapsJson(maps: ProbeEnd["maps"]): JsonObject {
  return Object.fromEntries(Array.from(maps, ([map, counts]) => [map, Object.fromEntries(counts)]));
}

/** JSON, integers beyond 2^53 as decimal strings. */
export function textOf(value: Json): string {
  return JSON.stringify(value, (_key, inner) => typeof inner === "bigint" ? inner.toString() : inner);
}
