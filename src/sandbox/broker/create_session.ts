import { type AppError, type Ceiling, type ChildLimits, SCRIPT_LIMITS, type ScriptCall, type ScriptLimits } from "../../core/mod.ts";
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
export type SessionCall = Pick<ScriptCall, "permissions" | "folder" | "cwd" | "env" | "task" | "run" | "limits">;

/** Makes what the operations of one attempt work with. Nothing is looked at on the disk before it is asked for. */
export function createSession(call: SessionCall, { ports, ceiling, fail }: CreateSessionOptions): Session {
  const { permissions, folder, cwd, env, task, run, limits } = call;
  const { files } = ports;
  const policy = new Policy({
    permissions,
    folder,
    path: env["PATH"],
    ceiling,
    realPath: (path) => files.realPath(path),
    findProgram: (name, path) => files.findProgram(name, path, cwd),
  });
  return new Session({ ports, policy, run, task, cwd, env, limits: programLimits(limits), fail });
}

/** A program may use what its script may; the defaults only where they can be enforced. */
function programLimits({ memory, cpu }: ScriptLimits): ChildLimits {
  const isEnforced = Deno.build.os === "linux";
  const memoryBytes = memory ?? (isEnforced ? SCRIPT_LIMITS.memory : undefined);
  const cpuMs = cpu ?? (isEnforced ? SCRIPT_LIMITS.cpu : undefined);
  return { ...(memoryBytes === undefined ? {} : { memoryBytes }), ...(cpuMs === undefined ? {} : { cpuMs }) };
}
