import { type JsonObject, parseJson } from "../../core/mod.ts";
import type { DaemonClient } from "./daemon_client.ts";

/**
 * Whether a daemon takes work: `ready`, else what `/readyz` says: `starting` or `stopping`.
 *
 * @throws AppError `daemon_unreachable`, `daemon_foreign`.
 */
export async function readiness(client: DaemonClient): Promise<string> {
  const { status, text } = await client.send("GET", "/readyz", { alsoStatus: 503 });
  if (status !== 503) return "ready";
  try {
    const answer = parseJson(text) as JsonObject;
    for (const said of [answer.state, answer.phase, answer.code]) if (said === "starting" || said === "stopping") return said;
  } catch {
    // It need not say why.
  }
  return "not ready";
}
