import { parseLogRecord, type RunEvent, type TaskOutput, type TaskStatus } from "../../core/mod.ts";
import { recordText } from "./record_text.ts";

/** A task as the live view shows it. */
export interface TaskView {
  readonly id: string;
  status: TaskStatus | "waiting" | "running" | "retrying";
  startedAt: number;
  durationMs: number;
  attempt: number;
  /** The last line of output or the last record of the log, what it waits for, or why it was skipped or failed. */
  note: string;
  /** Whether the note says what it waits for. */
  waits: boolean;
}

/** The state of a run folded from its events, for drawing. */
export class RunView {
  readonly tasks = new Map<string, TaskView>();
  /** Ids of the tasks that run or wait for their next attempt, in the order they started. */
  readonly active = new Set<string>();
  readonly counts: Partial<Record<TaskStatus, number>> = {};
  pipeline = "";
  run = "";
  startedAt = 0;
  waiting = "";

  apply(event: RunEvent): void {
    switch (event.type) {
      case "run.started":
        this.pipeline = event.pipeline;
        this.run = event.run;
        this.startedAt = event.time;
        for (const id of event.tasks) this.#task(id);
        return;
      case "run.waiting":
        if (event.task === undefined) this.waiting = event.reason;
        else Object.assign(this.#task(event.task), { note: event.reason, waits: true });
        return;
      case "task.started": {
        const task = this.#task(event.task);
        Object.assign(task, { status: "running", startedAt: event.time, attempt: event.attempt, note: "", waits: false });
        this.active.add(task.id);
        return;
      }
      case "task.output": {
        const note = noteOf(event);
        if (note !== undefined) Object.assign(this.#task(event.task), { note, waits: false });
        return;
      }
      case "task.retrying":
        Object.assign(this.#task(event.task), { status: "retrying", note: event.error?.message ?? this.#task(event.task).note });
        return;
      case "task.finished": {
        const task = this.#task(event.task);
        Object.assign(task, {
          status: event.status,
          durationMs: event.duration_ms,
          note: event.reason ?? event.error?.message ?? (task.waits ? "" : task.note),
        });
        this.active.delete(task.id);
        this.counts[event.status] = (this.counts[event.status] ?? 0) + 1;
        return;
      }
      case "run.finished":
        return;
    }
  }

  #task(id: string): TaskView {
    let task = this.tasks.get(id);
    if (task === undefined) {
      task = { id, status: "waiting", startedAt: 0, durationMs: 0, attempt: 0, note: "", waits: false };
      this.tasks.set(id, task);
    }
    return task;
  }
}

const LONGEST_NOTE_BYTES = 400;
/** A longer record is shown like any line. */
const LONGEST_RECORD_BYTES = 4096;
const decoder = new TextDecoder();

function noteOf({ stream, bytes }: TaskOutput): string | undefined {
  const line = lastLine(bytes);
  if (line === undefined) return undefined;
  const record = stream === "log" && line.length <= LONGEST_RECORD_BYTES ? parseLogRecord(decoder.decode(line)) : undefined;
  return record === undefined ? decoder.decode(line.subarray(0, LONGEST_NOTE_BYTES)) : recordText(record, (_, text) => text);
}

function lastLine(bytes: Uint8Array): Uint8Array | undefined {
  const end = bytes[bytes.length - 1] === 10 ? bytes.length - 1 : bytes.length;
  const start = bytes.lastIndexOf(10, end - 1) + 1;
  return end > start ? bytes.subarray(start, end) : undefined;
}
