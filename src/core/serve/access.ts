/** What a token's holder may do: viewers read, operators also start runs and change pipelines, admins everything. */
export type Role = "viewer" | "operator" | "admin";

/** A token as it is shown; the secret itself is shown once and stored hashed. */
export interface TokenRow {
  /** Short and public, such as `tok_k3f9x2a`. */
  readonly id: string;
  readonly role: Role;
  /** Module ids or globs of them, such as `pipelines/reports-*`, that an operator is held to; absent: all. */
  readonly scopes?: readonly string[];
  /** Milliseconds since the epoch; null never. */
  readonly expiresAt: number | null;
  readonly createdAt: number;
  /** When it was last used, to the minute; null never. */
  readonly usedAt: number | null;
}

/** Who asks. */
export interface Actor {
  /** A token's id, `local` for who comes through the unix socket, `file` for a changed file, `anonymous`. */
  readonly name: string;
  readonly role: Role;
  readonly scopes?: readonly string[];
}

/** Tokens, stored as SHA-256 of a secret of 256 random bits. */
export interface TokenStore {
  /** @returns The row and the secret, which nobody can read again. */
  create(
    options: { readonly role: Role; readonly scopes?: readonly string[]; readonly expiresAt?: number },
  ): { readonly row: TokenRow; readonly secret: string };
  /** The row of a secret that is neither expired nor revoked; takes the same time whatever is wrong with it. */
  verify(secret: string): TokenRow | undefined;
  /** In the order of their making. An expired one is listed for another 30 days, a revoked one no more. */
  list(): readonly TokenRow[];
  /** @returns False when there is none of that id. */
  revoke(id: string): boolean;
}

/** One write that somebody asked the daemon for. */
export interface AuditRow {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** {@link Actor.name}. */
  readonly actor: string;
  /** Such as `pipeline.patch`, `run.start`, `token.create`; a refused one ends in `.refused`. */
  readonly action: string;
  /** What it was about: a module's id, `runs/<id>`, `tokens/<id>`, `sessions/<id>`. */
  readonly module: string;
  /** Hashes of the module before and after, where it has them. */
  readonly before: string | null;
  readonly after: string | null;
  /** Where it came from: an address, `unix`, `file`, `daemon`. */
  readonly from: string;
  /** What else is to be known, such as the command of a session. */
  readonly detail?: string;
}

/** The audit: only ever appended to. */
export interface AuditStore {
  append(row: AuditRow): void;
  /**
   * Newest first; `cursor` is what the page before gave as `next`.
   *
   * @throws AppError `query_invalid` for a cursor that no page gave.
   */
  list(page: { readonly cursor?: string; readonly limit: number }): { readonly items: readonly AuditRow[]; readonly next: string | null };
}

/** Answers to requests that carried an `Idempotency-Key`, for 24 hours. */
export interface IdempotencyStore {
  /**
   * What was kept under a key of one scope (a route with the caller's name).
   *
   * @returns `conflict` when the key was used with another body.
   */
  find(
    scope: string,
    key: string,
    bodyHash: string,
  ): { readonly kind: "none" | "conflict" } | { readonly kind: "found"; readonly result: string };
  /** Keeps a result; the first one wins. @returns The one that is kept now, or `conflict`. */
  keep(
    scope: string,
    key: string,
    bodyHash: string,
    result: string,
  ): { readonly kind: "kept" | "found"; readonly result: string } | { readonly kind: "conflict" };
}
