import type { NetGuard } from "../../../core/mod.ts";
import { BrokerError } from "../operation.ts";
import type { NetDecision, NetPolicy } from "./net_policy.ts";

/** A policy as the guard of connections. What it refuses is a `NotCapable` for the script. */
export function netGuard(policy: NetPolicy): NetGuard {
  return {
    checkHost(host, port) {
      const decision = policy.host(host, port);
      if (!decision.allowed) throw refusal(decision);
    },
    allowedAddresses(host, port, addresses) {
      const allowed: string[] = [];
      let refused: NetDecision & { readonly allowed: false } | undefined;
      for (const address of addresses) {
        const decision = policy.address(host, port, address);
        if (decision.allowed) allowed.push(address);
        else refused ??= decision;
      }
      if (allowed.length === 0 && refused !== undefined) throw refusal(refused);
      return allowed;
    },
  };
}

function refusal(decision: NetDecision & { readonly allowed: false }): BrokerError {
  return new BrokerError("NotCapable", decision.message);
}
