/** Decides what may be reached, before anything is sent. What it throws reaches the caller of {@link GuardedNet} as it is. */
export interface NetGuard {
  /**
   * Asked before a name is looked up.
   *
   * @param host A name in lower case and ASCII, or an address, as in a URL without brackets; without a dot at its end.
   */
  checkHost(host: string, port: number): void;
  /**
   * Says which of the addresses that a host led to may be connected to. It throws when none may.
   *
   * @returns One or more of them, in the order they are tried in.
   */
  allowedAddresses(host: string, port: number, addresses: readonly string[]): readonly string[];
}

/** Names and values of headers; a name may come more than once. */
export type NetHeaders = readonly (readonly [name: string, value: string])[];

/** A request over HTTP. */
export interface NetCall {
  /** `http:` or `https:`, without user and password. */
  readonly url: string;
  readonly method: string;
  readonly headers: NetHeaders;
  /** Bytes are sent with their length, pieces as they come: the next is asked for when there is room on the way. */
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** How many bytes a body of pieces has; absent: the server is told when it ends. */
  readonly sizeBytes?: number;
  /** What a redirect is: followed (each hop is checked as the first one is), a failure, or the answer. */
  readonly redirect: "follow" | "error" | "manual";
}

/** The head of an answer; its body is asked for piece by piece, and the server is held back meanwhile. */
export interface NetAnswer {
  /** The address that answered in the end, without its fragment. */
  readonly url: string;
  readonly redirected: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: NetHeaders;
  /**
   * The next piece of the body, unpacked; undefined at its end. One call at a time.
   *
   * @throws AppError `http_failed` when the connection broke.
   */
  read(): Promise<Uint8Array | undefined>;
  /** Closes the connection, at any time and as often as one likes. */
  close(): void;
}

/** A WebSocket to be opened. */
export interface NetSocketCall {
  /** `ws:` or `wss:`, without user and password. */
  readonly url: string;
  readonly protocols: readonly string[];
}

/** What comes from a WebSocket: a message, or its end. */
export type NetSocketEvent =
  | { readonly kind: "text" | "binary"; readonly data: Uint8Array }
  | {
    readonly kind: "closed";
    readonly code: number;
    readonly reason: string;
    /** Whether both sides said goodbye. */
    readonly wasClean: boolean;
    /** What went wrong, when something did. */
    readonly message?: string;
  };

/** An open WebSocket. */
export interface NetSocket {
  /** Of the protocols asked for the one that the server chose, or empty. */
  readonly protocol: string;
  /** The next message, or the end; after it always the end. The server is held back between calls. One call at a time. */
  receive(): Promise<NetSocketEvent>;
  /** Resolves when there is room for more. Of a socket that is closing or closed, nothing is sent. */
  send(kind: "text" | "binary", data: Uint8Array): Promise<void>;
  /** Says goodbye; messages that still come are dropped. The end comes with {@link receive}. */
  close(code?: number, reason?: string): void;
  /** Closes the connection at once. */
  abort(): void;
}

/**
 * HTTP and WebSockets under a guard: each host, at each hop, is looked up once, its addresses are checked, and the connection is made to the
 * very address that was checked. Proxies of the environment are not used: what they connect to could not be checked.
 */
export interface GuardedNet {
  /**
   * Sends a request and resolves with the head of its answer.
   *
   * @param signal Closes the connection, also while the body is read.
   * @throws AppError `http_failed` when no answer came; what the guard throws; the signal's reason.
   */
  request(call: NetCall, guard: NetGuard, signal: AbortSignal): Promise<NetAnswer>;
  /**
   * Opens a WebSocket.
   *
   * @param signal Closes the connection, also once it is open.
   * @throws AppError `http_failed` when it was not opened; what the guard throws; the signal's reason.
   */
  openSocket(call: NetSocketCall, guard: NetGuard, signal: AbortSignal): Promise<NetSocket>;
}
