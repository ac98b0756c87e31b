import type { AppError, Audit, Ceiling, GuardedFiles, GuardedNet, Processes, ScriptCall } from "../../core/mod.ts";
import type { SentEnvironment } from "../protocol/environment_grant.ts";
import { createBrokerSession } from "./create_broker_session.ts";
import { createSession } from "./create_session.ts";
import { ENVIRONMENT_OPERATIONS } from "./environment_operations.ts";
import { FILE_OPERATIONS } from "./file_operations.ts";
import { bindNetOperations, NetSession } from "./net/mod.ts";
import type { BrokerSession } from "./operation.ts";
import { PROGRAM_OPERATIONS } from "./program_operations.ts";
import { bindSourceOperations } from "./source_operations.ts";
import { visibleEnvironment } from "./visible_environment.ts";

/** What the broker reaches the world through, and what the operator says. */
export interface BrokerWorld {
  readonly files: GuardedFiles;
  readonly net: GuardedNet;
  readonly processes: Processes;
  /** Takes every decision down; absent: none is. */
  readonly audit?: Audit | undefined;
  /** The most that any document can grant. */
  readonly ceiling?: Ceiling | undefined;
}

const OPERATIONS = new Map([...FILE_OPERATIONS, ...PROGRAM_OPERATIONS, ...ENVIRONMENT_OPERATIONS]);

/** The brokered side of one attempt, and the variables that go with its task. */
export interface OpenedSession {
  readonly session: BrokerSession;
  readonly environment: SentEnvironment;
}

/**
 * Opens the brokered side of one attempt.
 *
 * @param fail Called when the attempt has to end for what it asked for.
 * @throws BrokerError When not even its variables can be audited.
 */
export function openSession(call: ScriptCall, world: BrokerWorld, fail: (error: AppError) => void): OpenedSession {
  const { files, net, processes, audit, ceiling } = world;
  const session = createSession(call, { ports: { files, processes, audit, now: Date.now }, ceiling, fail });
  const connections = new NetSession({
    net,
    policy: session.policy,
    decided: (resource, decision) => session.note("net", resource, decision),
  });
  const source = call.emitter === undefined ? [] : bindSourceOperations(call.emitter);
  const own = createBrokerSession(session, new Map([...OPERATIONS, ...bindNetOperations(connections), ...source]));
  return {
    environment: visibleEnvironment(session),
    session: {
      get open() {
        return own.open + connections.open;
      },
      handle: (op, request) => own.handle(op, request),
      cancel: () => own.cancel(),
      async end() {
        await Promise.all([own.end(), connections.end()]);
      },
    },
  };
}
