import { AppError, type Json, rowOf } from "../../core/mod.ts";
import type { ControlOptions } from "../control_options.ts";
import { problemOf, problemResponse } from "./problem.ts";

/**
 * The answer to a request that failed. What nobody foresaw is told outside by an id alone; the log has it whole.
 *
 * @param path What was asked for.
 * @param method Of the route: the types that a PATCH takes have a header of their own.
 */
export function failureResponse(error: unknown, path: string, log: ControlOptions["log"], method?: string): Response {
  if (!(error instanceof AppError)) return failureResponse(defect(error, path, log), path, undefined, method);
  const { status } = rowOf(error.code);
  if (status >= 500 && error.cause !== undefined) log?.error(error.message, { code: error.code, path, detail: detailOf(error.cause) });
  return problemResponse(problemOf(error, path), headersOf(error, method));
}

function defect(error: unknown, path: string, log: ControlOptions["log"]): AppError {
  const id = crypto.randomUUID().slice(0, 8);
  log?.error(`A request failed by a defect of Executor (${id})`, { id, path, detail: detailOf(error) });
  return new AppError("internal", `Executor has a defect (${id})`, { hint: "The daemon's log says more under this id", details: { id } });
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

function headersOf({ code, details = {} }: AppError, method: string | undefined): Record<string, string> {
  switch (code) {
    case "unauthorized":
    case "signature_wrong":
      return { "www-authenticate": 'Bearer realm="executor"' };
    case "too_many_failures":
      return { "retry-after": String(details["retry_after"]) };
    case "upgrade_required":
      return { upgrade: "websocket" };
    case "sessions_full":
    case "queue_full":
    case "stopping":
    case "too_busy":
      return { "retry-after": "1" };
    case "method_not_allowed":
      return { allow: String(details["allow"]) };
    case "media_type_unsupported":
      return isList(details["accepts"]) ? { [method === "PATCH" ? "accept-patch" : "accept"]: details["accepts"].join(", ") } : {};
    case "body_too_large":
    case "body_slow":
      return { connection: "close" };
    default:
      return {};
  }
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
