import type { Io } from "../io.ts";
import type { VerbArgs } from "../verb.ts";
import { DaemonClient } from "./daemon_client.ts";
import { findEndpoint } from "./find_endpoint.ts";

/**
 * A client of the daemon that a remote verb speaks to; the caller disposes it. Nothing is sent yet.
 *
 * @throws AppError as {@link findEndpoint} and {@link DaemonClient} do.
 */
export function connect(args: VerbArgs, io: Io): DaemonClient {
  return new DaemonClient(findEndpoint(args, io), io.env);
}
