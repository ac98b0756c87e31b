import type { AppError, Ceiling, ScriptCall } from "../../core/mod.ts";
import { Policy } from "./policy.ts";
import { Session, type SessionPorts } from "./session.ts";

/** What {@link createSession} needs besides the call. */
export interface CreateSessionOptions {
  readonly ports: SessionPorts;
  /** The operator's word; absent: no ceiling. */
  readonly ceiling?: Ceiling | undefined;
  /** Called when the task has to be stopped because it cannot be audited any more. */
  fail(error: AppError): void;
}

/** The part of a call that says what its script may have. */
export type SessionCall = Pick<ScriptCall, "permissions" | "folder" | "cwd" | "env" | "task" | "run">;

/** Makes what the operations of one attempt work with. Nothing is looked at on the disk before it is asked for. */
export function createSession(call: SessionCall, { ports, ceiling, fail }: CreateSessionOptions): Session {
  const { permissions, folder, cwd, env, task, run } = call;
  const { files } = ports;
  const policy = new Policy({
    permissions,
    folder,
    path: env["PATH"],
    ceiling,
    realPath: (path) => files.realPath(path),
    findProgram: (name, path) => files.findProgram(name, path, cwd),
  });
  return new Session({ ports, policy, run, task, cwd, env, fail });
}
