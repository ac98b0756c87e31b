import { type Actor, AppError, type ModuleId, type Role } from "../../core/mod.ts";
import { scopeMatches } from "./scope_matches.ts";

const ORDER: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** @throws AppError `forbidden` when the actor's role is less than the least that is needed. */
export function needRole(actor: Actor, least: Role): void {
  if (ORDER[actor.role] >= ORDER[least]) return;
  throw new AppError("forbidden", `This needs a token of the role ${least}; the one given has the role ${actor.role}`);
}

/**
 * Whether an actor may change a module, start its runs or touch them: the settings are the admin's, all else an operator's in the scopes
 * of its token.
 *
 * @throws AppError `forbidden`, with the module in its details.
 */
export function needModule(actor: Actor, module: ModuleId): void {
  try {
    needRole(actor, module === "settings" ? "admin" : "operator");
  } catch (error) {
    if (error instanceof AppError) throw new AppError(error.code, error.message, { details: { module } });
    throw error;
  }
  if (actor.scopes === undefined || actor.scopes.some((scope) => scopeMatches(scope, module))) return;
  throw new AppError("forbidden", `The token's scopes do not include ${module}`, { details: { module } });
}
