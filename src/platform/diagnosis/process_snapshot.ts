/** A user or group. */
export interface Identity {
  readonly id: number;
  /** Null for one without an entry in the system's own files. */
  readonly name: string | null;
}

/** A process that another one is told about. */
export interface ProcessName {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
}

/** Memory in bytes; null is what could not be read. */
export interface MemoryUse {
  readonly virtualBytes: number;
  readonly rssBytes: number;
  /** The most that was resident. */
  readonly peakRssBytes: number;
  /** Pages shared with others count in parts. */
  readonly pssBytes: number | null;
  /** Of no other process. */
  readonly privateBytes: number | null;
  readonly swapBytes: number;
}

/** All mappings of one file, or of one kind without a file, such as `[heap]`. */
export interface MapSum {
  readonly file: string;
  readonly mappings: number;
  readonly sizeBytes: number;
  readonly rssBytes: number | null;
  readonly pssBytes: number | null;
  readonly privateBytes: number | null;
  readonly swapBytes: number | null;
  /** What at least one of them permits, such as `r-x`. */
  readonly permissions: string;
}

/** What a socket is, as the kernel's tables have it. */
export interface SocketFacts {
  /** `tcp tcp6 udp udp6 unix netlink packet raw raw6`. */
  readonly protocol: string;
  /** `ADDRESS:PORT`, a path, or null for one without. */
  readonly local: string | null;
  /** The other side; null where there is none. */
  readonly remote: string | null;
  /** Such as `established` and `listening`. */
  readonly state: string | null;
}

/** An open descriptor. */
export interface DescriptorFacts {
  readonly fd: number;
  /** `file device terminal pipe socket event epoll timer signal inotify fanotify pidfd memory other`; `unknown` without a target. */
  readonly kind: string;
  /** What `/proc` says that it leads to; null where it may not be read. */
  readonly target: string | null;
  readonly access: "read" | "write" | "both" | "path" | null;
  /** Bytes from the start; null where it has no meaning or could not be read. */
  readonly position: number | null;
  /** Of a socket; null when no table has it: another kind, or another network namespace. */
  readonly socket: SocketFacts | null;
}

/** A limit of the process, and what is used of it. */
export interface LimitFacts {
  readonly name: string;
  /** Null: none. */
  readonly soft: number | null;
  readonly hard: number | null;
  readonly unit: string | null;
  /** In the limit's unit; null where the kernel does not tell. */
  readonly used: number | null;
}

/** A thread. */
export interface ThreadFacts {
  readonly tid: number;
  readonly name: string;
  readonly state: string;
  readonly cpuMs: number;
  /** The kernel function in which it waits; null when it runs or that is hidden. */
  readonly wait: string | null;
  /** Functions, the innermost first; null where it may not be read. */
  readonly kernelStack: readonly string[] | null;
  /** Null unless it was asked for. */
  readonly userStack: readonly string[] | null;
}

/** A limit of a control group that holds the process. */
export interface GroupLimit {
  readonly name: "memory" | "memory high" | "swap" | "cpu" | "processes";
  /** Null: none up to the root. */
  readonly limit: number | null;
  /** `cpu`: how many processors. */
  readonly unit: "bytes" | "processors" | "processes";
  readonly used: number | null;
  /** The group that sets it; null without a limit. */
  readonly group: string | null;
}

/** The control groups of a process. */
export interface GroupFacts {
  readonly version: 1 | 2;
  /** The path, of version 1 that of the memory controller where there is one. */
  readonly path: string;
  readonly limits: readonly GroupLimit[];
}

/** Something that could not be read. */
export interface Unread {
  readonly what: string;
  readonly why: string;
  /** What would make it readable; null when nothing would. */
  readonly needs: string | null;
}

/** A process as it was at one moment, as far as this user may see it. */
export interface ProcessSnapshot {
  readonly pid: number;
  readonly name: string;
  /** `running sleeping blocked stopped traced zombie dead idle`, else the kernel's letter. */
  readonly state: string;
  readonly kind: "program" | "kernel";
  /** How a zombie ended; null otherwise, and where it is hidden. */
  readonly exit: { readonly code: number | null; readonly signal: number | null } | null;
  /** Whether it ended while it was read: what is missing then is not said one by one. */
  readonly ended: boolean;
  /** Arguments, secrets replaced by `***`; null where they could not be read. */
  readonly command: readonly string[] | null;
  readonly executable: string | null;
  readonly folder: string | null;
  readonly user: Identity;
  readonly group: Identity;
  /** As whom it acts where that is another. */
  readonly effectiveUser: Identity;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly cpu: { readonly userMs: number; readonly systemMs: number };
  /** Null for what has none: kernel threads and zombies. */
  readonly memory: MemoryUse | null;
  /** Largest first; null where they could not be read. */
  readonly maps: readonly MapSum[] | null;
  readonly descriptors: readonly DescriptorFacts[] | null;
  readonly limits: readonly LimitFacts[] | null;
  readonly threads: readonly ThreadFacts[] | null;
  readonly controlGroup: GroupFacts | null;
  /** From its parent up to the first process. */
  readonly parents: readonly ProcessName[];
  readonly children: readonly ProcessName[];
  readonly unread: readonly Unread[];
}
