import { formatTime, type TokenRow } from "../../core/mod.ts";

/** A token without its secret. */
export function tokenToJson({ id, role, scopes, expiresAt, createdAt, usedAt }: TokenRow): Record<string, unknown> {
  return {
    id,
    role,
    ...(scopes === undefined ? {} : { scopes }),
    expires_at: timeOrNull(expiresAt),
    created_at: formatTime(createdAt),
    used_at: timeOrNull(usedAt),
  };
}

function timeOrNull(time: number | null): string | null {
  return time === null ? null : formatTime(time);
}
