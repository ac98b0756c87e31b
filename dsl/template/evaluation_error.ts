import { AppError, type Json, type JsonObject, type Reference } from "../../src/core/mod.ts";
import { ExprError } from "../expr/mod.ts";
import { Failure } from "../expr/problem.ts";
import { previewValue } from "./preview_value.ts";

const MAX_SOURCE = 120;
const MAX_VALUE = 80;
const MAX_VALUES = 4;

/**
 * The failure of an expression as an error that names the expression and the values it read. Values of `secrets` are not shown.
 *
 * @param source The expression as written.
 * @param references The paths that it reads.
 * @param cause What the evaluation threw.
 * @returns The cause itself when it is no failure of the evaluation.
 */
export function evaluationError(source: string, references: readonly Reference[], scope: JsonObject, cause: unknown): unknown {
  if (!(cause instanceof ExprError) && !(cause instanceof Failure)) return cause;
  const values = references.slice(0, MAX_VALUES).flatMap((path) => {
    const found = deepest(scope, path);
    // The whole environment says nothing about one variable, and may hold what is nobody's business.
    return found === undefined || found.path.length === 1 && found.path[0] === "env"
      ? []
      : [`${pathText(found.path)} = ${found.path[0] === "secrets" ? "***" : previewValue(found.value, MAX_VALUE)}`];
  });
  const shown = source.length > MAX_SOURCE ? `${source.slice(0, MAX_SOURCE)}…` : source;
  const where = values.length === 0 ? "" : ` (${[...new Set(values)].join(", ")})`;
  return new AppError(cause.code, `Cannot evaluate {{ ${shown} }}: ${lowerFirst(cause.message)}${where}`, { cause });
}

/** The last part of a path that exists, with its value. */
function deepest(scope: JsonObject, path: Reference): { readonly path: Reference; readonly value: Json } | undefined {
  let value: Json | undefined;
  let length = 0;
  for (let at: Json = scope; length < path.length; length++) {
    const name = path[length] ?? "";
    if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, name)) break;
    at = value = (at as JsonObject)[name] ?? null;
  }
  return value === undefined || length === 0 ? undefined : { path: path.slice(0, length), value };
}

function pathText(path: Reference): string {
  return path.map((name, index) => index === 0 ? name : /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`).join("");
}

/** A message as the second half of a sentence; names and acronyms keep their capitals. */
function lowerFirst(message: string): string {
  return /^[A-Z][a-z ]/.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message;
}
