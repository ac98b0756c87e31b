/** What a field of a probe's event is; `null` may stand in place of what is `any`, and large numbers without sign. */
export type ProbeFieldType = "int" | "string" | "any";

/** A probe that is built in. */
export interface ProbeTableRow {
  /** What its events are. */
  readonly summary: string;
  /** Names and types of an event's fields, in their order. */
  readonly fields: Readonly<Record<string, ProbeFieldType>>;
}

const COMMON = { time_ns: "int", pid: "int", comm: "string" } as const;
const PEER = { ...COMMON, addr: "string", port: "int", ret: "int" } as const;

/** Every built-in probe: what its events tell, and conditions about them may read. */
export const PROBE_TABLE = {
  exec: {
    summary: "programs that were executed, under their new names",
    fields: { ...COMMON, ppid: "int", filename: "string" },
  },
  // One of the two is null.
  exit: { summary: "processes that ended", fields: { ...COMMON, exit_code: "any", signal: "any" } },
  open: {
    summary: "files that were opened, or could not be: open, openat, openat2",
    fields: { ...COMMON, filename: "string", flags: "int", ret: "int" },
  },
  connect: { summary: "TCP connections that were asked for, refused ones too", fields: PEER },
  accept: { summary: "TCP connections that were taken, failures too", fields: PEER },
  syscall: {
    summary: "system calls with the time they took, and how it is distributed",
    fields: { ...COMMON, syscall: "string", ret: "int", latency_ns: "int" },
  },
  // An unsigned number of 64 bits may be no int.
  ioctl: { summary: "what was asked of devices", fields: { ...COMMON, fd: "int", cmd: "int", arg: "any", ret: "int" } },
} as const satisfies Readonly<Record<string, ProbeTableRow>>;

/** The name of a built-in probe. */
export type ProbeName = keyof typeof PROBE_TABLE;
