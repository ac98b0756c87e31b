import process from "node:process";
import { AppError, type Clock, type Role, type TokenRow, type TokenStore } from "../../../core/mod.ts";
import { base32 } from "../base32.ts";
import type { Database, Row } from "../database.ts";

/** How exactly the last use is known; also how often one busy token causes a write. */
const USED_EVERY_MS = 60_000;
/** How long an expired token is still listed. */
const EXPIRED_KEPT_MS = 30 * 24 * 60 * 60_000;
const COLUMNS = "id, role, scopes, expires, created, used";

/**
 * Tokens in the state folder's database. A token that is revoked is gone; an expired one is listed for another 30 days.
 *
 * A secret is looked up by its SHA-256, through an index, and how long that takes tells nothing of use: the hash hides the secret, and
 * whoever measured how many bytes of two hashes agree could come closer only by finding secrets whose hashes begin in a given way, which
 * is no easier than guessing 256 random bits. Nothing is looked at before the hash is made, so that a secret of another length or with a
 * wrong prefix, an expired and a revoked one all take the same way.
 */
export class SqliteTokens implements TokenStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  create(options: { readonly role: Role; readonly scopes?: readonly string[]; readonly expiresAt?: number }): {
    readonly row: TokenRow;
    readonly secret: string;
  } {
    const { role, scopes, expiresAt = null } = options;
    const secret = newSecret();
    const id = newId();
    const createdAt = this.#clock.now();
    this.#database.write((transaction) => {
      transaction.run("DELETE FROM tokens WHERE expires <= ?", createdAt - EXPIRED_KEPT_MS);
      transaction.run(
        "INSERT INTO tokens (id, hash, role, scopes, expires, created) VALUES (?, ?, ?, ?, ?, ?)",
        id,
        hashOf(secret),
        role,
        scopes === undefined ? null : JSON.stringify(scopes),
        expiresAt,
        createdAt,
      );
    });
    return { row: { id, role, ...(scopes === undefined ? {} : { scopes }), expiresAt, createdAt, usedAt: null }, secret };
  }

  verify(secret: string): TokenRow | undefined {
    const now = this.#clock.now();
    const row = this.#database.get(
      `SELECT ${COLUMNS} FROM tokens WHERE hash = ? AND (expires IS NULL OR expires > ?)`,
      hashOf(secret),
      now,
    );
    if (row === undefined) return undefined;
    const token = this.#rowOf(row);
    const usedAt = now - now % USED_EVERY_MS;
    if (token.usedAt !== null && token.usedAt >= usedAt) return token;
    this.#noteUse(token.id, usedAt);
    return { ...token, usedAt };
  }

  list(): readonly TokenRow[] {
    return this.#database.all(`SELECT ${COLUMNS} FROM tokens ORDER BY created, id`).map((row) => this.#rowOf(row));
  }

  revoke(id: string): boolean {
    return this.#database.run("DELETE FROM tokens WHERE id = ?", id) === 1;
  }

  #noteUse(id: string, usedAt: number): void {
    try {
      this.#database.run("UPDATE tokens SET used = ? WHERE id = ? AND (used IS NULL OR used < ?)", usedAt, id, usedAt);
    } catch (error) {
      // On a full disk the operator still has to get in.
      if (!(error instanceof AppError)) throw error;
    }
  }

  #rowOf(row: Row): TokenRow {
    return {
      id: String(row.id),
      role: row.role as Role,
      ...(row.scopes === null ? {} : { scopes: this.#scopesOf(row) }),
      expiresAt: row.expires === null ? null : Number(row.expires),
      createdAt: Number(row.created),
      usedAt: row.used === null ? null : Number(row.used),
    };
  }

  #scopesOf(row: Row): string[] {
    let scopes: unknown;
    try {
      scopes = JSON.parse(String(row.scopes));
    } catch {
      // Said below, as for any other value that is no list.
    }
    if (Array.isArray(scopes) && scopes.every((scope) => typeof scope === "string")) return scopes;
    throw this.#database.damaged(`the scopes of token "${row.id}" are not a list of texts`);
  }
}

function newSecret(): string {
  return `exc_${nodeCrypto().randomBytes(32).toString("base64url")}`;
}

/** Public: 35 random bits, enough not to meet another of the same daemon. */
function newId(): string {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return `tok_${base32((high % 8) * 2 ** 32 + low, 7)}`;
}

function hashOf(secret: string): string {
  return nodeCrypto().createHash("sha256").update(secret).digest("hex");
}

/** The module is loaded only here: it would cost every start some milliseconds. */
function nodeCrypto() {
  return process.getBuiltinModule("node:crypto");
}
