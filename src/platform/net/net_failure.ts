import { AppError } from "../../core/mod.ts";
import { systemReason } from "../state/system_reason.ts";
import { MAX_HEAD_BYTES } from "./http_engine.ts";

/**
 * What became of a request, from an error of the connection or of the HTTP library.
 *
 * @param what What was attempted and how far it came.
 */
export function netFailure(what: string, error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("http_failed", `${what}: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "UND_ERR_HEADERS_OVERFLOW") return `the head of the answer is larger than ${MAX_HEAD_BYTES / 1024} KiB`;
  if (code === "UND_ERR_SOCKET" || code === "UND_ERR_CLOSED" || code === "UND_ERR_DESTROYED") return "the connection was closed";
  if (error instanceof Error && error.name === "HTTPParserError") return `the server does not speak HTTP as it should (${error.message})`;
  return systemReason(error);
}
