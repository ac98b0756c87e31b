import type { AppError, Audit, Ceiling, GuardedFiles, GuardedNet, Processes, ScriptCall } from "../../core/mod.ts";
import type { SentEnvironment } from "../protocol/environment_grant.ts";
import { asBrokerError, createBrokerSession } from "./create_broker_session.ts";
import { createSession } from "./create_session.ts";
import { ENVIRONMENT_OPERATIONS } from "./environment_operations.ts";
import { FILE_OPERATIONS } from "./file_operations.ts";
import { auditedNet } from "./audited_net.ts";
import { netOperations, NetSession } from "./net/mod.ts";
import type { BrokerSession } from "./operation.ts";
import { PROGRAM_OPERATIONS } from "./program_operations.ts";
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
  const environment = visibleEnvironment(session);
  const own = createBrokerSession(session, OPERATIONS);
  return { session: withNet(own, new NetSession({ net, policy: auditedNet(session) })), environment };
}

/** Adds what is opened on the network, which is numbered by the script's side. */
function withNet(own: BrokerSession, net: NetSession): BrokerSession {
  return {
    get open() {
      return own.open + net.open;
    },
    handle: async (op, request) => {
      const operation = Object.hasOwn(netOperations, op) ? netOperations[op] : undefined;
      if (operation === undefined) return await own.handle(op, request);
      try {
        return await operation(net, request);
      } catch (error) {
        throw asBrokerError(error);
      }
    },
    async end() {
      await Promise.all([own.end(), net.end()]);
    },
  };
}
