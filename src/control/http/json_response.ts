import { stringifyJson } from "../../core/mod.ts";

/** An answer in JSON, with 64-bit integers exact. */
export function jsonResponse(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(stringifyJson(value), { status, headers: { "content-type": "application/json", ...headers } });
}
