/** What an operating system error means for the person who reads the message. */
export type SystemFault = "full" | "missing" | "denied" | "other";

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Which kind of trouble a failed file operation had. */
export function systemFault(error: unknown): SystemFault {
  if (error instanceof Deno.errors.NotFound) return "missing";
  if (error instanceof Deno.errors.PermissionDenied) return "denied";
  if (!(error instanceof Error)) return "other";
  const code = (error as Error & { code?: unknown }).code;
  if (typeof code === "string" && FULL.has(code)) return "full";
  // Windows: ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL have no name in the runtime.
  return /\(os error (?:39|112)\)/.test(error.message) && Deno.build.os === "windows" ? "full" : "other";
}

/**
 * The system's own words for a failed file operation, without the error number and the path that the runtime adds.
 *
 * @example
 * ```ts
 * systemReason(new Deno.errors.NotFound("No such file or directory (os error 2): open '/x'")); // "no such file or directory"
 * ```
 */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  const words = error.message.replace(/\.?\s*\(os error \d+\).*$/s, "").trim();
  if (words === "") return error.name;
  // Only a first word that is no acronym or name loses its capital.
  return /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}
