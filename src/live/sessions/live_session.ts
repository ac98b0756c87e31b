import type { AuditRow } from "../../core/mod.ts";
import type { Session } from "../../platform/terminal/mod.ts";
import type { SessionCaller, SessionReason, SessionView } from "../daemon/sessions.ts";
import type { Attached, Attachment, CellSize } from "./attachment.ts";
import type { LiveSessionOptions } from "./live_session_options.ts";
import { LongTimers } from "./long_timers.ts";
import { OutputRing } from "./output_ring.ts";
import { SessionMachine } from "./session_machine.ts";

/** So much output is kept for who comes later. */
const KEPT_BYTES = 1024 * 1024;
/** Who begins with the oldest byte that is kept has so much time until it is overwritten. */
const HEAD_START_BYTES = 512 * 1024;
const RING_BYTES = KEPT_BYTES + HEAD_START_BYTES;
/** As much as one read of a terminal may bring. */
const MOST_READ_BYTES = 256 * 1024;
/** What was hung up and goes on is killed. */
const GRACE_MS = 3_000;

/** A terminal that runs, or has run, with what it wrote last and those who see it. */
export class LiveSession implements Attached {
  readonly options: LiveSessionOptions;
  readonly ring = new OutputRing(RING_BYTES);
  readonly machine = new SessionMachine();
  /** Those of its limits, and once it has ended of its being kept. */
  readonly timers = new LongTimers();
  readonly attachments = new Set<Attachment>();
  readonly #ended = Promise.withResolvers<void>();
  #session: Session | undefined;
  #size: CellSize;
  #exit: Attached["exit"];
  #reason: SessionReason | undefined;
  #endedBy: SessionCaller | undefined;
  #endedAt: number | null = null;
  #room: PromiseWithResolvers<void> | undefined;
  #activeAt = performance.now();
  /** Whether it waits for the first who attaches, rather than lose what they were to see. */
  #isHeld: boolean;

  constructor(options: LiveSessionOptions) {
    this.options = options;
    this.#size = { cols: options.cols, rows: options.rows };
    this.#isHeld = options.holdMs > 0;
  }

  get size(): CellSize {
    return this.#size;
  }

  get exit(): Attached["exit"] {
    return this.#exit;
  }

  /** The place of the oldest byte that is kept for who comes now. */
  get oldest(): number {
    return Math.max(0, this.ring.end - KEPT_BYTES);
  }

  /** Settles once its tree has ended and its output was taken. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** What the audit says of its end: the daemon's unless somebody asked for it. */
  get endRow(): AuditRow {
    const by = this.#endedBy;
    const limit = this.#reason === undefined ? "" : `, ${this.#reason} limit`;
    return {
      time: this.options.now(),
      actor: by?.actor.name ?? "daemon",
      action: "session.end",
      module: `sessions/${this.options.id}`,
      before: null,
      after: null,
      from: by?.from ?? "daemon",
      detail: `exit code ${this.#exit?.code}${limit}`,
    };
  }

  get view(): SessionView {
    const { recording, now: _now, holdMs: _holdMs, ...rest } = this.options;
    const { machine, ring } = this;
    const failure = recording?.failure;
    return {
      ...rest,
      ...this.#size,
      state: machine.phase === "running" || machine.phase === "ending" ? "running" : "exited",
      exitCode: this.#exit?.code ?? null,
      reason: this.#reason ?? null,
      pid: this.#session?.pid ?? 0,
      attached: this.attachments.size,
      isRecorded: recording !== undefined,
      recordingError: failure === undefined ? null : { code: failure.code, message: failure.message },
      endedAt: this.#endedAt,
      bytes: ring.end,
    };
  }

  /** Takes over what was started; called once, before anything else. */
  run(session: Session): void {
    this.#session = session;
    // What came while it was started.
    session.resize({ columns: this.#size.cols, rows: this.#size.rows });
    const { idleMs, totalMs, holdMs } = this.options;
    if (totalMs !== null) this.timers.after(totalMs, () => this.#limit("total"));
    if (idleMs !== null) this.#watchIdle(idleMs);
    if (holdMs > 0) this.timers.after(holdMs, () => this.#release());
    void session.exited.then(({ code }) => this.#over(code));
  }

  /** Takes output. The promise holds the command back until the fastest of those who see it has room; without any, only `hold` does. */
  output(bytes: Uint8Array): void | Promise<void> {
    this.#activeAt = performance.now();
    this.ring.append(bytes);
    this.options.recording?.output(bytes);
    for (const attachment of this.attachments) attachment.wake();
    if (this.#hasRoom()) return;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  type(bytes: Uint8Array): void | Promise<void> {
    this.#activeAt = performance.now();
    return this.#session?.type(bytes);
  }

  resize(size: CellSize): void {
    if (size.cols === this.#size.cols && size.rows === this.#size.rows || this.#exit !== undefined) return;
    this.#size = size;
    const cells = { columns: size.cols, rows: size.rows };
    this.#session?.resize(cells);
    this.options.recording?.resized(cells);
    for (const attachment of this.attachments) attachment.wake();
  }

  /** Somebody sees it from now on. */
  attach(attachment: Attachment): void {
    this.attachments.add(attachment);
    this.#release();
  }

  moved(): void {
    if (this.#room === undefined || !this.#hasRoom()) return;
    this.#room.resolve();
    this.#room = undefined;
  }

  /** Asks it to end, and kills what does not. */
  end(by?: SessionCaller): void {
    if (!this.machine.can("ending")) return;
    this.machine.to("ending");
    this.#endedBy = by;
    this.#session?.hangUp();
    this.timers.after(GRACE_MS, () => this.#session?.kill());
    // Nobody holds it back any more.
    this.moved();
  }

  #limit(reason: SessionReason) {
    if (this.machine.can("ending")) this.#reason = reason;
    this.end();
  }

  #over(code: number) {
    this.timers[Symbol.dispose]();
    this.#exit = { code, ...(this.#reason === undefined ? {} : { reason: this.#reason }) };
    this.#endedAt = this.options.now();
    this.#closeRecording();
    this.machine.to("exited");
    for (const attachment of this.attachments) attachment.wake();
    this.#ended.resolve();
  }

  #closeRecording() {
    const { recording } = this.options;
    if (recording === undefined) return;
    using _file = recording;
    try {
      recording.finish();
    } catch {
      // Kept by the recording: see `view`.
    }
  }

  /** Whether what one more read brings would overwrite nothing that the fastest has yet to be sent. */
  #hasRoom(): boolean {
    if (this.machine.phase !== "running") return true;
    if (this.attachments.size === 0) return !this.#isHeld || this.ring.end <= KEPT_BYTES - MOST_READ_BYTES;
    let behind = Infinity;
    for (const { position } of this.attachments) behind = Math.min(behind, this.ring.end - position);
    return behind <= RING_BYTES - MOST_READ_BYTES;
  }

  #release() {
    this.#isHeld = false;
    this.moved();
  }

  #watchIdle(idleMs: number) {
    const left = idleMs - (performance.now() - this.#activeAt);
    if (left <= 0) return this.#limit("idle");
    this.timers.after(left, () => this.#watchIdle(idleMs));
  }
}
