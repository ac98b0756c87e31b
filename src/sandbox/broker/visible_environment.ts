import type { SentEnvironment } from "../protocol/environment_grant.ts";
import type { Session } from "./session.ts";

/**
 * The variables of the task that a script sees, to be sent along with the task: reading one is synchronous there. Each is audited now, for
 * it may be read without a word from now on.
 *
 * @throws BrokerError When it cannot be audited.
 */
export function visibleEnvironment(session: Session): SentEnvironment {
  const variables: Record<string, string> = Object.create(null);
  if (!session.policy.grants("env")) return { variables, grant: session.policy.environment };
  for (const [name, value] of Object.entries(session.env)) {
    const decision = session.policy.variable(name);
    if (!decision.allowed) continue;
    session.require("env", name, decision);
    variables[name] = value;
  }
  return { variables, grant: session.policy.environment };
}
