import type { JsonObject, Permissions } from "../../core/mod.ts";
import { whatToDo } from "./what_to_do.ts";

/** What the document and, where there is a ceiling, the operator grant of the variables: a script sees what all of them include. */
export type EnvironmentGrant = readonly {
  readonly by: "document" | "operator";
  readonly env: NonNullable<Permissions["env"]>;
}[];

/** What a script is sent of the variables with its task. */
export interface SentEnvironment extends JsonObject {
  readonly variables: Readonly<Record<string, string>>;
  readonly grant: EnvironmentGrant;
}

/** Whether a grant of `env` includes a variable. */
export function includesVariable(env: Permissions["env"], name: string): boolean {
  if (typeof env !== "object") return env === true;
  return env.some((pattern) => pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
}

/** What a script is told of a variable that it may not see. */
export function environmentRefusal(name: string, by: "document" | "operator"): string {
  return `Requires env access to ${JSON.stringify(name)}${whatToDo("env", name, by)}`;
}
