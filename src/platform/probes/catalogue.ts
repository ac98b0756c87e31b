import type { BuiltinName } from "../../../ffi/bpf/mod.ts";
import { type ScopeTypes, types } from "../../../dsl/expr/mod.ts";

/** A probe that is built in. */
export interface ProbeRow {
  readonly name: BuiltinName;
  /** What its events are. */
  readonly summary: string;
  /** Names and types of an event's fields, in their order. */
  readonly fields: ScopeTypes;
}

const COMMON = { time_ns: types.int, pid: types.int, comm: types.string } as const;
const PEER = { ...COMMON, addr: types.string, port: types.int, ret: types.int } as const;

/** Every built-in probe. */
export const PROBES: readonly ProbeRow[] = [
  {
    name: "exec",
    summary: "programs that were executed, under their new names",
    fields: { ...COMMON, ppid: types.int, filename: types.string },
  },
  // One of the two is null.
  { name: "exit", summary: "processes that ended", fields: { ...COMMON, exit_code: types.dyn, signal: types.dyn } },
  {
    name: "open",
    summary: "files that were opened, or could not be: open, openat, openat2",
    fields: { ...COMMON, filename: types.string, flags: types.int, ret: types.int },
  },
  { name: "connect", summary: "TCP connections that were asked for, refused ones too", fields: PEER },
  { name: "accept", summary: "TCP connections that were taken, failures too", fields: PEER },
  {
    name: "syscall",
    summary: "system calls with the time they took, and how it is distributed",
    fields: { ...COMMON, syscall: types.string, ret: types.int, latency_ns: types.int },
  },
  // An unsigned number of 64 bits may be no int.
  {
    name: "ioctl",
    summary: "what was asked of devices",
    fields: { ...COMMON, fd: types.int, cmd: types.int, arg: types.dyn, ret: types.int },
  },
];

/** A built-in probe by its name. */
export function probeRow(name: string): ProbeRow | undefined {
  return PROBES.find((row) => row.name === name);
}
