import type { NativeExit } from "../../posix/process_handle.ts";
import { completionPort } from "../base/completion_port.ts";
import { exitCodeOf, type MadeProcess } from "./create_process.ts";
import type { JobObject } from "./job_object.ts";

/** What whoever was ended from here ends with: as after SIGKILL elsewhere. */
const KILLED = 137;

/** The leader of a job. When it has ended, the rest of its job is ended, and the job is closed. */
export class JobProcess {
  /** Never rejects. */
  readonly ended: Promise<NativeExit>;
  readonly #job: JobObject;
  readonly #made: MadeProcess;
  readonly #beforeReap: (() => void) | undefined;
  readonly #settle: (exit: NativeExit) => void;
  readonly #key: bigint;
  #isKilled = false;
  #hasEnded = false;

  /**
   * Takes over the job, and closes it when nothing is started.
   *
   * @param start Starts the leader in it.
   * @param beforeReap As `NativeChildOptions.beforeReap`.
   * @throws What `start` throws.
   */
  constructor(job: JobObject, start: (job: JobObject) => MadeProcess, beforeReap?: () => void) {
    this.#job = job;
    this.#beforeReap = beforeReap;
    const { promise, resolve } = Promise.withResolvers<NativeExit>();
    this.ended = promise;
    this.#settle = resolve;
    // Every message is a reason to look; which one it is does not matter.
    const listening = completionPort.listen({ message: () => this.#look(), look: () => this.#look() });
    this.#key = listening.key;
    try {
      job.reportTo(listening);
      this.#made = start(job);
    } catch (error) {
      completionPort.unlisten(this.#key);
      job[Symbol.dispose]();
      throw error;
    }
  }

  get pid(): number {
    return this.#made.pid;
  }

  /** Ends the whole job. Nothing once the leader has ended. */
  kill(): void {
    if (this.#hasEnded) return;
    this.#isKilled = true;
    this.#job.terminate(KILLED);
  }

  #look() {
    if (this.#hasEnded) return;
    const code = exitCodeOf(this.#made.process);
    if (code === undefined) return;
    this.#hasEnded = true;
    completionPort.unlisten(this.#key);
    this.#beforeReap?.();
    this.#job.terminate(KILLED);
    this.#made.process[Symbol.dispose]();
    this.#job[Symbol.dispose]();
    this.#settle(this.#isKilled && code === KILLED ? { code, signal: "SIGKILL" } : { code });
  }
}
