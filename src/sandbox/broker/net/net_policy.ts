/** Whether a script may reach what it asks for. */
export type NetDecision =
  | { readonly allowed: true }
  | {
    readonly allowed: false;
    /** Whose word refuses it. */
    readonly by: "document" | "operator";
    /** What the script is told: what it asked for, and the line to add. */
    readonly message: string;
  };

/** Says what a script may reach: the part of the policy that concerns hosts. */
export interface NetPolicy {
  /** Whether a name may be looked up for a connection; for an address, whether it may be connected to. */
  host(host: string, port: number): NetDecision;
  /** Whether a connection may be made to an address that a host led to. */
  address(host: string, port: number, address: string): NetDecision;
}
