/** Sizes and offsets, in bytes, of a struct that programs of `programs/` and this side share. */
export interface SharedStruct {
  readonly size: number;
  readonly fields: Readonly<Record<string, number>>;
}

const SETTINGS = { pid: 0, own_pid: 4, pid_namespace: 8, syscall: 12, comm: 16, family: 32, is_shared: 36 } as const;
const HEAD = { time_ns: 0, pid: 8, tid: 12, comm: 16 } as const;

/**
 * The structs of `programs/*.bpf.c` and its headers, the same on every processor. A test compares them with what the C compiler says, in the
 * file that each has beside it.
 */
export const SHARED_STRUCTS = {
  settings: { file: "exec.bpf.c", size: 40, fields: SETTINGS },
  filter: { file: "exec.bpf.c", size: 24, fields: { pid: 0, syscall: 4, comm: 8 } },
  counts: { file: "exec.bpf.c", size: 16, fields: { passed: 0, lost: 8 } },
  head: { file: "exec.bpf.c", size: 32, fields: HEAD },
  exec_event: { file: "exec.bpf.c", size: 4136, fields: { head: 0, ppid: 32, filename: 40 } },
  exit_event: { file: "exit.bpf.c", size: 40, fields: { head: 0, status: 32 } },
  open_event: { file: "open.bpf.c", size: 4144, fields: { head: 0, ret: 32, flags: 40, filename: 48 } },
  peer_event: { file: "connect.bpf.c", size: 64, fields: { head: 0, ret: 32, port: 40, family: 42, addr: 48 } },
  syscall_event: { file: "syscall.bpf.c", size: 56, fields: { head: 0, ret: 32, latency_ns: 40, number: 48 } },
  ioctl_event: { file: "ioctl.bpf.c", size: 56, fields: { head: 0, ret: 32, arg: 40, fd: 48, cmd: 52 } },
} as const satisfies Readonly<Record<string, SharedStruct & { readonly file: string }>>;
