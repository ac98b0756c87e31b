import type { NetGuard } from "../../../core/mod.ts";
import { BrokerError } from "../operation.ts";
import type { NetDecision, NetPolicy } from "./net_policy.ts";

/**
 * Told of every decision that is a last word: of refusals, and of the addresses that a connection may be made to. What it throws ends the
 * request.
 *
 * @param resource Such as `api.example.com:443`, with the addresses behind it in brackets once they are known.
 */
export type NetDecided = (resource: string, decision: NetDecision) => void;

/** A policy as the guard of connections. What it refuses is a `NotCapable` for the script. */
export function netGuard(policy: NetPolicy, decided: NetDecided = () => {}): NetGuard {
  const settle = (resource: string, decision: NetDecision) => {
    decided(resource, decision);
    if (!decision.allowed) throw new BrokerError("NotCapable", decision.message);
  };
  return {
    checkHost(host, port) {
      const decision = policy.host(host, port);
      if (!decision.allowed) settle(place(host, port), decision);
    },
    allowedAddresses(host, port, addresses) {
      const allowed: string[] = [];
      let refused: NetDecision | undefined;
      for (const address of addresses) {
        const decision = policy.address(host, port, address);
        if (decision.allowed) allowed.push(address);
        else refused ??= decision;
      }
      const shown = (allowed.length > 0 ? allowed : addresses).filter((address) => address !== host);
      const resource = `${place(host, port)}${shown.length === 0 ? "" : ` (${shown.join(", ")})`}`;
      settle(resource, allowed.length > 0 || refused === undefined ? { allowed: true } : refused);
      return allowed;
    },
  };
}

function place(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
