import type { Recording } from "../../platform/terminal/mod.ts";
import type { SessionView } from "../daemon/sessions.ts";

/** What a session is made with. */
export interface LiveSessionOptions extends
  Pick<
    SessionView,
    "id" | "command" | "cwd" | "cols" | "rows" | "by" | "idleMs" | "totalMs" | "createdAt"
  > {
  readonly recording: Recording | undefined;
  /** As asked for. */
  readonly holdMs: number;
  /** Milliseconds since the epoch. */
  now(): number;
}
