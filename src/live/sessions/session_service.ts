import { type Actor, AppError } from "../../core/mod.ts";
import type { Recording, SessionHost } from "../../platform/terminal/mod.ts";
import type { AttachRequest, SessionCaller, SessionRequest, Sessions, SessionSocket, SessionView } from "../daemon/sessions.ts";
import { Attachment } from "./attachment.ts";
import { LiveSession } from "./live_session.ts";
import { Recordings } from "./recordings.ts";
import type { SessionServiceOptions } from "./session_service_options.ts";
import { homeOf, sessionEnvironment } from "./session_environment.ts";

/** Those who may be attached at once, to all sessions together. */
const MOST_ATTACHED = 1000;
const CHECK_MS = 2_000;
/** So long those who are attached may take for the last frames when the daemon stops. */
const LAST_WORDS_MS = 1_000;

/** The terminals of a daemon. What runs them is loaded with the first one. */
export class SessionService implements Sessions {
  readonly #options: SessionServiceOptions;
  readonly #recordings: Recordings;
  /** In the order in which they were started. */
  readonly #sessions = new Map<string, LiveSession>();
  readonly #serving = new Set<Promise<void>>();
  #host: SessionHost | undefined;
  #starting = 0;
  #isStopping = false;
  #checking: ReturnType<typeof setInterval> | undefined;

  constructor(options: SessionServiceOptions) {
    this.#options = options;
    this.#recordings = new Recordings(options.folder);
  }

  /** How many run. */
  get running(): number {
    return [...this.#sessions.values()].filter(({ exit }) => exit === undefined).length;
  }

  async create(request: SessionRequest, by: Actor): Promise<SessionView> {
    const { at_once } = this.#options.settings();
    if (this.#isStopping) throw new AppError("stopping", "The daemon is stopping and takes no new work");
    if (this.running + this.#starting >= at_once) {
      throw new AppError("sessions_full", `${at_once} sessions run, as many as the settings allow`);
    }
    this.#starting++;
    try {
      const session = await this.#start(request, by);
      if (this.#isStopping) session.end();
      return session.view;
    } finally {
      this.#starting--;
    }
  }

  get(id: string): SessionView {
    return this.#find(id).view;
  }

  list({ cursor, limit }: Parameters<Sessions["list"]>[0]): ReturnType<Sessions["list"]> {
    const all = [...this.#sessions.values()].map(({ view }) => view).reverse();
    const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    if (cursor !== undefined && from === 0) throw new AppError("query_invalid", "The cursor names a session that is no longer kept");
    const items = all.slice(from, from + limit);
    return { items, next: from + items.length < all.length ? items.at(-1)?.id ?? null : null };
  }

  async end(id: string, by: SessionCaller): Promise<void> {
    const session = this.#find(id);
    if (session.exit !== undefined) return this.#forget(session);
    session.end(by);
    await session.ended;
  }

  recording(id: string): string {
    const { isRecorded } = this.get(id);
    if (!isRecorded) throw new AppError("session_not_recorded", `The session "${id}" is not recorded`);
    return this.#recordings.path(id);
  }

  checkAttach(id: string): void {
    this.#find(id);
    if (this.#serving.size >= MOST_ATTACHED) {
      throw new AppError("too_busy", `${MOST_ATTACHED} are attached to sessions, as many as there may be`);
    }
  }

  async attach(id: string, socket: SessionSocket, request: AttachRequest): Promise<void> {
    const session = this.#sessions.get(id);
    // It was forgotten while the connection changed over.
    if (session === undefined) return socket.close(1001);
    const attachment = new Attachment(session, socket, request);
    session.attach(attachment);
    this.#checking ??= setInterval(() => this.#check(), CHECK_MS);
    const served = attachment.serve().finally(() => {
      session.attachments.delete(attachment);
      session.moved();
      this.#serving.delete(served);
      if (this.#serving.size > 0) return;
      clearInterval(this.#checking);
      this.#checking = undefined;
    });
    this.#serving.add(served);
    await served;
  }

  /** Removes recordings that no session has any more, once they are old enough. */
  prune(): void {
    this.#recordings.prune(this.#options.now() - this.#options.settings().keep_for, (id) => this.#sessions.has(id));
  }

  /** Ends all of them and tells those who are attached. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const running = [...this.#sessions.values()].filter(({ exit }) => exit === undefined);
    for (const session of running) {
      for (const attachment of session.attachments) {
        void attachment.tell("stopping", "The daemon is stopping, and the session ends with it");
      }
      session.end();
    }
    await Promise.all(running.map(({ ended }) => ended));
    if (this.#serving.size > 0) {
      const attachments = [...this.#sessions.values()].flatMap((session) => [...session.attachments]);
      const timer = setTimeout(() => attachments.forEach((attachment) => attachment.abort()), LAST_WORDS_MS);
      await Promise.all(this.#serving);
      clearTimeout(timer);
    }
    for (const session of this.#sessions.values()) this.#forget(session, "recording kept");
    this.#host?.[Symbol.dispose]();
  }

  async #start(request: SessionRequest, by: Actor): Promise<LiveSession> {
    const { SessionHost, Recording } = await import("../../platform/terminal/mod.ts");
    const { environment, now, settings } = this.#options;
    const id = `ses_${crypto.randomUUID().replaceAll("-", "")}`;
    const { command, cols, rows, cwd = homeOf(environment), idleMs = null, totalMs = null, holdMs = 0 } = request;
    const env = sessionEnvironment(environment, id, request.env);
    const size = { columns: cols, rows };
    let recording: Recording | undefined;
    try {
      if (request.record) {
        const shown = Object.fromEntries(Object.entries(env).filter(([name]) => name === "TERM" || name === "SHELL"));
        const header = { size, command: command.join(" "), env: shown, mostBytes: settings().recording };
        recording = Recording.create(this.#recordings.path(id), header);
        recording.begin();
      }
      const session = new LiveSession({ id, command, cwd, cols, rows, by, idleMs, totalMs, holdMs, createdAt: now(), recording, now });
      this.#host ??= new SessionHost();
      session.run(await this.#host.open({ argv: command, cwd, env, size, stdin: "terminal", output: (bytes) => session.output(bytes) }));
      this.#sessions.set(id, session);
      void session.ended.then(() => this.#ended(session));
      return session;
    } catch (error) {
      recording?.[Symbol.dispose]();
      if (recording !== undefined) this.#recordings.remove(id);
      if (!(error instanceof AppError) || error.code !== "cwd_unusable") throw error;
      throw new AppError("body_invalid", `The body is wrong: /cwd: ${error.message}`, { cause: error });
    }
  }

  #ended(session: LiveSession): void {
    const { id, recordingError } = session.view;
    if (recordingError !== null) this.#options.log.warning("A recording is not whole", { session: id, reason: recordingError.message });
    try {
      this.#options.audit.append(session.endRow);
    } catch (error) {
      this.#options.log.error(`The audit could not be written: ${error instanceof Error ? error.message : error}`, { session: id });
    }
    if (this.#isStopping) return;
    const { keep, keep_for } = this.#options.settings();
    const over = [...this.#sessions.values()].filter(({ exit }) => exit !== undefined);
    for (const old of over.slice(0, Math.max(0, over.length - keep))) this.#forget(old);
    session.timers.after(keep_for, () => this.#forget(session));
  }

  /** What somebody still looks at is only no longer found. */
  #forget(session: LiveSession, how: "all" | "recording kept" = "all"): void {
    session.timers[Symbol.dispose]();
    if (!session.machine.can("removed")) return;
    session.machine.to("removed");
    const { id } = session.options;
    this.#sessions.delete(id);
    if (how === "all" && session.options.recording !== undefined) this.#recordings.remove(id);
  }

  #find(id: string): LiveSession {
    const session = this.#sessions.get(id);
    if (session !== undefined) return session;
    throw new AppError("session_unknown", `There is no session "${id.slice(0, 100)}"`);
  }

  #check(): void {
    for (const session of this.#sessions.values()) for (const attachment of session.attachments) attachment.check();
  }
}
