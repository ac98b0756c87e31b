import type { NetPolicy } from "./net/mod.ts";
import type { Session } from "./session.ts";

/** What a session's policy says of hosts, each decision taken down. */
export function auditedNet(session: Session): NetPolicy {
  return {
    host(host, port) {
      const decision = session.policy.host(host, port);
      session.note("net", `${host}:${port}`, decision);
      return decision;
    },
    address(host, port, address) {
      const decision = session.policy.address(host, port, address);
      session.note("net", host === address ? `${host}:${port}` : `${host}:${port} (${address})`, decision);
      return decision;
    },
  };
}
