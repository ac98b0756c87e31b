import type { JsonObject } from "../json.ts";
import type { ModuleId, ModuleState } from "./revision.ts";

/** What the daemon tells of itself: `GET /api/v1/events`. `time` is milliseconds since the epoch. */
export type DaemonEvent =
  | {
    readonly type: "module.state";
    readonly time: number;
    readonly module: ModuleId;
    readonly state: ModuleState;
    readonly revision: number | null;
    readonly error?: { readonly code: string; readonly message: string };
  }
  | { readonly type: "source.health"; readonly time: number; readonly source: string; readonly health: string; readonly reason?: string }
  | {
    readonly type: "run.queued" | "run.started" | "run.finished";
    readonly time: number;
    readonly run: string;
    readonly pipeline: string;
    readonly status?: string;
  }
  | {
    readonly type: "daemon.state";
    readonly time: number;
    readonly state: "starting" | "ready" | "reloading" | "stopping";
    readonly detail?: JsonObject;
  };

/** An event as it was stored. */
export interface StoredDaemonEvent {
  /** Grows with each event, also over restarts. */
  readonly id: number;
  readonly event: DaemonEvent;
}

/** Where the parts of a daemon tell what happens to them; neither fails nor waits for a disk. */
export interface DaemonEventSink {
  append(event: DaemonEvent): void;
}

/** The daemon's events, kept (the newest 10,000) so that who reconnects misses none. */
export interface DaemonEventStore {
  /** Keeps an event, or several in their order as one. @returns The id of the last. */
  append(event: DaemonEvent, ...more: readonly DaemonEvent[]): number;
  /** Those after an id, oldest first, at most `limit`. */
  after(id: number, limit: number): readonly StoredDaemonEvent[];
  /** The newest id; 0 when there is none. */
  last(): number;
  /**
   * Calls back after each append of this process, in the order of ids also when a listener appends. What a listener throws is reported as
   * an uncaught error; neither the writer nor the other listeners see it. Disposing ends it.
   */
  subscribe(listener: (stored: StoredDaemonEvent) => void): Disposable;
}
