import { AppError } from "../../core/mod.ts";

/** What {@link checkOrigin} compares. */
export interface OriginRequest {
  /** The header `Origin`; null for who is no page. */
  readonly origin: string | null;
  readonly host: string;
  readonly isSecure: boolean;
  /** Origins whose pages may call, of the settings. */
  readonly origins: readonly string[];
}

/**
 * Makes sure that a request comes from no page of another origin.
 *
 * @returns The foreign origin that the settings let in, to be told so in the answer; undefined for none.
 * @throws AppError `origin_foreign`, also for the origin `null`.
 */
export function checkOrigin({ origin, host, isSecure, origins }: OriginRequest): string | undefined {
  if (origin === null || origin === `${isSecure ? "https" : "http"}://${host.toLowerCase()}`) return undefined;
  if (origin !== "null" && origins.some((allowed) => allowed.toLowerCase().replace(/\/$/, "") === origin.toLowerCase())) return origin;
  throw new AppError("origin_foreign", `Pages of ${origin.slice(0, 100)} may not call this daemon`, {
    hint: "Add the origin to api.origins of the settings",
  });
}
