import { AppError, CATALOGUE, type Code, type Json, type JsonObject, parseJson } from "../../core/mod.ts";

/** An answer that is no success, read whole. */
export interface Refusal {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** What answered, as messages call it. */
  readonly shown: string;
  /** The daemon's version when it is another than ours. */
  readonly otherVersion?: string | undefined;
}

/** Members of a problem that an error says by other means. */
const SAID: ReadonlySet<string> = new Set(["type", "title", "status", "detail", "code", "instance", "hint"]);

/**
 * A daemon's refusal as the error it was there: the same code, message, hint, details and so exit code.
 *
 * A code that is not known here is a daemon of another version, or no daemon at all: `daemon_foreign`, which says so.
 */
export function problemError(refusal: Refusal): AppError {
  const problem = problemOf(refusal);
  if (problem === undefined) return foreignAnswer(refusal, `answered ${refusal.status} without saying why`);
  const { code, detail, title, hint } = problem;
  const message = typeof detail === "string" ? detail : typeof title === "string" ? title : `${refusal.shown} answered ${refusal.status}`;
  if (!isCode(code)) return foreignAnswer(refusal, `refused with ${String(code)}: ${message}`);
  const details: JsonObject = Object.fromEntries(Object.entries(problem).filter(([name]) => !SAID.has(name)));
  const advice = typeof hint === "string" ? hint : code === "route_unknown" ? otherVersionHint(refusal.otherVersion) : undefined;
  return new AppError(code, message, {
    ...(advice === undefined ? {} : { hint: advice }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
  });
}

/** What answers is no daemon of this version. */
export function foreignAnswer(from: Pick<Refusal, "shown" | "otherVersion">, what: string): AppError {
  const hint = otherVersionHint(from.otherVersion);
  return new AppError("daemon_foreign", `${from.shown} ${what}`, hint === undefined ? {} : { hint });
}

/** @returns Undefined when the version is ours or unknown. */
function otherVersionHint(version: string | undefined): string | undefined {
  return version === undefined ? undefined : `The daemon is version ${version}; use the executor of that version, or upgrade the daemon`;
}

function isCode(code: Json | undefined): code is Code {
  return typeof code === "string" && Object.hasOwn(CATALOGUE, code);
}

function problemOf({ contentType, text }: Refusal): JsonObject | undefined {
  if (!/^application\/(?:problem\+)?json\b/i.test(contentType)) return undefined;
  try {
    const value = parseJson(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) && "code" in value ? value as JsonObject : undefined;
  } catch {
    return undefined;
  }
}
