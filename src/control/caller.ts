import type { TakenOver } from "./listen/take_over.ts";

/** What a listener knows of the connection that a request came through. */
export interface Caller {
  /** The address of the other side without its port, or `unix`. */
  readonly from: string;
  /** Whether it came through a unix socket, which only its owner can open. */
  readonly isUnix: boolean;
  /** Whether it came through TLS. */
  readonly isSecure: boolean;
  /** Names that the listener answers for besides the loopback's, in lower case and without ports; `*` stands for every address of the machine. */
  readonly names: ReadonlySet<string>;
  /** Aborts when the listener closes: streams end. */
  readonly closing: AbortSignal;
  /**
   * Takes the connection of a request over, for another protocol; undefined where the runtime cannot. Absent: the listener's connections
   * cannot be.
   */
  takeOver?(request: Request): TakenOver | undefined;
}

/** A caller on this machine, for who calls the app without a listener. */
export const LOCAL_CALLER: Caller = {
  from: "127.0.0.1",
  isUnix: false,
  isSecure: false,
  names: new Set(),
  closing: new AbortController().signal,
};
