import type { AuditStore, DaemonEventStore, IdempotencyStore, Settings, TokenStore } from "../../core/mod.ts";
import type { State } from "../../platform/mod.ts";
import type { Modules } from "./modules.ts";
import type { Runs } from "./runs.ts";

import type { Sessions } from "./sessions.ts";
import type { Sources } from "./sources.ts";

/** What `serve` keeps running, as the control API and the pages see it. */
export interface Daemon {
  readonly state: State;
  readonly modules: Modules;
  readonly runs: Runs;
  readonly sources: Sources;
  readonly sessions: Sessions;
  readonly tokens: TokenStore;
  readonly audit: AuditStore;
  readonly idempotency: IdempotencyStore;
  readonly events: DaemonEventStore;
  /** The settings in force now. */
  settings(): Settings;
  /** `ready` once everything has been loaded, until it stops. */
  readonly phase: "starting" | "ready" | "stopping";
  /**
   * Takes no new work, lets runs finish within the grace, then interrupts them so that they can be resumed.
   *
   * @param now Ends the grace.
   */
  stop(now?: AbortSignal): Promise<void>;
}
