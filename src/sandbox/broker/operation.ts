import type { JsonObject } from "../../core/mod.ts";

/** What a script asks for. Everything in it is the script's word and to be looked at before use. */
export interface BrokerRequest {
  readonly header: JsonObject;
  readonly bytes: Uint8Array;
}

/** What it is answered. */
export interface BrokerReply {
  readonly header: JsonObject;
  readonly bytes?: Uint8Array;
}

/**
 * One operation of the broker, such as `file.open`; `S` is what it works with.
 *
 * @throws BrokerError For what the script is to be told. Anything else is a defect and reaches the script as an `Error` without detail.
 */
export type Operation<S> = (session: S, request: BrokerRequest) => Promise<BrokerReply> | BrokerReply;

/** An error for the script: there it is an Error of this name, one of Deno's. */
export class BrokerError extends Error {
  override readonly name: string;

  constructor(
    name:
      | "NotCapable"
      | "NotFound"
      | "AlreadyExists"
      | "BadResource"
      | "TypeError"
      | "RangeError"
      | "AbortError"
      | "Error"
      | (string & Record<never, never>),
    message: string,
  ) {
    super(message);
    this.name = name;
  }
}

/** The brokered side of one attempt; ended with it, which closes what the script left open and kills what it started. */
export interface BrokerSession {
  /** Answers one request. @throws BrokerError */
  handle(op: string, request: BrokerRequest): Promise<BrokerReply>;
  /** How many files, bodies, sockets and programs are open now. */
  readonly open: number;
  /** The script is being cancelled: programs that it started are asked to end. */
  cancel(): void;
  /** Nothing of it lives once this resolves. */
  end(): Promise<void>;
}
