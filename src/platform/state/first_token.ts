import * as nodePath from "node:path";
import type { TokenStore } from "../../core/mod.ts";
import { replaceFile } from "./replace_file.ts";
import { storageFailure } from "./storage_failure.ts";

/**
 * The admin token that `<folder>/token` holds (0600), for the command line on the same machine. It is made at a daemon's first start and
 * again when the file is gone or no admin's token is left, since then nobody could get in; one that was revoked while others are left
 * stays away.
 *
 * @throws AppError `state_full`, `state_unavailable`.
 */
export function ensureFirstToken(folder: string, tokens: TokenStore, now: number): void {
  const stored = readFirstToken(folder);
  const isAdmin = (token: { role: string; expiresAt: number | null }) => token.role === "admin" && (token.expiresAt ?? Infinity) > now;
  if (stored !== undefined && tokens.list().some(isAdmin)) return;
  const { row, secret } = tokens.create({ role: "admin" });
  try {
    replaceFile(fileOf(folder), `${secret}\n`);
  } catch (error) {
    // A token that nobody can know is of no use.
    tokens.revoke(row.id);
    throw error;
  }
}

/**
 * What `<folder>/token` holds.
 *
 * @returns undefined when there is no such file, or nothing in it.
 * @throws AppError `state_unavailable` when it is there and cannot be read.
 */
export function readFirstToken(folder: string): string | undefined {
  try {
    return Deno.readTextFileSync(fileOf(folder)).trim() || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw storageFailure(error, "read", fileOf(folder));
  }
}

function fileOf(folder: string): string {
  return nodePath.join(folder, "token");
}
