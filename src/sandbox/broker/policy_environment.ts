import { matchesEnv, type Permissions } from "../../core/mod.ts";
import { whatToDo } from "./policy_lines.ts";

/** Whether a grant of `env` includes a variable. */
export function matchesVariable(grant: Permissions["env"], name: string): boolean {
  return grant === true || typeof grant === "object" && grant.some((pattern) => matchesEnv(pattern, name));
}

/** What a script is told of a variable that it may not see. */
export function environmentRefusal(name: string, by: "document" | "operator"): string {
  return `Requires env access to ${JSON.stringify(name)}${whatToDo("env", name, by)}`;
}
