import type { AuditStore, Log, Settings } from "../../core/mod.ts";

/** What a `SessionService` works with. */
export interface SessionServiceOptions {
  /** The state folder. */
  readonly folder: string;
  /** The daemon's own. */
  readonly environment: Readonly<Record<string, string>>;
  settings(): Settings["sessions"];
  readonly audit: AuditStore;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  now(): number;
}
