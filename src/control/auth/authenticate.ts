import { type Actor, AppError, type TokenStore } from "../../core/mod.ts";
import type { Caller } from "../caller.ts";
import type { WrongTokens } from "./wrong_tokens.ts";

/** What {@link authenticate} looks at. */
export interface Credentials {
  /** The header `Authorization`. */
  readonly authorization: string | null;
  readonly caller: Caller;
  /** Whether a browser's own log-in is taken too (any name, the token as password): for pages that people look at. */
  readonly takesBasic: boolean;
}

/**
 * Who asks. Who comes through the unix socket without a token is the machine's own admin; a token counts there as everywhere.
 *
 * @throws AppError `unauthorized`; `too_many_failures`, with `retry_after` in its details, for wrong tokens alone.
 */
export function authenticate({ authorization, caller, takesBasic }: Credentials, tokens: TokenStore, wrong: WrongTokens): Actor {
  if (authorization === null) {
    if (caller.isUnix) return { name: "local", role: "admin" };
    throw new AppError("unauthorized", "The request carries no token", { hint: "Send the header Authorization: Bearer with a token" });
  }
  const secret = secretOf(authorization, takesBasic);
  if (secret === undefined) {
    throw new AppError("unauthorized", "The header Authorization holds no bearer token", { hint: "Write Authorization: Bearer TOKEN" });
  }
  const row = tokens.verify(secret);
  if (row !== undefined) return { name: row.id, role: row.role, ...(row.scopes === undefined ? {} : { scopes: row.scopes }) };
  const seconds = wrong.note(caller.from);
  if (seconds === undefined) throw new AppError("unauthorized", "The token is wrong, expired or revoked");
  throw new AppError("too_many_failures", `Too many wrong tokens came from ${caller.from}`, { details: { retry_after: seconds } });
}

function secretOf(authorization: string, takesBasic: boolean): string | undefined {
  const bearer = /^Bearer +([\x21-\x7e]{1,512}) *$/i.exec(authorization)?.[1];
  if (bearer !== undefined || !takesBasic) return bearer;
  const basic = /^Basic +([A-Za-z0-9+/=]{1,1024}) *$/i.exec(authorization)?.[1];
  if (basic === undefined) return undefined;
  try {
    const pair = atob(basic);
    return pair.includes(":") ? pair.slice(pair.indexOf(":") + 1) : undefined;
  } catch {
    return undefined;
  }
}
