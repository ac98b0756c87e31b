import { formatTime } from "../../core/mod.ts";
import type { SessionView } from "../../live/mod.ts";

/** A session as the API shows it; its environment may hold secrets and is not shown. */
export function sessionToJson(session: SessionView): Record<string, unknown> {
  const { id, state, exitCode, reason, command, cwd, cols, rows, pid, attached, by } = session;
  return {
    id,
    state,
    exit_code: exitCode,
    reason,
    command,
    cwd,
    cols,
    rows,
    pid,
    attached,
    by: by.name,
    role: by.role,
    idle_ms: session.idleMs,
    total_ms: session.totalMs,
    record: session.isRecorded,
    recording_error: session.recordingError,
    created_at: formatTime(session.createdAt),
    ended_at: session.endedAt === null ? null : formatTime(session.endedAt),
    bytes: session.bytes,
  };
}
