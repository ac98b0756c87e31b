import { textOf } from "./header.ts";
import type { Operation } from "./operation.ts";
import type { Session } from "./session.ts";

/** Takes down that a script asked for a variable. Says no to one it may not see; one that it may see but that is not set is no refusal. */
const askVariable: Operation<Session> = (session, { header }) => {
  const name = textOf(header, "name", 1000);
  session.require("env", name, session.policy.variable(name));
  return { header: {} };
};

/** What scripts do with variables, beyond reading those that were sent along. */
export const ENVIRONMENT_OPERATIONS: ReadonlyMap<string, Operation<Session>> = new Map([["env.ask", askVariable]]);
