import type { GuardedNet, NetSocket } from "../../core/mod.ts";
import { type ResolveHost, resolveHost } from "./resolve_host.ts";

/** What may be different for {@link createGuardedNet}. */
export interface CreateGuardedNetOptions {
  /** Finds a host's addresses; the system's resolver by default. */
  readonly resolve?: ResolveHost;
  /** Certificates in PEM of authorities that are trusted besides those of the system; none by default. */
  readonly caCerts?: readonly string[];
}

/** Makes HTTP and WebSockets under a guard. What carries them is loaded with the first request. */
export function createGuardedNet(options: CreateGuardedNetOptions = {}): GuardedNet {
  const { resolve = resolveHost, caCerts = [] } = options;
  return {
    async request(call, guard, signal) {
      const { request } = await import("./request.ts");
      return await request(call, guard, signal, { resolve, caCerts });
    },
    async openSocket(call, guard, signal): Promise<NetSocket> {
      const { openSocket } = await import("./open_socket.ts");
      return await openSocket(call, guard, signal, { resolve, caCerts });
    },
  };
}
