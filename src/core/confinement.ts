/** What the sockets of a confined child may do; a list holds exactly these TCP ports. */
export interface SocketConfinement {
  readonly connect: readonly number[];
  readonly listen: readonly number[];
  readonly udp: boolean;
  readonly unix: boolean;
}

/** Limits of the kernel for each process: seconds, bytes or numbers. */
export interface ResourceLimits {
  readonly cpuSeconds?: number;
  readonly addressSpaceBytes?: number;
  readonly dataBytes?: number;
  readonly stackBytes?: number;
  readonly fileSizeBytes?: number;
  readonly openFiles?: number;
  readonly processes?: number;
  readonly lockedMemoryBytes?: number;
  readonly coreBytes?: number;
}

/** What a child and everything it starts may do. What is absent is not held. Paths are absolute. */
export interface ChildConfinement {
  /** What may be read, besides what any program needs of the system. */
  readonly read?: readonly string[];
  /** What may be written; it may be read too. */
  readonly write?: readonly string[];
  /** What may be executed besides the child's own program: paths, or names in its `PATH`. */
  readonly run?: readonly string[];
  /** Single files of ours that the child has to reach in any case. */
  readonly own: { readonly read: readonly string[]; readonly write: readonly string[] };
  readonly net?: SocketConfinement;
  readonly syscalls: "default" | "strict" | "network-client" | "unrestricted" | { readonly allow: readonly string[] };
  /** Names as in capabilities(7), without `CAP_`, in lower case. */
  readonly capabilities: readonly string[];
  readonly limits: ResourceLimits;
  /** A control group of its own; an empty one only holds its processes together. */
  readonly group?: { readonly memoryBytes?: number; readonly pids?: number; readonly cpus?: number };
}
