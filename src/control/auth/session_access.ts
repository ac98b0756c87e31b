import { type Actor, AppError, type Settings } from "../../core/mod.ts";
import type { SessionRequest, SessionView } from "../../live/mod.ts";
import { needRole } from "./access.ts";

/** What operators may set of a session's environment: how their terminal speaks, and nothing that leads a program elsewhere. */
const OPERATOR_VARIABLES: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^(?:TERM|COLORTERM|NO_COLOR)$/, /^[A-Za-z0-9][A-Za-z0-9+.-]{0,63}$/],
  [/^(?:LANG|LC_[A-Z]{1,20})$/, /^[A-Za-z][A-Za-z0-9_.@-]{0,63}$/],
  [/^TZ$/, /^[A-Za-z0-9_+-]{1,32}(?:\/[A-Za-z0-9_+-]{1,32}){0,2}$/],
];

/** Ends an entry that allows no arguments. */
const NO_ARGUMENTS = '""';

/**
 * Whether an actor may start a session: admins any, operators what the settings list, and that without leading it elsewhere by its folder or
 * its environment.
 *
 * @throws AppError `forbidden`.
 */
export function needSessionStart(actor: Actor, { command, cwd, env }: SessionRequest, { allow }: Settings["sessions"]): void {
  needRole(actor, "operator");
  needNoScopes(actor);
  if (actor.role === "admin") return;
  if (!allow.operator.some((entry) => allows(entry, command))) {
    throw new AppError("forbidden", `Operators may not start "${command.join(" ").slice(0, 200)}"`, {
      hint: "An admin can add it to sessions.allow.operator of the settings",
    });
  }
  if (cwd !== undefined) throw new AppError("forbidden", "Operators may not choose the folder of a session");
  const foreign = Object.entries(env).find(([name, value]) =>
    !OPERATOR_VARIABLES.some(([names, values]) => names.test(name) && values.test(value))
  );
  if (foreign !== undefined) throw new AppError("forbidden", `Operators may not set ${foreign[0].slice(0, 100)} like this for a session`);
}

/**
 * Whether an actor may type into a session: admins into any, operators into those that operators started, as the settings say nothing of
 * the others.
 */
export function mayUseSession(actor: Actor, { by }: Pick<SessionView, "by">): boolean {
  return actor.role === "admin" || actor.role === "operator" && actor.scopes === undefined && by.role === "operator";
}

/** @throws AppError `forbidden` as {@link mayUseSession} says. */
export function needSession(actor: Actor, session: Pick<SessionView, "by">): void {
  needRole(actor, "operator");
  needNoScopes(actor);
  if (!mayUseSession(actor, session)) throw new AppError("forbidden", "Operators may end only sessions that operators started");
}

/** @throws AppError `forbidden`. */
function needNoScopes({ scopes }: Actor): void {
  if (scopes !== undefined) throw new AppError("forbidden", "The token is held to modules, and a session is none");
}

/**
 * Whether an entry of the settings names a command, as sudoers do: a program alone with any arguments, with arguments word by word. A last
 * `*` stands for any that follow, and a last `""` for none.
 */
export function allows(entry: string, command: readonly string[]): boolean {
  const words = entry.split(/\s+/).filter((word) => word !== "");
  const last = words.length > 1 ? words.at(-1) : undefined;
  const fixed = last === "*" || last === NO_ARGUMENTS ? words.slice(0, -1) : words;
  const isOpen = last === "*" || words.length === 1;
  return fixed.length > 0 && (isOpen ? command.length >= fixed.length : command.length === fixed.length) &&
    fixed.every((word, index) => command[index] === word);
}
