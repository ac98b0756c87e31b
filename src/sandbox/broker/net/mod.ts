/**
 * The network of scripts: `fetch` and `WebSocket` as the sandbox asks for them.
 *
 * ```ts
 * const session = new NetSession({ net, policy });
 * const operations = bindNetOperations(session);
 * await session.end();
 * ```
 *
 * @module
 */
import type { Operation } from "../operation.ts";
import { fetchOperations } from "./fetch_operations.ts";
import type { NetSession } from "./net_session.ts";
import { socketOperations } from "./socket_operations.ts";

export type { NetDecided } from "./net_guard.ts";
export type { NetDecision, NetPolicy } from "./net_policy.ts";
export { NetSession, type NetSessionOptions } from "./net_session.ts";

/** All operations of the network, by name. */
export const netOperations: Readonly<Record<string, Operation<NetSession>>> = Object.freeze({ ...fetchOperations, ...socketOperations });

/** The operations of one session, to stand among those of others: they need no session to be handed to them. */
export function bindNetOperations(session: NetSession): ReadonlyMap<string, Operation<unknown>> {
  return new Map(Object.entries(netOperations).map(([name, operation]) => [name, (_, request) => operation(session, request)]));
}
