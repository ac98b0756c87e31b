import { AppError, type Audit, type ChildLimits, type GuardedFiles, type Processes, type UsedPermission } from "../../core/mod.ts";
import { BrokerError } from "./operation.ts";
import { type Decision, type Policy, refused } from "./policy.ts";

/** What operations reach the world through. */
export interface SessionPorts {
  readonly files: GuardedFiles;
  readonly processes: Processes;
  /** Absent: nothing is audited. */
  readonly audit?: Audit | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What a session is made from. */
export interface SessionOptions {
  readonly ports: SessionPorts;
  readonly policy: Policy;
  readonly run: string;
  readonly task: string;
  /** Where the script's relative paths and its programs start, absolute. */
  readonly cwd: string;
  /** The variables of the task: the environment of programs; the script sees those that the policy allows. */
  readonly env: Readonly<Record<string, string>>;
  /** The limits of each program that it starts. */
  readonly limits: ChildLimits;
  /** Called when the task has to be stopped: it cannot be audited any more, or a program of its crossed a limit. */
  fail(error: AppError): void;
}

/** Something that lasts longer than one request: an open file, a body, a socket. */
export interface Resource {
  /** Called once. */
  close(): void | Promise<void>;
  /** Asked to end of its own accord: the task was cancelled. */
  cancel?(): void;
}

/** What the operations of one attempt share. */
export class Session {
  readonly ports: SessionPorts;
  readonly policy: Policy;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: ChildLimits;
  readonly #options: SessionOptions;
  readonly #ending = new AbortController();
  readonly #resources = new Map<number, Resource>();
  #last = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.ports = options.ports;
    this.policy = options.policy;
    this.cwd = options.cwd;
    this.env = options.env;
    this.limits = options.limits;
  }

  /** Stops the task for a reason of its own. */
  stop(error: AppError): void {
    this.#options.fail(error);
  }

  /** Aborts when the attempt ends. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /**
   * Takes a decision down, and lets what was refused go no further.
   *
   * @param resource What it is about, for the audit: a real path, `host:port`, a variable's name, a program's file.
   * @throws BrokerError `NotCapable`; `Error` when it cannot be audited, and then the attempt ends.
   */
  require(access: UsedPermission, resource: string, decision: Decision): void {
    this.note(access, resource, decision);
    if (!decision.allowed) throw refused(decision);
  }

  /**
   * Takes a decision down.
   *
   * @param resource As for {@link Session.require}.
   * @throws BrokerError `Error` when it cannot be audited, and then the attempt ends.
   */
  note(access: UsedPermission, resource: string, decision: Decision): void {
    const { run, task, ports } = this.#options;
    const verdict = decision.allowed ? { decision: "allowed" as const } : { decision: "denied" as const, by: decision.by };
    try {
      ports.audit?.write({ time: ports.now(), run, task, access, resource, ...verdict });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#options.fail(error);
      throw new BrokerError("Error", "The audit cannot be written, so nothing more is allowed");
    }
  }

  /** Keeps a resource until it is taken out or the attempt ends. @returns Its number. @throws BrokerError when the attempt has ended. */
  async keep(resource: Resource): Promise<number> {
    if (this.signal.aborted) {
      await resource.close();
      throw new BrokerError("AbortError", "The task has ended");
    }
    const id = ++this.#last;
    this.#resources.set(id, resource);
    return id;
  }

  /** The resource of a number that the script gave. @throws BrokerError `BadResource` when there is none of that sort. */
  find<R extends Resource>(id: unknown, sort: abstract new (...parameters: never[]) => R): R {
    const resource = typeof id === "number" ? this.#resources.get(id) : undefined;
    if (resource instanceof sort) return resource;
    throw new BrokerError("BadResource", "Bad resource ID");
  }

  /** Forgets a resource, which is then the caller's to close. @throws BrokerError `BadResource`. */
  take<R extends Resource>(id: unknown, sort: abstract new (...parameters: never[]) => R): R {
    const resource = this.find(id, sort);
    this.#resources.delete(id as number);
    return resource;
  }

  /** Forgets a resource that is done with, if it is still kept. */
  drop(id: number): void {
    this.#resources.delete(id);
  }

  /** How many resources of a sort are kept. */
  count(sort: abstract new (...parameters: never[]) => Resource): number {
    return [...this.#resources.values()].filter((resource) => resource instanceof sort).length;
  }

  /** How many resources are kept. */
  get open(): number {
    return this.#resources.size;
  }

  /** Tells what is kept that the task was cancelled. */
  cancel(): void {
    for (const resource of this.#resources.values()) resource.cancel?.();
  }

  /** Aborts what lasts and closes what is kept. What is opened from now on is closed at once. */
  async end(): Promise<void> {
    this.#ending.abort();
    const resources = [...this.#resources.values()];
    this.#resources.clear();
    await Promise.allSettled(resources.map(async (resource) => await resource.close()));
  }
}
