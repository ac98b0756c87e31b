import type { Actor, NetSocket } from "../../core/mod.ts";

/** A terminal to start. */
export interface SessionRequest {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly cols: number;
  readonly rows: number;
  /** Added to what every session gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. Default: the home folder of the daemon's user. */
  readonly cwd?: string | undefined;
  /** Milliseconds without a byte either way after which it ends. */
  readonly idleMs?: number | undefined;
  /** Milliseconds after which it ends. */
  readonly totalMs?: number | undefined;
  /** Milliseconds from its start on in which the command waits for somebody to attach before it writes more than is kept. Default 0. */
  readonly holdMs?: number | undefined;
  readonly record: boolean;
}

/** Who asks, and from where. */
export interface SessionCaller {
  readonly actor: Actor;
  readonly from: string;
}

/** Which limit ended a session. */
export type SessionReason = "idle" | "total";

/** A session as it is now. */
export interface SessionView {
  readonly id: string;
  readonly state: "running" | "exited";
  readonly exitCode: number | null;
  readonly reason: SessionReason | null;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly cols: number;
  readonly rows: number;
  readonly pid: number;
  /** How many are attached. */
  readonly attached: number;
  /** Who started it. */
  readonly by: Actor;
  readonly idleMs: number | null;
  readonly totalMs: number | null;
  readonly isRecorded: boolean;
  /** Why the recording is not whole. */
  readonly recordingError: { readonly code: string; readonly message: string } | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** Bytes that it wrote so far. */
  readonly bytes: number;
}

/** A WebSocket that somebody attaches through. */
export interface SessionSocket extends NetSocket {
  /** Asks for a sign of life. */
  ping(): void;
  /** When something last came, as `performance.now()` says it. */
  readonly heardAt: number;
}

/** How somebody attaches. */
export interface AttachRequest {
  /** The byte to begin with. Default: the oldest that is kept. */
  readonly from?: number | undefined;
  readonly isReadOnly: boolean;
  /** Whether they may still be here; asked now and then. */
  isAllowed(): boolean;
}

/** The terminals that a daemon keeps running. */
export interface Sessions {
  /**
   * Starts a command in a terminal.
   *
   * @throws AppError `sessions_full`, `stopping`, `command_unknown`, `command_unusable`, `cwd_unusable`, `recording_unwritable`,
   * `terminal_unsupported`.
   */
  create(request: SessionRequest, by: Actor): Promise<SessionView>;
  /** @throws AppError `session_unknown`. */
  get(id: string): SessionView;
  /** Newest first. `next` is the `cursor` of the page that follows; null at the end. */
  list(page: { readonly cursor?: string | undefined; readonly limit: number }): {
    readonly items: readonly SessionView[];
    readonly next: string | null;
  };
  /** Ends a session's tree and waits for that; one that has ended is forgotten, with its recording. @throws AppError `session_unknown`. */
  end(id: string, by: SessionCaller): Promise<void>;
  /** The file of its recording. @throws AppError `session_unknown`, `session_not_recorded`. */
  recording(id: string): string;
  /** @throws AppError `session_unknown`, `too_busy` when as many as there may be are attached. */
  checkAttach(id: string): void;
  /** Lets somebody see and use a session; settles when they have gone. The socket is closed then. */
  attach(id: string, socket: SessionSocket, request: AttachRequest): Promise<void>;
}
