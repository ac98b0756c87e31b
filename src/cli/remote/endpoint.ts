/** Where a daemon answers, and what proves who asks. */
export interface Endpoint {
  /** Address that paths are appended to, without a slash at its end; for a socket the host is only a form. */
  readonly base: string;
  /** The unix socket to speak through, absolute. */
  readonly socket?: string;
  /** Absent: none is known. */
  readonly token?: string;
  /** As messages call it. */
  readonly shown: string;
}

/** How messages call a daemon's address. */
export type Address = Pick<Endpoint, "base" | "socket" | "shown">;
